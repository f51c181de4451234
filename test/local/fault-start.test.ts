import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeHome, removeHome, startDaemon, type TestDaemon } from './support/daemon.ts'

// A daemon that cannot start says why in one sentence, with what to do, ends with 1, and leaves everything as it was. None of these
// needs libvirt, which is not even there; where a daemon has to run, it does so on the fake host.

let home: string
let daemon: TestDaemon | undefined
const noLibvirt = 'qemu+unix:///session?socket=/nonexistent/libvirt-sock'

beforeEach(async () => {
  home = await makeHome()
})
afterEach(async () => {
  await daemon?.stop()
  daemon = undefined
  await chmodAll(0o700)
  await removeHome(home)
})

interface Failure {
  readonly code: number | null
  /** What it wrote for people; its log goes to standard output. */
  readonly said: string
}

async function startAndFail(args: readonly string[] = []): Promise<Failure> {
  const places = ['--state-dir', join(home, 'state'), '--runtime-dir', join(home, 'run')]
  const argv = ['dist/daemon.js', ...places, '--connect', noLibvirt, ...args]
  const child = spawn(process.execPath, argv, {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, said }
}

const start = () => startDaemon({ home, fake: true })
const at = (path: string) => join(home, path)
const chmodAll = async (mode: number) => {
  for (const path of ['state', 'state/store']) await chmod(at(path), mode).catch(() => undefined)
}

/** Every file below the state directory, with a digest of what is in it. Reading, SQLite leaves an index (-shm) and an empty log. */
async function content(): Promise<Record<string, string>> {
  const entries = await readdir(at('state'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const parts = await Promise.all(
    files.map(async (path) => {
      const bytes = await readFile(path)
      const byReading = path.endsWith('-shm') || (path.endsWith('-wal') && bytes.length === 0)
      return byReading ? [] : [[path, createHash('sha256').update(bytes).digest('hex')]]
    }),
  )
  return Object.fromEntries(parts.flat()) as Record<string, string>
}

/** What it says when it ends with 1, after looking that these are one sentence and one hint, and that nothing has changed. */
async function failure(args?: readonly string[]): Promise<string> {
  const before = await content()
  const { code, said } = await startAndFail(args)
  expect(said).toMatch(/^kisted: [^\n]*\.\n {2}\S[^\n]*\n$/)
  expect(code).toBe(1)
  expect(await content()).toEqual(before)
  return said
}

describe('the state directory', () => {
  test('that is read-only from the start', async () => {
    await mkdir(at('state'))
    await chmodAll(0o500)
    const said = await failure()
    expect(said).toMatch(/state\/kiste\.db cannot be used: .*not write/)
    expect(said).toMatch(/writable/)
  })

  test('that became read-only', async () => {
    await (await start()).stop()
    await chmodAll(0o500)
    const said = await failure()
    expect(said).toMatch(/state\/kiste\.db cannot be used/)
    expect(said).toMatch(/writable/)
  })

  test('whose store became read-only', async () => {
    await mkdir(at('state/store'), { recursive: true })
    await chmod(at('state/store'), 0o500)
    const { code, said } = await startAndFail()
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^kisted: Could not open the store .*state\/store: .*\.\n {2}\S.*\n$/,
      ) as string,
    })
    expect(await readdir(at('state/store'))).toEqual([])
  })
})

describe('the state database', () => {
  test('of a newer Kiste is left to it', async () => {
    await (await start()).stop()
    const db = new Database(at('state/kiste.db'))
    db.pragma('user_version = 999')
    db.close()
    const said = await failure()
    expect(said).toMatch(/kiste\.db has schema version 999.*left as it is/)
    expect(said).toMatch(/newer Kiste/)
  })

  test('that is none', async () => {
    await mkdir(at('state'))
    await writeFile(at('state/kiste.db'), '<html>not found</html>'.repeat(1000))
    const said = await failure()
    expect(said).toMatch(/kiste\.db cannot be used: it is not an SQLite database/)
    expect(said).toMatch(/Move the file away/)
  })

  test('that lost its end', async () => {
    await (await start()).stop()
    const whole = await readFile(at('state/kiste.db'))
    await writeFile(at('state/kiste.db'), whole.subarray(0, whole.length / 2))
    const said = await failure()
    expect(said).toMatch(/kiste\.db cannot be used: it is damaged/)
    expect(said).toMatch(/copy/)
  })

  test('that another daemon has open', async () => {
    daemon = await start()
    await mkdir(at('other'), { mode: 0o700 })
    const { code, said } = await startAndFail(['--fake', '--runtime-dir', at('other')])
    expect(said).toMatch(
      /^kisted: The state database .*another program has it open.*\n {2}Is another kisted .*\n$/,
    )
    expect(code).toBe(1)
    expect(await daemon.client.call('health', {})).toMatchObject({ ok: true, pid: daemon.pid })
  })
})

describe('the socket', () => {
  test('on which a daemon answers', async () => {
    daemon = await start()
    const { code, said } = await startAndFail(['--fake', '--state-dir', at('other')])
    expect(said).toMatch(
      /^kisted: Kiste is already running: a daemon answers on .*run\/kiste\.sock\.\n {2}\S.*\n$/,
    )
    expect(code).toBe(1)
    expect(await daemon.client.call('health', {})).toMatchObject({ ok: true, pid: daemon.pid })
  })

  test('in a directory that lets everybody in', async () => {
    await chmod(at('run'), 0o777)
    const { code, said } = await startAndFail(['--fake'])
    expect(said).toMatch(/^kisted: The directory .*run lets others in \(mode 777\).*\n {2}.*chmod 700 .*\n$/)
    expect(code).toBe(1)
  })

  test('with a path that is too long', async () => {
    const { code, said } = await startAndFail(['--fake', '--runtime-dir', at('x'.repeat(120))])
    expect(said).toMatch(/^kisted: .* has 1\d\d bytes, and a socket's path may have 107\.\n {2}\S.*\n$/)
    expect(code).toBe(1)
  })

  test('with something else in its place', async () => {
    await writeFile(at('run/kiste.sock'), 'mine')
    const { code, said } = await startAndFail(['--fake'])
    expect(said).toMatch(/^kisted: .*kiste\.sock is there already and is no socket\.\n {2}\S.*\n$/)
    expect(code).toBe(1)
    expect(await readFile(at('run/kiste.sock'), 'utf8')).toBe('mine')
  })
})

test.each([
  [['--state-dri', 'x'], /^kisted: .*--state-dri/],
  [
    ['--connect', 'http://example.org'],
    /^kisted: --connect: .*http:\/\/example\.org.*\.\n {2}Use qemu:\S.*\n$/,
  ],
])('an option that is wrong: %j', async (args, said) => {
  expect(await startAndFail(args)).toEqual({ code: 1, said: expect.stringMatching(said) as string })
  // Nothing is made for a daemon that never came to be.
  expect(await readdir(home)).toEqual(['run'])
  expect(await readdir(at('run'))).toEqual([])
})

test('without libvirt it starts all the same, and says so', async () => {
  daemon = await startDaemon({ home, uri: noLibvirt })
  const { verdict, checks } = await daemon.client.call('getDoctor', {})
  expect(verdict).toBe('fail')
  expect(checks.find(({ id }) => id === 'libvirt')).toMatchObject({
    state: 'fail',
    detail: expect.stringContaining('/nonexistent/libvirt-sock') as string,
  })
  // Nor does it wait for libvirt when it is told to stop.
  const stoppedAt = performance.now()
  await daemon.stop()
  expect(await daemon.ended).toEqual({ code: 0, signal: null })
  expect(performance.now() - stoppedAt).toBeLessThan(10_000)
})
