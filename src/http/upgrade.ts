import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { WebSocketServer, type WebSocket } from 'ws'
import { problemError } from '../domain/problem.ts'
import { joinConsole } from './console-socket.ts'
import type { OpenStreams } from './open-streams.ts'

export interface Upgrades {
  /** Throws a `ProblemError` unless this request can become a websocket. */
  check(request: FastifyRequest): void
  /** Makes the request a websocket and joins it with the guest's console. */
  join(request: FastifyRequest, reply: FastifyReply, guest: Duplex, vm: string): void
}

interface Waiting {
  readonly socket: Duplex
  readonly head: Buffer
}

/**
 * Lets requests that ask for an upgrade pass through the same routes, checks and error answers as all others, so that a refused
 * console gets a proper HTTP error. The handshake is done once the console is open.
 */
export function acceptUpgrades(server: FastifyInstance, streams: OpenStreams, pingMs: number): Upgrades {
  const waiting = new WeakMap<IncomingMessage, Waiting>()
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: 1024 * 1024,
    perMessageDeflate: false,
  })

  const http: Server = server.server
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    // Node stops parsing at an upgrade, so whatever follows this one answer would be misread.
    response.shouldKeepAlive = false
    response.assignSocket(socket as Parameters<typeof response.assignSocket>[0])
    response.once('finish', () => socket.end())
    if (request.method === 'GET') waiting.set(request, { socket, head })
    server.routing(request, response)
  })

  return {
    check: (request) => {
      const key = request.headers['sec-websocket-key']
      const fits =
        waiting.has(request.raw) &&
        request.headers.upgrade?.toLowerCase() === 'websocket' &&
        request.headers['sec-websocket-version'] === '13' &&
        key !== undefined &&
        /^[+/0-9A-Za-z]{22}==$/.test(key)
      if (!fits)
        throw problemError({
          code: 'invalid_input',
          message: 'This address is a websocket, and the request does not ask for one.',
          hint: 'Use kiste vm console, or a websocket client (RFC 6455, version 13).',
        })
    },
    join: (request, reply, guest, vm) => {
      const held = waiting.get(request.raw)
      if (held === undefined || held.socket.destroyed) {
        guest.destroy()
        return
      }
      // Should the caller have left meanwhile, the handshake ends here and nobody else would close the console.
      held.socket.once('close', () => guest.destroy())
      reply.hijack()
      reply.raw.detachSocket(held.socket as Parameters<typeof reply.raw.detachSocket>[0])
      sockets.handleUpgrade(request.raw, held.socket, held.head, (socket: WebSocket) => {
        const joined = joinConsole(socket, guest, vm, { pingMs })
        const forget = streams.add(joined.end)
        socket.once('close', forget)
      })
    },
  }
}
