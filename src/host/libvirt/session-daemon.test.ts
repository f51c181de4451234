import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConnectFailed } from './error.ts'
import { openConnection } from './open.ts'
import { sessionSockets, socketPathProblem, startSessionDaemon, systemSockets } from './session-daemon.ts'
import { startScriptedServer } from './testing/scripted-server.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ks-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

/** An environment whose only daemon is a script of the test. */
async function withDaemon(script: string): Promise<Record<string, string>> {
  const daemon = join(directory, 'virtqemud')
  await writeFile(daemon, `#!/bin/sh\n${script}\n`)
  await chmod(daemon, 0o755)
  return { PATH: `${directory}:/usr/bin:/bin`, HOME: directory, XDG_RUNTIME_DIR: directory }
}

describe('where sockets are', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the runtime directory', { XDG_RUNTIME_DIR: '/run/user/1', HOME: '/h' }, '/run/user/1/libvirt'],
    ['without one, the cache', { HOME: '/h' }, '/h/.cache/libvirt'],
    ['a cache elsewhere', { HOME: '/h', XDG_CACHE_HOME: '/c' }, '/c/libvirt'],
    ['an empty runtime directory is none', { HOME: '/h', XDG_RUNTIME_DIR: '' }, '/h/.cache/libvirt'],
  ])('%s', (_name, env, expected) => {
    expect(sessionSockets(env)).toEqual([`${expected}/virtqemud-sock`, `${expected}/libvirt-sock`])
  })

  test('the system’s, modular first', () => {
    expect(systemSockets()).toEqual(['/run/libvirt/virtqemud-sock', '/run/libvirt/libvirt-sock'])
  })

  test('a path the kernel would cut is said with its numbers', () => {
    expect(socketPathProblem(`/${'x'.repeat(106)}`)).toBeUndefined()
    expect(socketPathProblem(`/${'x'.repeat(107)}`)).toMatch(/has 108 bytes, Linux allows 107/)
  })
})

describe('starting a daemon', () => {
  test('it gets a time to live, and is waited for', async () => {
    const env = await withDaemon(`echo "$@" > ${directory}/args; exec sleep 0.3`)
    let asked = 0
    await startSessionDaemon('qemu:///session', env, () => Promise.resolve(++asked > 3))
    expect(asked).toBe(4)
  })

  test('one that ends at once is an error with its last words', async () => {
    const env = await withDaemon('echo first >&2; echo "cannot open the pid file" >&2; exit 6')
    await expect(startSessionDaemon('qemu:///session', env, () => Promise.resolve(false))).rejects.toThrow(
      /virtqemud did not start: cannot open the pid file\. Run `/,
    )
  })

  test('one that lost the race against another is no error', async () => {
    const env = await withDaemon('exit 1')
    let asked = 0
    await startSessionDaemon('qemu:///session', env, () => Promise.resolve(++asked > 10))
    expect(asked).toBe(11)
  })
})

describe('opening', () => {
  test.each(['virtqemud-sock', 'libvirt-sock'])('a session that listens on %s', async (socket) => {
    const server = await startScriptedServer({ connectGetHostname: () => 'host' })
    await mkdir(join(directory, 'libvirt'))
    await symlink(server.path, join(directory, 'libvirt', socket))
    // No PATH: starting another daemon here would fail.
    const connection = await openConnection('qemu:///session', { env: { XDG_RUNTIME_DIR: directory } })
    await expect(connection.call('connectGetHostname')).resolves.toBe('host')
    connection.close()
    await server.close()
  })

  test('an answer in the way is not taken for libvirt', async () => {
    const server = await startScriptedServer({ authList: () => [1] })
    await expect(openConnection(server.uri)).rejects.toThrow(/SASL/)
    await server.close()
  })

  test('polkit is asked when the daemon offers only that, and its refusal says what to do', async () => {
    const server = await startScriptedServer({
      authList: () => [2],
      authPolkit(_args, call) {
        call.fail({ code: 45, domain: 60, message: 'authentication unavailable' })
        return 'wait' as never
      },
    })
    const error: unknown = await openConnection(server.uri).catch((caught: unknown) => caught)
    await server.close()
    expect(error).toBeInstanceOf(ConnectFailed)
    expect(error).toMatchObject({ advice: expect.stringContaining('group libvirt') as string })
  })

  test('nobody there', async () => {
    await expect(openConnection(`qemu+unix:///session?socket=${directory}/none`)).rejects.toThrow(
      /no libvirt daemon listens on .*none/,
    )
  })

  test('a hypervisor the daemon does not have', async () => {
    const server = await startScriptedServer({
      connectOpen(_args, call) {
        call.fail({ code: 5, message: 'no connection driver available for qemu:///session' })
        return 'wait' as never
      },
    })
    await expect(openConnection(server.uri)).rejects.toThrow(
      /no connection driver available.*QEMU driver installed/,
    )
    await server.close()
  })
})
