import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sshArgv, sshRunner, type SshRunner } from './ssh-runner.ts'
import { runnerContract } from './testing/runner-contract.ts'

/**
 * An `ssh` that goes nowhere: it hands the line to a shell here, as sshd does there, and leaves the rest of ssh out. What it was given is
 * noted in `calls`. The real one is tried in the lab.
 */
const fakeSsh = `#!/bin/sh
printf '%s\\n' "$*" >> "$(dirname "$0")/calls"
for line; do :; done
case " $* " in
*' -O exit '*) exit 0 ;;
*' unreachable.test '*) echo 'ssh: Could not resolve hostname unreachable.test' >&2; exit 255 ;;
*' breaks.test '*) setsid sh -c "$line" & sleep 0.5; kill -s KILL -- -$!; echo 'Connection to breaks.test closed by remote host.' >&2; exit 255 ;;
esac
exec sh -c "$line"
`

let folder: string
let sshCommand: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-ssh-'))
  sshCommand = join(folder, 'ssh')
  await writeFile(sshCommand, fakeSsh)
  await chmod(sshCommand, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('over an ssh that goes nowhere', () => {
  let runner: SshRunner
  beforeAll(async () => {
    runner = await sshRunner({ host: 'there.test', sshCommand })
  })
  afterAll(() => runner.close())
  runnerContract(() => runner)
})

async function endAt(host: string, argv: readonly string[]): Promise<unknown> {
  const runner = await sshRunner({ host, sshCommand })
  try {
    return await runner.run(argv).catch((error: unknown) => error)
  } finally {
    await runner.close()
  }
}

describe('a connection', () => {
  it('that cannot be made means that nothing ran', async () => {
    expect(await endAt('unreachable.test', ['true'])).toMatchObject({
      end: { why: 'unreachable' },
      message: expect.stringContaining('Could not resolve hostname') as string,
    })
  })

  it('that breaks leaves the outcome unknown', async () => {
    expect(await endAt('breaks.test', ['sleep', '3'])).toMatchObject({
      end: { why: 'lost' },
      message: expect.stringContaining('closed by remote host') as string,
    })
  })

  it('is closed once, and its folder goes with it', async () => {
    const runner = await sshRunner({ host: 'there.test', sshCommand })
    await runner.run(['true'])
    await runner.close()
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')
    expect(calls.at(-1)).toMatch(/ -O exit -- there\.test$/)
    const control = /ControlPath="([^"]+)"/.exec(calls.at(-1) ?? '')?.[1] ?? ''
    await expect(readFile(join(control, '..'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('the command', () => {
  it('never asks, and takes only the key and the host key it is told', () => {
    const argv = sshArgv(
      {
        host: '-oProxyCommand=x',
        user: 'root',
        port: 2222,
        identityPath: '/a b/100%',
        knownHostsPath: '/a b/100%',
        ignoreConfig: true,
      },
      '/run/c',
    )
    expect(argv.slice(-2)).toEqual(['--', '-oProxyCommand=x'])
    expect(argv.join(' ')).toContain('-i /a b/100%% -p 2222 -l root')
    for (const option of [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'UserKnownHostsFile="/a b/100%%"',
      'IdentitiesOnly=yes',
    ])
      expect(argv).toContain(option)
  })

  it('leaves to the configuration what it is not told', () => {
    const argv = sshArgv({ host: 'box' }).join(' ')
    expect(argv).not.toMatch(/StrictHostKeyChecking|IdentitiesOnly|-F|-p|-l/)
    expect(argv).toContain('ControlPath=none')
  })

  it('refuses a path that ssh has no way to read', () => {
    expect(() => sshArgv({ host: 'box', knownHostsPath: '/a"b' })).toThrow(TypeError)
  })
})
