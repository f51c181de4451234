import { PassThrough, Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Route } from '../contract/route.ts'
import { problemError } from '../domain/problem.ts'
import type { Upload } from './handler.ts'

/** Teaches a server the two kinds of body there are: JSON, parsed; and bytes, handed on as they come. */
export function takeBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') done(null)
    else void parseJson(request, text.toString(), done)
  })
  server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
}

/** What a request carries, sorted by what its route takes; the other kind is refused. */
export function sortBody(
  route: Pick<Route, 'takes'>,
  request: Pick<FastifyRequest, 'body' | 'headers' | 'raw'>,
): { readonly body: unknown; readonly content: Upload | undefined } {
  const isBytes = request.body instanceof Readable
  if (route.takes === 'bytes') {
    if (!isBytes)
      throw problemError({
        code: 'invalid_input',
        message: 'This address takes bytes and got none.',
        hint: 'Send them as application/octet-stream.',
      })
    return { body: undefined, content: toUpload(request) }
  }
  if (isBytes)
    throw problemError({
      code: 'invalid_input',
      message: 'This address takes no bytes.',
      hint: route.takes === 'json' ? 'Send application/json.' : 'Send no body.',
    })
  return { body: request.body, content: undefined }
}

/**
 * The request's bytes as a stream that may be destroyed. Destroying Node's own request stream would close its socket, and
 * whoever sent the bytes would never read what was wrong with them.
 */
function toUpload({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): Upload {
  const stream = new PassThrough({ highWaterMark: 256 * 1024 })
  // Whoever takes it may have gone already; then nobody else hears of its failing, and that must not end the daemon.
  stream.on('error', () => undefined)
  raw.pipe(stream)
  raw.once('error', (error) => stream.destroy(brokenOff(error)))
  raw.once('close', () => {
    if (!raw.complete) stream.destroy(brokenOff())
  })
  stream.once('close', () => {
    raw.unpipe(stream)
    raw.resume()
  })
  const said = headers['content-length']
  return { stream, sizeBytes: said === undefined ? undefined : Number(said) }
}

function brokenOff(cause?: Error): Error {
  return problemError({ code: 'cancelled', message: 'The upload broke off before its end.' }, cause)
}

/** Whoever still sends after being refused is read for this long, so that the refusal is seen, and then cut off. */
const politeMs = 1_000

/** Stops reading a refused upload, after a moment. Call when its answer has been sent. */
export function cutOffUpload(request: Pick<FastifyRequest, 'raw'>): void {
  if (request.raw.complete) return
  request.raw.resume()
  const timer = setTimeout(() => request.raw.destroy(), politeMs)
  request.raw.once('close', () => clearTimeout(timer))
}
