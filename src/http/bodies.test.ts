import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import type { App } from '../app/app.ts'
import type { ErrorAnswer } from '../contract/schemas/common.ts'
import { ProblemError, problemError } from '../domain/problem.ts'
import { buildHouse, type House } from './testing/house.ts'
import { answerTo, onSocket, textOf, expectSoon, type OnSocket } from './testing/on-socket.ts'

const bytes = { 'content-type': 'application/octet-stream' }
const chunk = Buffer.alloc(64 * 1024, 'x')

let house: House | undefined
let client: OnSocket | undefined
afterEach(async () => {
  await house?.close()
  client?.clean()
})

async function listening(changes: Partial<Pick<App, 'upload' | 'guests'>>): Promise<OnSocket> {
  house = await buildHouse({ changeApp: (app) => ({ ...app, ...changes }), http: { closeGraceMs: 50 } })
  client = await onSocket(house.http)
  return client
}

type Upload = App['upload']
type Options = Parameters<Upload>[1]

/** An upload that stays open; the test reads from it as it likes. */
function heldUpload() {
  const held: { stream?: Readable; options?: Options; finish?: (result: string | Error) => void } = {}
  const upload: Upload = (stream, options) => {
    held.stream = stream
    held.options = options
    return new Promise((resolve, reject) => {
      held.finish = (result) => (typeof result === 'string' ? resolve(result) : reject(result))
    })
  }
  return { held, upload }
}

const noSpace = () => problemError({ code: 'no_space', message: 'There is no room for disk.qcow2.' })

describe('bytes on their way in', () => {
  it('arrive while they are being sent', async () => {
    const { held, upload } = heldUpload()
    const { begin } = await listening({ upload })
    const sending = begin('POST', '/v1/uploads?name=disk.qcow2', { ...bytes, 'content-length': '6' })
    sending.write('one')
    await expectSoon('the upload began', () => held.stream !== undefined)
    expect(held.options).toMatchObject({ name: 'disk.qcow2', sizeBytes: 6 })
    const [first] = (await once(held.stream ?? new PassThrough(), 'data')) as [Buffer]
    expect(first.toString()).toBe('one')
    sending.end('two')
    const [second] = (await once(held.stream ?? new PassThrough(), 'data')) as [Buffer]
    expect(second.toString()).toBe('two')
    held.finish?.('up-1')
    const answer = await answerTo(sending)
    expect(JSON.parse(await textOf(answer))).toEqual({ upload: 'up-1' })
  })

  it('may be none at all', async () => {
    const { begin } = await listening({
      upload: async (stream, { sizeBytes }) => {
        expect(sizeBytes).toBe(0)
        return `${(await stream.toArray()).length} parts`
      },
    })
    const answer = await answerTo(
      begin('POST', '/v1/uploads?name=a', { ...bytes, 'content-length': '0' }).end(),
    )
    expect(JSON.parse(await textOf(answer))).toEqual({ upload: '0 parts' })
  })

  it('wait with whoever sends them while nobody reads them', async () => {
    const { held, upload } = heldUpload()
    const { begin } = await listening({ upload })
    const sending = begin('POST', '/v1/uploads?name=a', bytes)
    let taken = 0
    const push = () => {
      while (taken < 64 * 1024 * 1024) {
        taken += chunk.length
        if (!sending.write(chunk)) return
      }
    }
    sending.on('drain', push)
    push()
    await expectSoon('the upload began', () => held.stream !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(taken).toBeLessThan(4 * 1024 * 1024)
    sending.on('error', () => undefined)
    sending.destroy()
    held.stream?.resume()
    await expectSoon('it failed', () => held.stream?.destroyed === true)
    held.finish?.('up-1')
  })

  it('that break off fail the stream and abort the work', async () => {
    const { held, upload } = heldUpload()
    const { begin } = await listening({ upload })
    const sending = begin('POST', '/v1/uploads?name=a', { ...bytes, 'content-length': '1000' })
    sending.on('error', () => undefined)
    sending.write('only this')
    await expectSoon('the upload began', () => held.stream !== undefined)
    const failed = once(held.stream ?? new PassThrough(), 'error') as Promise<[Error]>
    sending.destroy()
    const [error] = await failed
    expect(error).toBeInstanceOf(ProblemError)
    expect(error.message).toBe('The upload broke off before its end.')
    await expectSoon('it was aborted', () => held.options?.signal.aborted === true)
    held.finish?.(error)
  })

  it('that are refused half-way are answered, though whoever took them has let go of the stream', async () => {
    const { begin } = await listening({
      upload: async (stream) => {
        await once(stream, 'data')
        stream.destroy()
        throw noSpace()
      },
    })
    const sending = begin('POST', '/v1/uploads?name=a', bytes)
    sending.on('error', () => undefined)
    sending.write(chunk)
    const answer = await answerTo(sending)
    expect(answer.statusCode).toBe(507)
    const { problems } = JSON.parse(await textOf(answer)) as ErrorAnswer
    expect(problems[0]?.message).toBe('There is no room for disk.qcow2.')
    sending.destroy()
  })

  it('that go on after the refusal are cut off', async () => {
    const { begin } = await listening({ upload: () => Promise.reject(noSpace()) })
    const sending = begin('POST', '/v1/uploads?name=a', bytes)
    let isCut = false
    sending.on('error', () => (isCut = true))
    sending.on('close', () => (isCut = true))
    const timer = setInterval(() => sending.write(chunk), 5)
    // One who goes on writing may meet the cut before the answer that lies in its own socket.
    const status = await answerTo(sending).then(
      (answer) => answer.resume().statusCode,
      (error: NodeJS.ErrnoException) => error.code,
    )
    expect([507, 'EPIPE', 'ECONNRESET']).toContain(status)
    await expectSoon('it was cut off', () => isCut)
    clearInterval(timer)
  })

  it('refused for another reason are not read by anyone', async () => {
    const { held, upload } = heldUpload()
    const { begin } = await listening({ upload })
    const sending = begin('POST', '/v1/uploads?nam=a', bytes)
    sending.on('error', () => undefined)
    sending.end(chunk)
    const answer = await answerTo(sending)
    expect(answer.statusCode).toBe(400)
    const { problems } = JSON.parse(await textOf(answer)) as ErrorAnswer
    expect(problems.map(({ field }) => field)).toEqual(['name', 'nam'])
    expect(held.stream).toBeUndefined()
  })
})

describe('bytes on their way out', () => {
  const guests = (app: App['guests'], readFile: App['guests']['readFile']): App['guests'] => ({
    ...app,
    readFile,
  })
  const reading = async (readFile: App['guests']['readFile']): Promise<OnSocket> => {
    house = await buildHouse({ changeApp: (app) => ({ ...app, guests: guests(app.guests, readFile) }) })
    client = await onSocket(house.http)
    return client
  }

  it('come as they are, to the last one', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 256))
    const { open } = await reading(() => Promise.resolve(Readable.from([content])))
    const answer = await open('/v1/vms/web/file?path=/a')
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    const chunks: Buffer[] = []
    for await (const part of answer) chunks.push(part as Buffer)
    expect(Buffer.concat(chunks).equals(content)).toBe(true)
  })

  it('wait while nobody takes them, and stop when the reader leaves', async () => {
    let asked = 0
    const endless = new Readable({
      read() {
        asked += chunk.length
        this.push(chunk)
      },
    })
    let aborted = false
    const { open } = await reading((_vm, _path, signal) => {
      signal.addEventListener('abort', () => (aborted = true))
      return Promise.resolve(endless)
    })
    const answer = await open('/v1/vms/web/file?path=/dev/zero')
    answer.on('error', () => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked).toBeLessThan(4 * 1024 * 1024)
    answer.destroy()
    await expectSoon('the source was closed', () => endless.destroyed && aborted)
  })

  it('an error before the first byte is an error answer', async () => {
    const { open } = await reading(() =>
      Promise.reject(problemError({ code: 'agent_unavailable', message: 'No agent answers in web.' })),
    )
    const answer = await open('/v1/vms/web/file?path=/a')
    expect(answer.statusCode).toBe(503)
    expect(await textOf(answer)).toContain('No agent answers in web.')
  })

  it('an error in the middle breaks the answer off, so that half a file never looks whole', async () => {
    const { open } = await reading(() => {
      const half = new PassThrough()
      half.write('half')
      setTimeout(() => half.destroy(new Error('the guest died')), 20)
      return Promise.resolve(half)
    })
    const answer = await open('/v1/vms/web/file?path=/a')
    expect(answer.statusCode).toBe(200)
    await expect(textOf(answer)).rejects.toThrow('aborted')
  })
})

describe('a command in a guest', () => {
  it('is let go of when whoever asked leaves', async () => {
    let aborted = false
    house = await buildHouse({
      changeApp: (app) => ({
        ...app,
        guests: {
          ...app.guests,
          exec: (_vm, { signal }) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                aborted = true
                reject(signal.reason as Error)
              })
            }),
        },
      }),
    })
    client = await onSocket(house.http)
    const sending = client.begin('POST', '/v1/vms/web/exec', { 'content-type': 'application/json' })
    sending.on('error', () => undefined)
    sending.end('{"argv":["sleep","1000"]}')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(aborted).toBe(false)
    sending.destroy()
    await expectSoon('the command was let go of', () => aborted)
  })
})
