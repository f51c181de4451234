import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askHealth } from './daemon-health.mjs'
import { ensureDaemon, stopDaemon } from './daemon-process.mjs'

// A daemon as far as set-up can see: it answers on its socket and ends when asked.
const standIn = `
const { createServer } = require('node:http')
const { join } = require('node:path')
const args = process.argv
if (args.includes('--broken')) { console.error('kisted: the state is of a newer Kiste.'); process.exit(1) }
const server = createServer((request, response) =>
  response.end(JSON.stringify({ ok: true, version: '0', pid: process.pid, fake: true })))
server.listen(join(args[args.indexOf('--runtime-dir') + 1], 'kiste.sock'))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`

let folder = ''
let places = { stateDir: '', runtimeDir: '', socket: '', log: '' }
const plan = (build: string, args: readonly string[] = []) => ({
  appRoot: folder,
  node: process.execPath,
  build,
  places,
  user: undefined,
  args,
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-daemon-'))
  const [stateDir, runtimeDir] = [join(folder, 'state'), join(folder, 'run')]
  places = { stateDir, runtimeDir, socket: join(runtimeDir, 'kiste.sock'), log: join(stateDir, 'daemon.log') }
  await mkdir(join(folder, 'dist'))
  await writeFile(join(folder, 'dist/daemon.js'), standIn)
})

afterEach(async () => {
  const found = await askHealth(places.socket)
  if (found.state === 'up') await stopDaemon(places.socket, found.health.pid)
  await rm(folder, { recursive: true, force: true })
})

async function pid(): Promise<number> {
  const found = await askHealth(places.socket)
  if (found.state !== 'up') throw new Error(`the daemon is ${found.because}`)
  return found.health.pid
}

test('a daemon is started, found again, and replaced by that of a new build', async () => {
  expect(await ensureDaemon(plan('one'))).toBe('started')
  const first = await pid()
  expect(await ensureDaemon(plan('one'))).toBe('was-running')
  expect(await pid()).toBe(first)
  expect(await ensureDaemon(plan('two'))).toBe('restarted')
  expect(await pid()).not.toBe(first)
})

test('what a killed daemon left is cleared away', async () => {
  await ensureDaemon(plan('one'))
  const killed = await pid()
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => askHealth(places.socket)).toEqual({ state: 'down', because: 'stale' })
  expect(await ensureDaemon(plan('one'))).toBe('started')
  expect(await pid()).not.toBe(killed)
})

test('a daemon that gives up is reported with its own last words', async () => {
  await expect(ensureDaemon(plan('one', ['--broken']))).rejects.toThrow(
    /did not come up \(exit code 1\)[^]*the state is of a newer Kiste/,
  )
})

test('something else on the socket is left alone', async () => {
  await mkdir(places.runtimeDir)
  const other = await new Promise<Server>((resolve) => {
    const server = createServer((socket) => socket.resume().end('SSH-2.0-hello\r\n'))
    server.listen(places.socket, () => resolve(server))
  })
  await expect(ensureDaemon(plan('one'))).rejects.toThrow(/does not answer as Kiste does/)
  await new Promise((resolve) => other.close(resolve))
})

test('nobody is there', async () => {
  expect(await askHealth(places.socket)).toEqual({ state: 'down', because: 'absent' })
})
