import { i32, nullable, string, struct, u64, type Codec } from './codec.ts'
import { domain, network, type DomainRef, type NetworkRef } from './objects.ts'
import { XdrError } from './xdr.ts'

export type LifecycleChange =
  | 'defined'
  | 'undefined'
  | 'started'
  | 'suspended'
  | 'resumed'
  | 'stopped'
  | 'shutdown'
  | 'pm-suspended'
  | 'crashed'
  | 'unknown'

export type NetworkChange = 'defined' | 'undefined' | 'started' | 'stopped' | 'unknown'
export type BlockJobStatus = 'completed' | 'failed' | 'canceled' | 'ready' | 'unknown'

/** What libvirt tells by itself. Events are hints: list again where it matters. `detail` and `reason` are libvirt's numbers. */
export type LibvirtEvent =
  | {
      readonly type: 'lifecycle'
      readonly dom: DomainRef
      readonly change: LifecycleChange
      readonly detail: number
    }
  | { readonly type: 'reboot'; readonly dom: DomainRef }
  | { readonly type: 'watchdog'; readonly dom: DomainRef; readonly action: number }
  | {
      readonly type: 'io-error'
      readonly dom: DomainRef
      readonly path: string
      readonly alias: string
      readonly action: number
      readonly reason: string
    }
  | {
      readonly type: 'tray-change'
      readonly dom: DomainRef
      readonly alias: string
      readonly opened: boolean
    }
  | {
      readonly type: 'block-job'
      readonly dom: DomainRef
      readonly target: string
      readonly job: number
      readonly status: BlockJobStatus
    }
  | {
      readonly type: 'agent'
      readonly dom: DomainRef
      readonly connected: boolean
      readonly reason: number
    }
  | { readonly type: 'device-added'; readonly dom: DomainRef; readonly alias: string }
  | { readonly type: 'device-removed'; readonly dom: DomainRef; readonly alias: string }
  | { readonly type: 'device-removal-failed'; readonly dom: DomainRef; readonly alias: string }
  | {
      readonly type: 'metadata-change'
      readonly dom: DomainRef
      readonly kind: number
      readonly uri: string | null
    }
  | {
      readonly type: 'block-threshold'
      readonly dom: DomainRef
      readonly device: string
      readonly path: string | null
      readonly thresholdBytes: number | bigint
      readonly excessBytes: number | bigint
    }
  /** The daemon lost its own way to the hypervisor (modular daemons); this connection is of no more use. */
  | { readonly type: 'hypervisor-lost'; readonly reason: number }
  | {
      readonly type: 'network'
      readonly net: NetworkRef
      readonly change: NetworkChange
      readonly detail: number
    }

export type EventType = LibvirtEvent['type']

/** One kind of event: how to register for it and how to read it. */
export interface EventKind {
  readonly type: EventType
  /** Which register call, and its event id. */
  readonly of: 'domain' | 'network' | 'connect'
  readonly eventId: number
  /** The procedure number its messages carry. */
  readonly message: number
  readonly codec: Codec<LibvirtEvent>
}

const LIFECYCLE: readonly LifecycleChange[] = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pm-suspended',
  'crashed',
]
const NETWORK: readonly NetworkChange[] = ['defined', 'undefined', 'started', 'stopped']
const BLOCK_JOB: readonly BlockJobStatus[] = ['completed', 'failed', 'canceled', 'ready']

const alias = struct({ dom: domain, alias: string })

/** Every event registered for: ids of libvirt-domain.h and libvirt-network.h, message numbers and fields of remote_protocol.x. */
export const EVENT_KINDS: readonly EventKind[] = [
  kind('lifecycle', 0, 318, struct({ dom: domain, event: i32, detail: i32 }), ({ dom, event, detail }) => ({
    type: 'lifecycle',
    dom,
    change: LIFECYCLE[event] ?? 'unknown',
    detail,
  })),
  kind('reboot', 1, 319, struct({ dom: domain }), ({ dom }) => ({ type: 'reboot', dom })),
  kind('watchdog', 3, 321, struct({ dom: domain, action: i32 }), (event) => ({ type: 'watchdog', ...event })),
  kind(
    'io-error',
    6,
    324,
    struct({ dom: domain, path: string, alias: string, action: i32, reason: string }),
    (event) => ({ type: 'io-error', ...event }),
  ),
  kind('tray-change', 10, 328, struct({ dom: domain, alias: string, reason: i32 }), (event) => ({
    type: 'tray-change',
    dom: event.dom,
    alias: event.alias,
    opened: event.reason === 0,
  })),
  kind('device-removed', 15, 333, alias, (event) => ({ type: 'device-removed', ...event })),
  kind(
    'block-job',
    16,
    339,
    struct({ dom: domain, target: string, job: i32, status: i32 }),
    ({ dom, target, job, status }) => ({
      type: 'block-job',
      dom,
      target,
      job,
      status: BLOCK_JOB[status] ?? 'unknown',
    }),
  ),
  kind('agent', 18, 348, struct({ dom: domain, state: i32, reason: i32 }), ({ dom, state, reason }) => ({
    type: 'agent',
    dom,
    connected: state === 1,
    reason,
  })),
  kind('device-added', 19, 354, alias, (event) => ({ type: 'device-added', ...event })),
  kind('device-removal-failed', 22, 367, alias, (event) => ({ type: 'device-removal-failed', ...event })),
  kind('metadata-change', 23, 379, struct({ dom: domain, kind: i32, uri: nullable(string) }), (event) => ({
    type: 'metadata-change',
    ...event,
  })),
  kind(
    'block-threshold',
    24,
    385,
    struct({ dom: domain, device: string, path: nullable(string), thresholdBytes: u64, excessBytes: u64 }),
    (event) => ({ type: 'block-threshold', ...event }),
  ),
  {
    ...kind(
      'network',
      0,
      315,
      struct({ net: network, event: i32, detail: i32 }),
      ({ net, event, detail }) => ({
        type: 'network',
        net,
        change: NETWORK[event] ?? 'unknown',
        detail,
      }),
    ),
    of: 'network',
  },
  {
    ...kind('hypervisor-lost', 0, 362, struct({ reason: i32 }), (event) => ({
      type: 'hypervisor-lost',
      ...event,
    })),
    of: 'connect',
  },
]

/** The types of event this client understands. */
export const EVENT_TYPES: readonly EventType[] = EVENT_KINDS.map(({ type }) => type)

function kind<T>(
  type: EventType,
  eventId: number,
  message: number,
  body: Codec<T>,
  toEvent: (body: T) => LibvirtEvent,
): EventKind {
  const codec: Codec<LibvirtEvent> = {
    read: (reader) => toEvent(body.read(reader)),
    write() {
      throw new XdrError('events are only received')
    },
  }
  return { type, of: 'domain', eventId, message, codec }
}
