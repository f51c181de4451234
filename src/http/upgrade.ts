import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
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
  readonly socket: Socket
  readonly head: Buffer
  /** To be called when somebody else sees to the socket's end. */
  readonly handOver: () => void
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
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Typed as any stream for the sake of other servers; this one listens on sockets only.
    const socket = stream as Socket
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    // Node stops parsing at an upgrade, so whatever follows this one answer would be misread.
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.destroySoon())
    // Nor does Node count the socket among the server's connections any more, so closing the server has to end it.
    const handOver = streams.add(() => socket.destroy())
    socket.once('close', handOver)
    if (request.method === 'GET') waiting.set(request, { socket, head, handOver })
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
      reply.hijack()
      const held = waiting.get(request.raw)
      if (held === undefined || held.socket.destroyed) {
        guest.destroy()
        return
      }
      // Should the caller have left meanwhile, the handshake ends here and nobody else would close the console.
      held.socket.once('close', () => guest.destroy())
      reply.raw.detachSocket(held.socket)
      held.handOver()
      sockets.handleUpgrade(request.raw, held.socket, held.head, (socket: WebSocket) => {
        const joined = joinConsole(socket, guest, vm, { pingMs })
        const forget = streams.add(joined.end)
        socket.once('close', forget)
      })
    },
  }
}
