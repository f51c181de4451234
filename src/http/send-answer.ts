import type { Duplex, Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../app/access/access.ts'
import type { PlannedChange } from '../app/app.ts'
import type { Route } from '../contract/route.ts'
import type { EndpointName } from '../contract/routes.ts'
import type { Inventory } from '../live/live.ts'
import { known } from './known-caller.ts'
import { sendEvents } from './event-stream.ts'
import type { Answers, EventFeed } from './handler.ts'
import { isDryRun } from './is-dry-run.ts'
import { inventoryJson, jsonList } from './json.ts'
import type { OpenStreams } from './open-streams.ts'
import type { StillWelcome } from './still-welcome.ts'
import type { Upgrades } from './upgrade.ts'

export interface Exchange {
  readonly name: EndpointName
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Undefined only where the route is open to everybody. */
  readonly caller: Caller | undefined
  readonly params: unknown
  readonly query: unknown
}

/** How each kind of answer leaves the house. */
export type Senders = {
  readonly [Kind in Route['answers']]: (answer: Answers<unknown>[Kind], exchange: Exchange) => FastifyReply
}

export interface SenderDeps {
  readonly streams: OpenStreams
  readonly upgrades: Upgrades
  readonly welcome: StillWelcome
  readonly heartbeatMs: number
}

const jsonType = 'application/json; charset=utf-8'

/** Large answers that are made of parts which seldom change; all others are plain `JSON.stringify`. */
const largeAnswers: Readonly<Partial<Record<EndpointName, (answer: unknown) => string | Buffer>>> = {
  getInventory: (answer) => inventoryJson(answer as Inventory),
  listVms: (answer) => jsonList(answer as readonly object[]),
}

export function makeSenders({ streams, upgrades, welcome, heartbeatMs }: SenderDeps): Senders {
  return {
    json: (answer, { name, reply }) =>
      reply.type(jsonType).send(largeAnswers[name]?.(answer) ?? JSON.stringify(answer)),

    job: (change: PlannedChange, { reply, caller, query }) => {
      reply.type(jsonType)
      if (isDryRun(query)) return reply.send(JSON.stringify(change.preview))
      const job = change.submit(known(caller).name)
      return reply
        .code(202)
        .header('location', `/v1/jobs/${encodeURIComponent(job.id)}`)
        .send(JSON.stringify(job))
    },

    bytes: (stream: Readable, { reply }) => reply.type('application/octet-stream').send(stream),

    png: (picture: Uint8Array, { reply }) => reply.type('image/png').send(picture),

    events: (feed: EventFeed, { reply, caller }) => {
      reply.hijack()
      const sending = sendEvents(reply.raw, feed, { heartbeatMs })
      reply.raw.once('close', streams.add(sending.end))
      reply.raw.once('close', welcome.watch(caller, sending.end))
      return reply
    },

    websocket: (guest: Duplex, { request, reply, params, caller }) => {
      guest.once(
        'close',
        welcome.watch(caller, () => guest.destroy()),
      )
      upgrades.join(request, reply, guest, vmOf(params))
      return reply
    },
  }
}

function vmOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'vm' in params ? String(params.vm) : 'the VM'
}
