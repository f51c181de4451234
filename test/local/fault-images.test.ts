import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import type { TestDaemon } from './support/daemon.ts'
import { writeBytes } from './support/scratch-store.ts'
import { endOf, mustBeDone, problemsOf, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse, type Remains } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// Images from strangers through the real API, fetched from a web server on the loopback address and sent as uploads. Whatever is wrong
// with one is told in a sentence that names it, and nothing of it stays.

let house: RealHouse
let client: Client
let daemon: TestDaemon
let server: Server
let address: string
let before: Remains
const files = new Map<string, Buffer>()

beforeAll(async () => {
  house = await openHouse()
  await makeFiles()
  server = createServer((request, response) => {
    const file = files.get((request.url ?? '').split('/').at(-1) ?? '')
    if (file === undefined) response.writeHead(404).end('not found')
    else response.writeHead(200, { 'content-length': file.length }).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  daemon = await house.start({ env: { KISTE_CATALOGUE_BASE: address } })
  client = daemon.client
  before = await house.remains()
})
afterAll(async () => {
  await house.stop()
  await new Promise((resolve) => server.close(resolve))
})

async function makeFiles(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-files-'))
  const run = promisify(execFile)
  const [good, outside] = [join(folder, 'good.qcow2'), join(folder, 'outside.qcow2')]
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', good, '8M'])
  await writeBytes(good, 0x47)
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', '/etc/hostname', '-F', 'raw', outside, '8M'])
  const whole = await readFile(good)
  const huge = Buffer.from(whole)
  // The size of the disk, in the header of a qcow2 (docs/interop/qcow2.txt, bytes 24 to 31).
  huge.writeBigUInt64BE(2n ** 50n, 24)
  files.set('good.qcow2', whole)
  files.set('short.qcow2', whole.subarray(0, whole.length / 2))
  files.set('page.qcow2', Buffer.from('<!doctype html><title>Sign in</title>'.padEnd(4096)))
  files.set('outside.qcow2', await readFile(outside))
  files.set('huge.qcow2', huge)
  files.set('empty.qcow2', Buffer.alloc(0))
  // What the catalogue's entry is called, and a list of checksums in which it has another one.
  files.set('debian-12-genericcloud-amd64.qcow2', whole)
  files.set('SHA512SUMS', Buffer.from(`${'0'.repeat(128)}  debian-12-genericcloud-amd64.qcow2\n`))
  await rm(folder, { recursive: true })
}

const bytesOf = (name: string) => files.get(name) ?? Buffer.alloc(0)

async function fetched(name: string, sha256?: string) {
  const sum = sha256 === undefined ? {} : { sha256 }
  return client.submit('importImage', { body: { id: 'new', url: `${address}/${name}`, ...sum } })
}

async function sent(name: string, sha256?: string) {
  const content = { stream: Readable.from([bytesOf(name)]), sizeBytes: bytesOf(name).length }
  const { upload } = await client.call('uploadImage', { query: { name } }, { content })
  const sum = sha256 === undefined ? {} : { sha256 }
  return client.submit('importImage', { body: { id: 'new', upload, fileName: name, ...sum } })
}

/** What was sent goes a moment after the job that took it has ended. */
const nothingRemains = () => expect.poll(() => house.remains(), { timeout: 10_000 }).toEqual(before)

const bad = [
  { name: 'short.qcow2', code: 'untrusted_image', says: /cut short/ },
  { name: 'page.qcow2', code: 'untrusted_image', says: /web page/ },
  { name: 'outside.qcow2', code: 'untrusted_image', says: /\/etc\/hostname|another file|backing/ },
  { name: 'huge.qcow2', code: 'untrusted_image', says: /claims to hold 1024 TiB/ },
  { name: 'empty.qcow2', code: 'untrusted_image', says: /empty|no / },
  { name: 'good.qcow2', code: 'checksum_mismatch', says: /SHA-256/, sha256: 'f'.repeat(64) },
]

describe.each([
  { how: 'fetched', take: fetched },
  { how: 'sent', take: sent },
])('an image that is $how', ({ take }) => {
  test.each(bad)('$name ($code)', async ({ name, code, says, sha256 }) => {
    const ended = await endOf(client, await take(name, sha256))
    expect(ended.state).toBe('undone')
    const [problem] = problemsOf(ended)
    expect(problem).toMatchObject({ code })
    expect(problem?.message).toContain(name)
    expect(problem?.message).toMatch(says)
    await nothingRemains()
  })
})

test('an address with nothing behind it', async () => {
  const ended = await endOf(client, await fetched('none.qcow2'))
  expect(problemsOf(ended)).toMatchObject([{ code: 'download_failed' }])
  expect(problemsOf(ended)[0]?.message).toMatch(/none\.qcow2.*404/)
  expect(await house.remains()).toEqual(before)
})

test('an entry of the catalogue that is not what its distribution says', async () => {
  const ended = await endOf(client, await client.submit('pullImage', { body: { entry: 'debian-12' } }))
  expect(problemsOf(ended)).toMatchObject([{ code: 'checksum_mismatch' }])
  expect(problemsOf(ended)[0]?.message).toContain('debian-12-genericcloud-amd64.qcow2')
  expect(await house.remains()).toEqual(before)
})

test.each([
  [{ id: 'a/../b', url: 'http://127.0.0.1:1/x' }, 'id'],
  [{ id: 'new', url: 'file:///etc/passwd' }, 'url'],
  [{ id: 'new', url: 'http://127.0.0.1:1/x', sha256: 'abc' }, 'sha256'],
  [{ id: 'new' }, 'url'],
])('%j is refused before anything is fetched', async (body, field) => {
  expect(await refusalOf(client.submit('importImage', { body }))).toMatchObject([
    { code: 'invalid_input', field },
  ])
  expect(await house.remains()).toEqual(before)
})

test('a good one is taken, stands under a VM, and cannot be taken away from it', async () => {
  const sum = createHash('sha256').update(bytesOf('good.qcow2')).digest('hex')
  await mustBeDone(client, fetched('good.qcow2', sum))
  await mustBeDone(client, client.submit('createVm', smallVm('web', { image: 'new' })))
  expect(await client.call('getImage', { params: { image: 'new' } })).toMatchObject({ usedBy: ['web'] })
  expect(await refusalOf(client.submit('removeImage', { params: { image: 'new' } }))).toMatchObject([
    { code: 'in_use', object: { type: 'image', name: 'new' } },
  ])
  await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'web' }, query: { now: true } }))
  await mustBeDone(client, client.submit('removeImage', { params: { image: 'new' } }))
  expect(await house.remains()).toEqual(before)
})

test.each([
  { moment: 'before-step', name: 'good.qcow2', state: 'done' },
  { moment: 'after-run', name: 'good.qcow2', state: 'done' },
  { moment: 'before-undo', name: 'page.qcow2', state: 'undone' },
])(
  'what was sent is there for a daemon killed $moment, and gone in the end',
  async ({ moment, name, state }) => {
    await daemon.stop()
    daemon = await house.start({ fault: `image.import:0:${moment}` })
    client = daemon.client
    const job = await sent(name)
    expect(await daemon.ended).toEqual({ code: null, signal: 'SIGKILL' })
    daemon = await house.start()
    client = daemon.client
    const ended = await endOf(client, job)
    expect(ended.state).toBe(state)
    if (state === 'undone') expect(problemsOf(ended)).toMatchObject([{ code: 'untrusted_image' }])
    else await mustBeDone(client, client.submit('removeImage', { params: { image: 'new' } }))
    await nothingRemains()
  },
)
