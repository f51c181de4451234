import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUploads } from '../app/uploads/create-uploads.ts'
import type { OpenUpload } from '../domain/upload.ts'
import { TiB } from '../domain/size.ts'
import type { FakeHost } from '../host/fake/fake-host.ts'
import { buildHouse, type House } from './testing/house.ts'
import { answerTo, onSocket, textOf, type OnSocket } from './testing/on-socket.ts'

// Whole files in pieces, over a real socket: what people and their lines do wrong.
const bytes = { 'content-type': 'application/octet-stream' }
const json = { 'content-type': 'application/json' }
const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
const sha256 = createHash('sha256').update(content).digest('hex')

let house: House
let client: OnSocket
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-uploads-'))
  await start()
})
afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

/** As a daemon that starts on a host that outlives it. */
async function start(pace = { idleMs: 5_000, pieceMs: 10_000 }): Promise<void> {
  let host: FakeHost | undefined
  house = await buildHouse({
    host: { stateFile: join(folder, 'world.json') },
    prepareHost: (made) => (host = made),
    changeApp: (app) =>
      host ? { ...app, uploads: createUploads({ host, randomUuid: randomUUID, pace }) } : app,
    http: { closeGraceMs: 50 },
  })
  client = await onSocket(house.http)
}

async function stop(): Promise<void> {
  client.clean()
  await house.close()
}

interface Answered {
  readonly status: number | undefined
  readonly body: OpenUpload & { readonly problems: readonly { code: string; message: string }[] }
}

async function ask(method: string, path: string, payload?: object | Buffer): Promise<Answered> {
  const isBytes = Buffer.isBuffer(payload)
  const text = payload === undefined ? undefined : isBytes ? payload : JSON.stringify(payload)
  const headers =
    text === undefined ? {} : { ...(isBytes ? bytes : json), 'content-length': String(text.length) }
  const sending = client.begin(method, path, headers)
  sending.on('error', () => undefined)
  sending.end(text)
  const answer = await answerTo(sending)
  return { status: answer.statusCode, body: JSON.parse(await textOf(answer)) as Answered['body'] }
}

const begin = async (wish: object = {}): Promise<string> => {
  const { body } = await ask('POST', '/v1/uploads/begin', {
    name: 'disk.raw',
    sizeBytes: content.length,
    ...wish,
  })
  return body.id
}
const send = (id: string, offset: number, piece: Buffer) =>
  ask('PUT', `/v1/uploads/${id}/content?offset=${offset}`, piece)
const stands = async (id: string) => (await ask('GET', `/v1/uploads/${id}`)).body.receivedBytes
const finish = (id: string) => ask('POST', `/v1/uploads/${id}/finish`, {})

/** Waits until so many bytes of a piece that is still being sent have been written. */
const written = (id: string, sizeBytes: number) =>
  expect
    .poll(async () => (await stat(join(folder, 'world.json.uploads', `${id}.part`, 'content'))).size, {
      timeout: 15_000,
    })
    .toBe(sizeBytes)

describe('an upload in pieces', () => {
  it('is summed as it comes, and can be imported', async () => {
    const id = await begin({ sha256 })
    expect((await send(id, 0, content.subarray(0, 100_000))).body.receivedBytes).toBe(100_000)
    expect((await send(id, 100_000, content.subarray(100_000))).status).toBe(200)
    expect((await finish(id)).body).toMatchObject({ state: 'whole', sha256, sizeBytes: content.length })
    const job = await ask('POST', '/v1/images/import', { id: 'mine', upload: id, fileName: 'disk.raw' })
    expect(job.status).toBe(202)
    expect((await house.engine.wait(job.body.id)).state).toBe('done')
    expect(await house.host.images.get('mine')).toMatchObject({ sha256 })
  })

  it('goes on where it stood, after the daemon was started again', async () => {
    const id = await begin({ sha256, fingerprint: 'head' })
    await send(id, 0, content.subarray(0, 123_456))
    await stop()
    await start()
    const { body } = await ask('GET', '/v1/uploads')
    expect(body).toEqual([expect.objectContaining({ id, receivedBytes: 123_456, fingerprint: 'head' })])
    await send(id, 123_456, content.subarray(123_456))
    expect((await finish(id)).body).toMatchObject({ state: 'whole', sha256 })
  })

  it('keeps what came before its line broke', async () => {
    const id = await begin()
    const sending = client.begin('PUT', `/v1/uploads/${id}/content?offset=0`, {
      ...bytes,
      'content-length': String(content.length),
    })
    sending.on('error', () => undefined)
    sending.write(content.subarray(0, 200_000))
    await written(id, 200_000)
    sending.destroy()
    await expect.poll(() => stands(id), { timeout: 15_000 }).toBe(200_000)
    await send(id, 200_000, content.subarray(200_000))
    expect((await finish(id)).body).toMatchObject({ sha256 })
  })

  it('with another sum than was promised is not kept, and both are told', async () => {
    const promised = 'b'.repeat(64)
    const id = await begin({ sha256: promised })
    await send(id, 0, content)
    const { status, body } = await finish(id)
    expect(status).toBe(422)
    expect(body.problems[0]).toMatchObject({ code: 'checksum_mismatch' })
    expect(body.problems[0]?.message).toContain(promised)
    expect(body.problems[0]?.message).toContain(sha256)
    expect((await ask('GET', `/v1/uploads/${id}`)).status).toBe(404)
    expect(await readdir(join(folder, 'world.json.uploads'))).toEqual([])
  })

  it('can be discarded, also in the middle of a piece', async () => {
    const id = await begin()
    const sending = client.begin('PUT', `/v1/uploads/${id}/content?offset=0`, bytes)
    sending.on('error', () => undefined)
    sending.write(content.subarray(0, 1000))
    await written(id, 1000)
    expect((await ask('DELETE', `/v1/uploads/${id}`)).status).toBe(200)
    expect((await ask('DELETE', `/v1/uploads/${id}`)).status).toBe(200)
    expect((await ask('GET', `/v1/uploads/${id}`)).status).toBe(404)
    expect(await readdir(join(folder, 'world.json.uploads'))).toEqual([])
    sending.destroy()
  })
})

describe('bad input', () => {
  it.each([['../../etc/passwd'], ['/etc/passwd'], ['a\0b.iso'], ['..'], ['']])(
    'the name %j is refused',
    async (name) => {
      const { status, body } = await ask('POST', '/v1/uploads/begin', { name, sizeBytes: 1 })
      expect(status).toBe(400)
      expect(body.problems[0]?.code).toBe('invalid_input')
    },
  )

  it.each([['..%2F..%2Fescape'], ['%2Fetc'], ['a%00b'], ['.part']])('the id %s leads nowhere', async (id) => {
    for (const [method, path] of [
      ['GET', `/v1/uploads/${id}`],
      ['DELETE', `/v1/uploads/${id}`],
    ] as const)
      expect((await ask(method, path)).status).toBeGreaterThanOrEqual(400)
    expect((await send(id, 0, content)).status).toBeGreaterThanOrEqual(400)
  })

  it('a link in the place of the file is not followed', async () => {
    const id = await begin()
    const place = join(folder, 'world.json.uploads', `${id}.part`, 'content')
    const victim = join(folder, 'victim')
    await rm(place)
    await symlink(victim, place)
    expect((await send(id, 0, content)).status).toBe(502)
    expect(await readdir(folder)).not.toContain('victim')
  })

  it('2 TiB are refused before anything is sent, with numbers', async () => {
    const { status, body } = await ask('POST', '/v1/uploads/begin', { name: 'a', sizeBytes: 2 * TiB })
    expect(status).toBe(507)
    expect(body.problems[0]?.message).toMatch(/takes 2 TiB, and there are [\d.]+ GiB free/)
  })

  it('sizes that are none are refused', async () => {
    for (const sizeBytes of [-1, 1.5, 1e300, '5'])
      expect((await ask('POST', '/v1/uploads/begin', { name: 'a', sizeBytes })).status).toBe(400)
  })

  it('gaps and overlaps are refused, and where it stands is told', async () => {
    const id = await begin()
    await send(id, 0, content.subarray(0, 1000))
    for (const offset of [0, 999, 1001, 200_000]) {
      const { status, body } = await send(id, offset, content.subarray(0, 10))
      expect(status).toBe(409)
      expect(body.problems[0]?.message).toContain('stands at byte 1000')
    }
    expect(await stands(id)).toBe(1000)
  })

  it('more than was announced is refused: said before it is sent, or cut where it is too much', async () => {
    const id = await begin({ sizeBytes: 1000 })
    expect((await send(id, 0, content)).status).toBe(400)
    expect(await stands(id)).toBe(0)
    const sending = client.begin('PUT', `/v1/uploads/${id}/content?offset=0`, bytes)
    sending.on('error', () => undefined)
    sending.write(content)
    expect((await answerTo(sending)).statusCode).toBe(400)
    sending.destroy()
    expect(await stands(id)).toBeLessThanOrEqual(1000)
  })

  it('less than was announced is not whole', async () => {
    const id = await begin()
    await send(id, 0, content.subarray(0, 1000))
    const { status, body } = await finish(id)
    expect(status).toBe(409)
    expect(body.problems[0]?.message).toBe('disk.raw was announced with 300000 bytes, and 1000 have come.')
  })
})

describe('who is slow', () => {
  it('is cut off, keeps what came, and locks nobody out', async () => {
    await stop()
    await start({ idleMs: 1_500, pieceMs: 20_000 })
    const slow = await begin({ name: 'slow.raw' })
    const dripping = client.begin('PUT', `/v1/uploads/${slow}/content?offset=0`, bytes)
    dripping.on('error', () => undefined)
    dripping.write(content.subarray(0, 10))
    const cut = answerTo(dripping)
    // Somebody else is served meanwhile.
    const quick = await begin({ name: 'quick.raw' })
    expect((await send(quick, 0, content)).status).toBe(200)
    const answer = await cut
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(await textOf(answer)).toContain('nothing came within 1.5 s')
    expect(await stands(slow)).toBe(10)
    dripping.destroy()
  })

  it('is overtaken by whoever sends the same file anew: pieces never mix', async () => {
    const id = await begin({ sha256 })
    const old = client.begin('PUT', `/v1/uploads/${id}/content?offset=0`, bytes)
    old.on('error', () => undefined)
    old.write(content.subarray(0, 5000))
    await written(id, 5000)
    const refused = send(id, 0, content)
    const answer = await answerTo(old)
    expect(answer.statusCode).toBe(409)
    expect(await textOf(answer)).toContain('Another one sends this file now')
    // The newcomer learns where it stands, and goes on from there.
    expect((await refused).status).toBe(409)
    expect(await stands(id)).toBe(5000)
    await send(id, 5000, content.subarray(5000))
    expect((await finish(id)).body).toMatchObject({ sha256 })
    old.destroy()
  })

  it('two who send the same piece at once get one of it', async () => {
    const id = await begin({ sha256 })
    const both = await Promise.all([send(id, 0, content), send(id, 0, content)])
    expect(both.map(({ status }) => status)).toContain(409)
    const stood = await stands(id)
    if (stood < content.length) await send(id, stood, content.subarray(stood))
    expect((await finish(id)).body).toMatchObject({ sha256 })
  })
})
