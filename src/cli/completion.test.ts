import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forked } from '../app/testing/past.ts'
import { cli } from './testing/run.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'
import { createStandIn } from './testing/stand-in.ts'

let house: ServedHouse
let folder: string

beforeAll(async () => {
  house = await serveHouse()
  await forked(house.host, 'build')
  folder = await mkdtemp(join(tmpdir(), 'kiste-shell-'))
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const tsx = import.meta.resolve('tsx')
  await writeFile(
    join(folder, 'kiste'),
    `#!/bin/sh\nexec '${process.execPath}' --import '${tsx}' '${main}' "$@"\n`,
  )
  await chmod(join(folder, 'kiste'), 0o755)
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

async function candidates(...words: readonly string[]): Promise<string[]> {
  const ran = await house.run(['completion', '--words', '--', ...words])
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  return ran.stdout.split('\n').filter((line) => line !== '')
}

describe('candidates', () => {
  it.each([
    [['v'], ['vm', 'version']],
    [
      ['vm', 'st'],
      ['start', 'stop'],
    ],
    [
      ['vm', 'start', ''],
      ['build', 'old-forum', 'win-test'],
    ],
    [['vm', 'stop', 'ph'], ['photos']],
    [
      ['vm', 'stop', 'photos', ''],
      ['home-assistant', 'old-forum', 'web'],
    ],
    [['vm', 'rm', 'w'], ['win-test']],
    [['vm', 'show', 'photos', ''], []],
    [
      ['vm', 'stop', 'photos', '--f'],
      ['--force-after', '--force'],
    ],
    [['vm', 'set', 'photos', '--a'], ['--autostart']],
    [
      ['vm', 'set', 'photos', '--no'],
      ['--no-autostart', '--no-wait'],
    ],
    [
      ['vm', 'create', 'x', '--image', ''],
      ['debian-12', 'alpine-3.22'],
    ],
    [
      ['vm', 'create', 'x', '--image', 'debian-12', '--firmware', ''],
      ['uefi', 'bios'],
    ],
    [['vm', 'create', 'x', '--user-data', ''], [':file']],
    [['vm', 'create', 'x', '--memory', ''], []],
    [
      ['vm', 'copy', ''],
      ['photos:/', 'web:/', ':file', ':nospace'],
    ],
    [['vm', 'copy', './'], [':file']],
    [['vm', 'copy', 'photos:/e'], [':nospace']],
    [['vm', 'exec', 'photos', '--', 'l'], []],
    [
      ['image', 'pull', 'debian'],
      ['debian-12', 'debian-13'],
    ],
    [['image', 'build', ''], ['debian']],
    [['bin', 'restore', 'p'], ['playground-1']],
    [
      ['snapshot', 'rollback', 'build', ''],
      ['s1', 's2', 'left'],
    ],
    [['snapshot', 'remove', 'build', 's1', 's'], ['s2']],
    [
      ['vm', 'clone', 'build', 'copy', '--from-snapshot', ''],
      ['s1', 's2'],
    ],
    [['snapshot', 'hold', 'build', 's1', ''], []],
    [['snapshot', 'show', 'nobody', ''], []],
    [
      ['snapshot', 'create', ''],
      ['web', 'build'],
    ],
    [['branch', 'switch', 'build', ''], ['main']],
    [
      ['try', 'start', ''],
      ['web', 'build'],
    ],
    [['doctor', '--j'], ['--json']],
    [
      ['help', 'e'],
      ['exit-codes', 'events'],
    ],
    [['help', 'vm', 'sh'], ['show']],
    [['--s'], ['--socket']],
    [['nonsense', ''], []],
    [['vm', 'nonsense', ''], []],
  ])('%j', async (words, expected) => {
    const found = await candidates(...words)
    expect(found).toEqual(expect.arrayContaining(expected))
    expect(expected.length === 0 ? found : []).toEqual([])
    const last = words.at(-1) ?? ''
    expect(found.every((word) => word.startsWith(':') || word.startsWith(last))).toBe(true)
  })

  it('are none, in silence, when the daemon does not answer or answers too late', async () => {
    const words = ['completion', '--words', '--', 'vm', 'start', '']
    expect(await cli('/nonexistent/kiste.sock', words)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
      raw: false,
    })
    const standIn = await createStandIn({ listVms: () => undefined })
    const begun = performance.now()
    expect(await standIn.run(words)).toEqual({ code: 0, stdout: '', stderr: '', raw: false })
    expect(performance.now() - begun).toBeLessThan(5_000)
    await standIn.close()
  })
})

/** Feeds a line to the shell's own completion and prints what it offers, blank-separated. */
const drivers = {
  bash: `
    source "$SCRIPT"
    COMP_LINE="$LINE" COMP_POINT=\${#LINE}
    _kiste
    echo "\${COMPREPLY[*]}"`,
  zsh: `
    compdef() { : }
    compadd() { while [[ "$1" != -- ]]; do shift; done; shift; print -r -- "$@" }
    _files() { print -r -- FILES }
    source "$SCRIPT"
    words=("\${(@s: :)LINE}") CURRENT=\${#words}
    _kiste`,
  fish: `
    source "$SCRIPT"
    complete -C "$LINE"`,
} as const

const shells = Object.keys(drivers) as (keyof typeof drivers)[]

describe('in real shells', () => {
  it.each(
    shells.flatMap((shell) => [
      [shell, 'kiste vm st', 'start stop'] as const,
      [shell, 'kiste bin restore ', 'playground-1'] as const,
    ]),
  )('%s completes "%s"', async (shell, line, expected) => {
    const script = join(folder, `completion.${shell}`)
    await writeFile(script, (await house.run(['completion', shell])).stdout)
    const { stdout, stderr } = await promisify(execFile)(shell, ['-c', drivers[shell]], {
      env: {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        LC_ALL: 'C.UTF-8',
        LINE: line,
        KISTE_SOCKET: house.socketPath,
        SCRIPT: script,
      },
    })
    expect(stderr).toBe('')
    expect(
      stdout
        .trim()
        .split(/\s+/)
        .filter((word) => expected.split(' ').includes(word)),
    ).toEqual(expected.split(' '))
  })
})
