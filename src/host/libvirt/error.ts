import { i32, nullable, string, struct, type Infer } from './codec.ts'
import { errorCodeName, errorDomainName, type ErrorCodeName } from './error-codes.ts'
import { nullableDomain, nullableNetwork } from './objects.ts'

/** The whole error record a reply or stream carries. */
export const remoteError = struct({
  code: i32,
  domain: i32,
  message: nullable(string),
  level: i32,
  dom: nullableDomain,
  str1: nullable(string),
  str2: nullable(string),
  str3: nullable(string),
  int1: i32,
  int2: i32,
  net: nullableNetwork,
})
export type RemoteError = Infer<typeof remoteError>

/** The VM or network an error names, where libvirt filled it in. */
export type ErrorObject =
  | { readonly kind: 'domain'; readonly name: string; readonly uuid: string }
  | { readonly kind: 'network'; readonly name: string; readonly uuid: string }

/** libvirt answered a call with an error: it did not happen. Branch on `code`, never on the text. */
export class LibvirtError extends Error {
  readonly code: ErrorCodeName
  readonly codeNumber: number
  /** The part of libvirt it comes from: `qemu`, `rpc`, `xml` … */
  readonly domain: string
  readonly level: number
  readonly procedure: string
  readonly libvirtMessage: string
  readonly str1: string | null
  readonly str2: string | null
  readonly str3: string | null
  readonly int1: number
  readonly int2: number
  readonly object: ErrorObject | undefined

  constructor(procedure: string, error: RemoteError) {
    const text = error.message ?? 'no message given'
    super(`libvirt ${procedure}: ${text}`)
    this.name = 'LibvirtError'
    this.code = errorCodeName(error.code)
    this.codeNumber = error.code
    this.domain = errorDomainName(error.domain)
    this.level = error.level
    this.procedure = procedure
    this.libvirtMessage = text
    this.str1 = error.str1
    this.str2 = error.str2
    this.str3 = error.str3
    this.int1 = error.int1
    this.int2 = error.int2
    this.object = objectOf(error)
  }
}

/** Why a connection ended. */
export type LossReason =
  /** The daemon closed it: it stopped, crashed or was killed. */
  | 'server-closed'
  /** The socket or the ssh process failed. */
  | 'transport-failed'
  /** What arrived is no libvirt protocol. */
  | 'protocol-error'
  /** A call was not answered in time; its slot is held for good, so the connection was given up. */
  | 'timeout'
  /** The daemon stopped answering keepalive pings: it hangs, or its host has vanished. */
  | 'keepalive'
  /** This side closed it. */
  | 'closed-here'

/**
 * What became of a call whose reply will never come. `unknown`: it was sent, the daemon may or may not have done it, look again.
 * `not-sent`: it never left, it certainly did not happen.
 */
export type Outcome = 'unknown' | 'not-sent'

const REASONS: Readonly<Record<LossReason, string>> = {
  'server-closed': 'libvirt closed the connection',
  'transport-failed': 'the connection to libvirt failed',
  'protocol-error': 'libvirt sent what is not its protocol',
  timeout: 'libvirt did not answer in time',
  keepalive: 'libvirt is still connected but does not answer',
  'closed-here': 'the connection to libvirt was closed here',
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  unknown: 'the outcome is unknown',
  'not-sent': 'it was not sent',
}

/** Rejects every call, stream and event wait of a connection that ended. */
export class ConnectionLost extends Error {
  readonly reason: LossReason
  readonly outcome: Outcome
  readonly procedure: string | undefined
  /** The reason alone, for sentences of one's own. */
  readonly because: string
  /** What lay behind it, if that is known. */
  readonly detail: Error | undefined

  constructor(reason: LossReason, outcome: Outcome, procedure?: string, cause?: unknown) {
    const what = procedure === undefined ? '' : `${procedure}: ${OUTCOMES[outcome]}, because `
    const because = `${REASONS[reason]}${detail(cause)}`
    super(`${what}${because}`, { cause })
    this.because = because
    this.detail = cause instanceof Error ? cause : undefined
    this.name = 'ConnectionLost'
    this.reason = reason
    this.outcome = outcome
    this.procedure = procedure
  }
}

/** No connection could be made; nothing was sent. `advice` says what to do. */
export class ConnectFailed extends Error {
  readonly uri: string
  readonly advice: string
  /** The message without the advice. */
  readonly because: string

  constructor(uri: string, problem: string, advice: string, cause?: unknown) {
    const because = `cannot reach libvirt at ${uri}: ${problem}`
    super(`${because}. ${advice}`, { cause })
    this.because = because
    this.name = 'ConnectFailed'
    this.uri = uri
    this.advice = advice
  }
}

/** True when libvirt says the thing asked for does not exist (any more). */
export function isMissing(error: unknown): boolean {
  return error instanceof LibvirtError && MISSING.has(error.code)
}

const MISSING: ReadonlySet<ErrorCodeName> = new Set<ErrorCodeName>([
  'no-domain',
  'no-network',
  'no-secret',
  'no-storage-pool',
  'no-storage-vol',
  'no-domain-snapshot',
  'no-domain-checkpoint',
  'no-domain-metadata',
  'no-node-device',
])

function objectOf(error: RemoteError): ErrorObject | undefined {
  if (error.dom !== null) return { kind: 'domain', name: error.dom.name, uuid: error.dom.uuid }
  if (error.net !== null) return { kind: 'network', name: error.net.name, uuid: error.net.uuid }
  return undefined
}

function detail(cause: unknown): string {
  return cause instanceof Error ? ` (${cause.message})` : ''
}
