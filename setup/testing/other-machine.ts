import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Purpose } from '../../src/host/facts/needs.mjs'

/** A machine for set-up to work on: a folder with an os-release, and a PATH of its own with programs that write down their argv. */
export interface OtherMachine {
  readonly root: string
  /** Adds a program that writes down its argv and does what this JavaScript says, with the argv in `args`. */
  program(name: string, does?: string): Promise<void>
  /** Lets an installer bring these signs with a package: names of programs, or absolute paths. */
  gives(packages: Readonly<Record<string, readonly string[]>>): Promise<void>
  /** Runs set-up as a process of its own. */
  setUp(purposes: readonly Purpose[], uid: number): Promise<SetUpRun>
}

export interface SetUpRun {
  readonly code: number
  readonly output: string
  /** What was run, in order, each with its argv. */
  readonly ran: readonly (readonly string[])[]
}

const setUpScript = `
const { runMain } = await import(${inSetup('exit-codes.mjs')})
const { ensureSystemPackages } = await import(${inSetup('system-packages.mjs')})
const [purposes, machine] = process.argv.slice(1).map((text) => JSON.parse(text))
await runMain(async () => {
  await ensureSystemPackages(purposes, machine)
  return 0
})`

function inSetup(file: string): string {
  return JSON.stringify(new URL(`../${file}`, import.meta.url).href)
}

/** What fakes of package managers share: `gives` of the machine, and how to bring something. */
const installing = `
const gives = JSON.parse(fs.readFileSync(here + '/gives.json', 'utf8'))
const bring = (name) => (gives[name] ?? []).forEach((sign) => {
  const path = sign.startsWith('/') ? here + sign : here + '/programs/' + sign
  fs.mkdirSync(path.replace(/[^/]*$/, ''), { recursive: true })
  fs.writeFileSync(path, '', { mode: 0o755 })
})`

/** Fakes of the programs that set-up calls, by what they do beside writing down their argv. */
export const fakes = {
  aptGet: `${installing}\nif (args.includes('install')) args.forEach(bring)`,
  aptCache: `${installing}\nfor (const name of args) if (name in gives) console.log('Package: ' + name)`,
  dnf: `${installing}\nargs.forEach(bring)`,
  sudo: `
const [command, ...rest] = args.filter((arg, index) => index > 1 || !['-n', '--'].includes(arg))
const { status } = require('node:child_process').spawnSync(command, rest, { stdio: 'inherit' })
process.exit(status ?? 127)`,
  sudoThatAsks: `console.error('sudo: a password is required')\nprocess.exit(1)`,
} as const

/** Makes a machine and removes it after the test. */
export async function otherMachine(
  osRelease: string,
  onEnd: (clean: () => Promise<void>) => void,
): Promise<OtherMachine> {
  const root = await mkdtemp(join(tmpdir(), 'kiste-machine-'))
  onEnd(() => rm(root, { recursive: true, force: true }))
  const [programs, log] = [join(root, 'programs'), join(root, 'ran')]
  await mkdir(join(root, 'etc'))
  await mkdir(programs)
  await writeFile(join(root, 'etc/os-release'), osRelease)
  await writeFile(join(root, 'gives.json'), '{}')
  // What every machine has.
  for (const name of ['env', 'true']) await symlink(`/usr/bin/${name}`, join(programs, name))
  return {
    root,
    async program(name, does = '') {
      const path = join(programs, name)
      await writeFile(
        path,
        `#!${process.execPath}
const fs = require('node:fs')
const here = ${JSON.stringify(root)}
const args = process.argv.slice(2)
fs.appendFileSync(here + '/ran', JSON.stringify([${JSON.stringify(name)}, ...args]) + '\\n')
${does}
`,
      )
      await chmod(path, 0o755)
    },
    gives: (packages) => writeFile(join(root, 'gives.json'), JSON.stringify(packages)),
    async setUp(purposes, uid) {
      await writeFile(log, '')
      const machine = { root, uid, triesAfterMs: [0, 0, 0] }
      const argv = [
        '--input-type=module',
        '-e',
        setUpScript,
        JSON.stringify(purposes),
        JSON.stringify(machine),
      ]
      const { code, output } = await ended(argv, {
        PATH: programs,
        HOME: root,
        XDG_CACHE_HOME: join(root, 'cache'),
      })
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '')
      return { code, output, ran: lines.map((line) => JSON.parse(line) as string[]) }
    },
  }
}

function ended(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      argv,
      { env, cwd: dirname(import.meta.dirname) },
      (_, out, err) => resolve({ code: child.exitCode ?? -1, output: out + err }),
    )
  })
}
