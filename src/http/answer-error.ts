import type { Socket } from 'node:net'
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorAnswer } from '../contract/schemas/common.ts'
import { cutOffUpload } from './bodies.ts'
import { toHttpError } from './errors.ts'

/** Answers any error in the one shape they all have. What nobody foresaw, and what the host failed at, is logged whole. */
export function answerError(
  error: unknown,
  request: Pick<FastifyRequest, 'id' | 'log' | 'raw' | 'method' | 'url'>,
  reply: FastifyReply,
): FastifyReply {
  const { status, body, unforeseen } = toHttpError(error, request.id)
  const where = { err: error, reqId: request.id, method: request.method, url: request.url }
  if (unforeseen) request.log.error(where, 'a request failed in a way nobody foresaw')
  else if (status >= 500) request.log.warn(where, 'a request failed')
  reply.raw.once('finish', () => cutOffUpload(request))
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

const brokenRequests: Readonly<Record<string, { readonly status: string; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: 'The head of the request is larger than 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    message: 'The request was not sent to its end.',
  },
}

/** Answers what is no HTTP; the parser has given up on it, so the connection ends. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, message } = brokenRequests[error.code ?? ''] ?? {
    status: '400 Bad Request',
    message: 'The request is not HTTP.',
  }
  const answer: ErrorAnswer = {
    problems: [{ code: 'invalid_input', message }],
    requestId: `req-${randomBytes(5).toString('hex')}`,
  }
  const body = JSON.stringify(answer)
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
