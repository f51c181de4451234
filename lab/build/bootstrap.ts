import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunOptions, Runner } from '../../src/host/exec.ts'
import { formatSources, type AptSource } from '../../src/host/images/debian-sources.ts'
import type { Flavour } from './flavours.ts'
import { dpkgOptions } from './recipe.ts'
import { aptPreferences, labRelease } from './sources.ts'

/** One run of mmdebstrap: packages into a tree that hooks make something of. */
export interface Bootstrap {
  readonly flavour: Flavour
  readonly sources: readonly AptSource[]
  readonly packages: readonly string[]
  /** A folder to work in. */
  readonly scratch: string
}

export interface Hooks {
  readonly beforePackages?: string
  readonly afterPackages: string
  /** What the hooks are told. */
  readonly env: Readonly<Record<string, string>>
}

/** The versions apt would install now, by package. Asks the archive; takes some six seconds. */
export async function resolveVersions(
  runner: Runner,
  plan: Bootstrap,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { argv, options } = await prepare(plan, ['--simulate', '--verbose'])
  const { stdout, stderr } = await runner.run(argv, { ...options, signal })
  return parseVersions(`${stdout}\n${stderr}`)
}

/** Reads what `apt-get --simulate install` says. */
export function parseVersions(text: string): ReadonlyMap<string, string> {
  const versions = new Map<string, string>()
  for (const match of text.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm)) versions.set(match[1]!, match[2]!)
  if (versions.size === 0) throw new Error('mmdebstrap named no packages to install')
  return versions
}

/** Installs the packages and runs the hooks. The hooks' `KISTE_OUT` is the folder that comes out. */
export async function runBootstrap(
  runner: Runner,
  plan: Bootstrap,
  hooks: Hooks,
  work: { readonly signal: AbortSignal; readonly log: (line: string) => void },
): Promise<string> {
  const out = join(plan.scratch, 'out')
  await mkdir(out, { recursive: true })
  // In mmdebstrap's user namespace our own files belong to nobody we are; only what everyone may write can be written.
  await chmod(out, 0o777)
  const script = async (name: string, text: string) => {
    const path = join(plan.scratch, name)
    await writeFile(path, text, { mode: 0o755 })
    return path
  }
  const { argv, options } = await prepare(plan, [
    ...(hooks.beforePackages === undefined
      ? []
      : [`--essential-hook=${await script('before-packages', hooks.beforePackages)}`]),
    `--customize-hook=${await script('after-packages', hooks.afterPackages)}`,
  ])
  await runner.run(argv, {
    ...options,
    signal: work.signal,
    onLine: (line) => {
      if (line.startsWith('E: ')) work.log(line.slice(0, 300))
    },
    env: {
      ...options.env,
      // One initrd at the end instead of one for each package that touches it.
      INITRD: 'No',
      // Without debug information, which nobody reads, the module compiles in three quarters of the time.
      KCFLAGS: '-g0',
      ...hooks.env,
      KISTE_OUT: out,
    },
  })
  return out
}

/** Writes files below a folder, by path. */
export async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function prepare(
  plan: Bootstrap,
  args: readonly string[],
): Promise<{ argv: string[]; options: RunOptions }> {
  // Open to the strangers of mmdebstrap's user namespace.
  await chmod(plan.scratch, 0o711)
  const temporary = join(plan.scratch, 'tmp')
  await mkdir(temporary, { recursive: true })
  await chmod(temporary, 0o1777)
  const sourcesFile = join(plan.scratch, 'lab.sources')
  await writeFile(sourcesFile, formatSources(plan.sources))
  const preferencesFile = join(plan.scratch, 'preferences')
  await writeFile(preferencesFile, aptPreferences(plan.flavour))
  return {
    argv: [
      // If we are killed, so is it: it removes its tree on SIGTERM.
      'setpriv',
      '--pdeathsig=TERM',
      '--',
      'mmdebstrap',
      '--mode=unshare',
      '--variant=minbase',
      '--format=null',
      '--skip=cleanup',
      '--architectures=amd64',
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Languages "none"',
      '--aptopt=Acquire::Retries "2"',
      `--aptopt=Dir::Etc::Preferences "${preferencesFile}"`,
      ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
      `--include=${plan.packages.join(',')}`,
      ...args,
      labRelease.codename,
      '/dev/null',
      sourcesFile,
    ],
    options: { env: { TMPDIR: temporary } },
  }
}
