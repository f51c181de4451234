import type { CommandEnd, CommandError } from '../exec.ts'

/** Why a ZFS command did not do what it was asked, by what has to be done about it. */
export type ZfsErrorKind =
  // The command or the module.
  | 'not-installed'
  | 'module-missing'
  | 'module-too-old'
  | 'pool-too-old'
  | 'no-permission'
  | 'usage'
  | 'too-many-arguments'
  // How the call itself ended.
  | 'cancelled'
  | 'timeout'
  | 'abandoned'
  | 'unreachable'
  | 'connection-lost'
  // Objects.
  | 'not-found'
  | 'no-parent'
  | 'no-such-device'
  | 'no-such-hold'
  | 'exists'
  | 'hold-exists'
  | 'bad-name'
  | 'bad-property'
  | 'not-supported'
  // What holds on to an object.
  | 'held'
  | 'has-clones'
  | 'has-children'
  | 'newer-snapshots'
  | 'not-a-clone'
  | 'promote-conflict'
  | 'busy'
  // Mounting.
  | 'already-mounted'
  | 'not-mounted'
  | 'not-mountable'
  | 'mountpoint-in-use'
  // Space and health.
  | 'no-space'
  | 'read-only'
  | 'suspended'
  | 'io-error'
  // Keys.
  | 'key-needed'
  | 'key-wrong'
  | 'key-loaded'
  | 'key-not-loaded'
  | 'key-unfit'
  | 'encryption-conflict'
  // Devices and layouts.
  | 'device-missing'
  | 'device-in-use'
  | 'device-has-data'
  | 'device-too-small'
  | 'sector-size'
  | 'uneven-redundancy'
  | 'needed-replica'
  | 'bad-layout'
  // Things that go on in a pool.
  | 'already-running'
  | 'not-running'
  | 'checkpoint-exists'
  | 'no-checkpoint'
  // Importing.
  | 'used-elsewhere'
  | 'name-taken'
  | 'ambiguous'
  | 'device-unavailable'
  // Streams.
  | 'target-changed'
  | 'base-mismatch'
  | 'base-missing'
  | 'target-exists'
  | 'partial-saved'
  | 'partial-blocks'
  | 'token-stale'
  | 'token-bad'
  | 'stream-broken'
  | 'stream-options'
  // Everything else.
  | 'unknown'

/** A ZFS command that failed: what it means, and all it said. */
export class ZfsError extends Error {
  readonly kind: ZfsErrorKind
  /** What the matching pattern caught, such as the name of what is in the way. */
  readonly found: readonly string[]
  readonly argv: readonly string[]
  readonly end: CommandEnd
  readonly stdout: string
  readonly stderr: string

  constructor(kind: ZfsErrorKind, found: readonly string[], cause: CommandError) {
    super(cause.message, { cause })
    this.name = 'ZfsError'
    this.kind = kind
    this.found = found
    this.argv = cause.argv
    this.end = cause.end
    this.stdout = cause.stdout
    this.stderr = cause.stderr
  }
}

/** What kind of ZFS error is at the bottom of this one; undefined when it is none. */
export function zfsErrorKind(error: unknown): ZfsErrorKind | undefined {
  return zfsErrorIn(error)?.kind
}

/** All a failed command of ZFS said; empty when the error is none of one. */
export function stderrOf(error: unknown): string {
  return zfsErrorIn(error)?.stderr ?? ''
}

/** The error of a ZFS command that is at the bottom of this one. */
export function zfsErrorIn(error: unknown): ZfsError | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof ZfsError) return at
  return undefined
}
