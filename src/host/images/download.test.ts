import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../domain/problem.ts'
import { download, type Download } from './download.ts'

const content = randomBytes(300_000)
const other = randomBytes(300_000)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let folder: string
let server: Server
let base: string
let asked: IncomingMessage[]
let answers: Answer[]
/** Whom to tell when the download has so much of the file. */
let arrived: { readonly bytes: number; readonly tell: () => void } | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-download-'))
  asked = []
  answers = []
  arrived = undefined
  server = createServer((request, response) => {
    asked.push(request)
    // The last answer given holds for all further requests.
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

/** A good server: ranges, a strong validator. */
function serving(body: Buffer, headers: Record<string, string> = { etag: '"one"' }): Answer {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN)
    const fresh =
      request.headers['if-range'] === undefined ||
      request.headers['if-range'] === (headers['etag'] ?? headers['last-modified'])
    if (Number.isNaN(from) || !fresh) {
      response.writeHead(200, { 'content-length': body.length, ...headers }).end(body)
    } else if (from >= body.length) {
      response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end()
    } else {
      const range = `bytes ${from}-${body.length - 1}/${body.length}`
      response
        .writeHead(206, { 'content-length': body.length - from, 'content-range': range, ...headers })
        .end(body.subarray(from))
    }
  }
}

/** Promises all of it, sends some, and breaks off once that has arrived. */
function breakingAfter(count: number, body: Buffer, headers?: Record<string, string>): Answer {
  return sendingOnly(count, body, (response) => response.destroy(), headers)
}

/** Promises all of it, and sends some; `then` once the download has taken that in, however long it takes. */
function sendingOnly(
  count: number,
  body: Buffer,
  then: (response: ServerResponse) => void,
  headers: Record<string, string> = { etag: '"one"' },
): Answer {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const range = { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length - from,
      ...(from > 0 ? range : {}),
      ...headers,
    })
    const part = body.subarray(from, from + count)
    arrived = { bytes: from + part.length, tell: () => then(response) }
    response.write(part)
  }
}

const task = (extra: Partial<Download> = {}): Download => ({
  url: `${base}/disk.qcow2`,
  path: join(folder, 'disk'),
  expected: { algorithm: 'sha256', hex: sha256(content) },
  retries: 0,
  retryMs: 1,
  stallMs: 5_000,
  ...extra,
})

const run = (extra: Partial<Download> = {}, signal = new AbortController().signal) =>
  download(task(extra), signal, (doneBytes) => {
    if (arrived === undefined || doneBytes < arrived.bytes) return
    const { tell } = arrived
    arrived = undefined
    tell()
  })

async function expectRefused(
  work: Promise<unknown>,
  code: ProblemCode,
  message: RegExp,
  left: readonly string[],
): Promise<void> {
  await expect(work).rejects.toMatchObject({
    problems: [{ code, message: expect.stringMatching(message) as string }],
  })
  expect((await readdir(folder)).toSorted()).toEqual(left)
}

const kept = ['disk.part', 'disk.part.json']

describe('a download', () => {
  it('arrives whole, tells its progress, and leaves nothing else', async () => {
    answers = [serving(content)]
    const steps: (readonly [number, number | undefined])[] = []
    const result = await download(task(), new AbortController().signal, (done, total) =>
      steps.push([done, total]),
    )
    expect(result).toEqual({ sizeBytes: content.length, sha256: sha256(content) })
    expect((await readFile(join(folder, 'disk'))).equals(content)).toBe(true)
    expect(steps.at(-1)).toEqual([content.length, content.length])
    expect(await readdir(folder)).toEqual(['disk'])
  })

  it('needs no promised length', async () => {
    answers = [(_request, response) => response.writeHead(200).end(content)]
    expect((await run()).sizeBytes).toBe(content.length)
  })

  it('checks SHA-512 where that is what was published, in any case of letters', async () => {
    answers = [serving(content)]
    const hex = createHash('sha512').update(content).digest('hex').toUpperCase()
    expect(await run({ expected: { algorithm: 'sha512', hex } })).toEqual({
      sizeBytes: content.length,
      sha256: sha256(content),
    })
  })

  it('follows redirects', async () => {
    answers = [
      (_request, response) => response.writeHead(302, { location: '/there' }).end(),
      serving(content),
    ]
    await run()
    expect(asked.map((request) => request.url)).toEqual(['/disk.qcow2', '/there'])
  })

  it('asks for the file as it is, not compressed', async () => {
    answers = [serving(content)]
    await run()
    expect(asked[0]?.headers['accept-encoding']).toBe('identity')
  })
})

describe('a broken download is gone on with', () => {
  it('by itself, from where it broke, with the checksum of the whole', async () => {
    answers = [breakingAfter(100_000, content), serving(content)]
    expect((await run({ retries: 1 })).sha256).toBe(sha256(content))
    expect(asked.map((request) => request.headers.range)).toEqual([undefined, 'bytes=100000-'])
    expect(asked[1]?.headers['if-range']).toBe('"one"')
  })

  it('as often as it takes, as long as something arrives each time', async () => {
    answers = [breakingAfter(30_000, content)]
    expect((await run({ retries: 1 })).sizeBytes).toBe(content.length)
    expect(asked).toHaveLength(10)
  })

  it('by a later command', async () => {
    answers = [breakingAfter(100_000, content)]
    await expectRefused(run(), 'download_failed', /connection broke|ended after/, kept)
    answers = [serving(content)]
    await run()
    expect(asked.at(-1)?.headers.range).toBe('bytes=100000-')
    expect((await readFile(join(folder, 'disk'))).equals(content)).toBe(true)
  })

  it('after it was cancelled', async () => {
    const cancel = new AbortController()
    answers = [sendingOnly(50_000, content, () => cancel.abort())]
    await expectRefused(run({}, cancel.signal), 'cancelled', /^Cancelled/, kept)
    answers = [serving(content)]
    await run()
    expect((await readFile(join(folder, 'disk'))).equals(content)).toBe(true)
  })

  it('with a date where there is no tag', async () => {
    const headers = { 'last-modified': 'Sat, 01 Aug 2026 10:00:00 GMT' }
    answers = [breakingAfter(100_000, content, headers), serving(content, headers)]
    await run({ retries: 1 })
    expect(asked[1]?.headers['if-range']).toBe(headers['last-modified'])
  })

  it('when only the last step was missing', async () => {
    await writeFile(join(folder, 'disk.part'), content)
    await writeFile(join(folder, 'disk.part.json'), JSON.stringify({ url: task().url, validator: '"one"' }))
    answers = [serving(content)]
    expect((await run()).sha256).toBe(sha256(content))
    expect(asked).toHaveLength(1)
  })

  it.each([
    [
      'the server knows no ranges',
      (body: Buffer): Answer =>
        (_request, response) =>
          response.writeHead(200, { etag: '"one"' }).end(body),
    ],
    ['the file changed in between', (body: Buffer): Answer => serving(body, { etag: '"two"' })],
  ])('from the start when %s', async (_name, answer) => {
    answers = [breakingAfter(100_000, other), answer(content)]
    expect((await run({ retries: 1 })).sha256).toBe(sha256(content))
  })

  it('from the start when the earlier attempt left no validator, or a weak one, or was for another address', async () => {
    for (const note of [{}, { url: task().url }, { url: 'http://else.test/', validator: '"one"' }]) {
      await writeFile(join(folder, 'disk.part'), other.subarray(0, 100))
      await writeFile(join(folder, 'disk.part.json'), JSON.stringify(note))
      answers = [serving(content, { etag: 'W/"one"' })]
      await run()
      expect(asked.at(-1)?.headers.range).toBeUndefined()
    }
  })

  it('from the start when the part is longer than the file is now', async () => {
    await writeFile(join(folder, 'disk.part'), Buffer.concat([content, other]))
    await writeFile(join(folder, 'disk.part.json'), JSON.stringify({ url: task().url, validator: '"one"' }))
    answers = [serving(content)]
    expect((await run({ retries: 1 })).sha256).toBe(sha256(content))
  })

  it('and found out if the part was damaged meanwhile', async () => {
    await writeFile(join(folder, 'disk.part'), other.subarray(0, 100_000))
    await writeFile(join(folder, 'disk.part.json'), JSON.stringify({ url: task().url, validator: '"one"' }))
    answers = [serving(content)]
    await expectRefused(run(), 'checksum_mismatch', /has the SHA-256/, [])
  })
})

describe('a download is refused, naming address and reason,', () => {
  it.each<readonly [string, () => Answer[], ProblemCode, RegExp]>([
    [
      'with the wrong content',
      () => [serving(other)],
      'checksum_mismatch',
      /disk\.qcow2 has the SHA-256 [\da-f]{64}, not/,
    ],
    [
      'that is not there',
      () => [(_q, r) => r.writeHead(404).end()],
      'download_failed',
      /disk\.qcow2: the server answered 404/,
    ],
    ['that is forbidden', () => [(_q, r) => r.writeHead(403).end('no')], 'download_failed', /answered 403/],
    [
      'that is a web page',
      () => [(_q, r) => r.writeHead(200).end('<!DOCTYPE html><p>Sorry')],
      'untrusted_image',
      /it is a web page, not a disk image/,
    ],
    [
      'that is a long web page',
      () => [(_q, r) => r.writeHead(200).end(`<html>${'x'.repeat(100_000)}`)],
      'untrusted_image',
      /web page/,
    ],
    ['that is empty', () => [(_q, r) => r.writeHead(200).end()], 'untrusted_image', /it is empty/],
    [
      'that redirects in circles',
      () => [(_q, r) => r.writeHead(302, { location: '/again' }).end()],
      'download_failed',
      /in circles/,
    ],
    ['that redirects to nowhere', () => [(_q, r) => r.writeHead(302).end()], 'download_failed', /to nowhere/],
    [
      'that redirects to a file',
      () => [(_q, r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end()],
      'download_failed',
      /not safe/,
    ],
    [
      'that is re-coded',
      () => [(_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end()],
      'download_failed',
      /re-coded \(gzip\)/,
    ],
    [
      'that answers another range',
      () => [(_q, r) => r.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('56789')],
      'download_failed',
      /another part of the file/,
    ],
    [
      'that claims to be larger than the disk',
      () => [(_q, r) => r.writeHead(200, { 'content-length': 2 ** 46 }).write('x')],
      'download_failed',
      /larger than/,
    ],
  ])('%s', async (_name, answersOf, code, message) => {
    answers = answersOf()
    await expectRefused(run(), code, message, [])
  })

  it('that is larger than allowed, promised or not', async () => {
    answers = [serving(content)]
    await expectRefused(run({ maxBytes: 1000 }), 'download_failed', /it is larger than/, [])
    answers = [(_request, response) => response.writeHead(200).end(content)]
    await expectRefused(run({ maxBytes: 1000 }), 'download_failed', /it is larger than/, [])
  })

  it('that would not fit on the disk, before it begins', async () => {
    answers = [(_request, response) => response.writeHead(200, { 'content-length': 2 ** 50 }).write('x')]
    await expectRefused(run({ maxBytes: 2 ** 60 }), 'no_space', /needs 1024 TiB, and .+ has .+ free/, [])
  })

  it('from which nothing comes any more; what came is kept', async () => {
    answers = [
      (_request, response) =>
        response
          .writeHead(200, { 'content-length': content.length, etag: '"one"' })
          .write(content.subarray(0, 70_000)),
    ]
    await expectRefused(run({ stallMs: 200 }), 'download_failed', /nothing came for 0\.2 s/, kept)
    expect(await readFile(join(folder, 'disk.part'))).toHaveLength(70_000)
  })

  it('that sends more than a part promised', async () => {
    await writeFile(join(folder, 'disk.part'), content.subarray(0, 200_000))
    await writeFile(join(folder, 'disk.part.json'), JSON.stringify({ url: task().url, validator: '"one"' }))
    answers = [
      (_request, response) =>
        response.writeHead(206, { 'content-range': 'bytes 200000-299999/300000' }).end(other),
    ]
    await expectRefused(run(), 'download_failed', /more than it promised/, [])
  })

  it('from a server that does not answer at all', async () => {
    server.close()
    server.closeAllConnections()
    answers = [serving(content)]
    await expectRefused(run(), 'download_failed', /refuses connections/, [])
  })

  it.each(['ftp://example.test/x', '/etc/passwd', 'javascript:alert(1)', ''])(
    'at the address %j',
    async (url) => {
      await expectRefused(run({ url }), 'invalid_input', /no address that can be downloaded from/, [])
    },
  )

  it('without showing a password that stands in the address', async () => {
    answers = [(_request, response) => response.writeHead(404).end()]
    const url = base.replace('//', '//me:secret@')
    const error = await run({ url }).catch((error: unknown) => error)
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(String(error)).not.toContain('secret')
  })
})
