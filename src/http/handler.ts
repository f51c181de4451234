import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { Caller, From } from '../app/access/access.ts'
import type { PlannedChange } from '../app/app.ts'
import type { EndpointTypes } from '../contract/endpoints.ts'
import type { Route } from '../contract/route.ts'
import type { EndpointName, routes } from '../contract/routes.ts'
import type { MetricsEventAnswer } from '../contract/schemas/metrics.ts'
import type { Wire } from '../contract/wire.ts'
import type { Live } from '../live/live.ts'
import type { SessionCookie } from './session-cookie.ts'

/** What a handler is given: input that its schemas have passed. */
export interface Call<Name extends EndpointName> {
  readonly params: EndpointTypes<Name>['params']
  readonly query: EndpointTypes<Name>['query']
  readonly body: EndpointTypes<Name>['body']
  readonly headers: IncomingHttpHeaders
  readonly content: (typeof routes)[Name] extends { readonly takes: 'bytes' } ? Upload : undefined
  /** Aborts when the caller goes away before the answer is complete. */
  readonly signal: AbortSignal
  /** Undefined only where the route is open to everybody. */
  readonly caller: Caller | undefined
  readonly from: From
  readonly cookie: SessionCookie
  /** How the page's addresses begin for the caller; undefined where there is no page. */
  readonly origin: string | undefined
}

/** Bytes on their way in. The stream fails when the caller breaks off. */
export interface Upload {
  readonly stream: Readable
  /** What the caller said it would send. */
  readonly sizeBytes: number | undefined
}

/** Changes to send on, after this sequence number. */
export interface EventFeed {
  readonly afterSeq: number
  readonly follow: Live['follow']
  /** What is measured, for whoever asked for it. Nothing of it is sent again: what was missed is read. */
  readonly followMetrics?: ((listener: (sample: MetricsEventAnswer) => void) => () => void) | undefined
}

/** What a handler gives back for each way an endpoint can answer. */
export interface Answers<Json> {
  readonly json: Json
  readonly job: PlannedChange
  readonly bytes: Readable
  readonly png: Uint8Array
  readonly events: EventFeed
  readonly websocket: Duplex
}

export type Answer<Name extends EndpointName> = Answers<
  Wire<EndpointTypes<Name>['response']>
>[AnswerKind<Name>]

type AnswerKind<Name extends EndpointName> = (typeof routes)[Name]['answers'] & Route['answers']

export type Handler<Name extends EndpointName> = (call: Call<Name>) => Answer<Name> | Promise<Answer<Name>>

/** One handler for each endpoint: a missing one does not compile. */
export type Handlers = { readonly [Name in EndpointName]: Handler<Name> }
