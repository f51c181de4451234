import type { ProblemCode } from '../domain/problem.ts'

export interface ErrorRule {
  /** HTTP status. */
  readonly status: number
  /** Exit code of the CLI. */
  readonly exitCode: ExitCode
  /** What the code means, for the documentation. */
  readonly meaning: string
}

/** What the CLI ends with. Documented in `docs/cli.md` and by `kiste help exit-codes`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  forbidden: 4,
  conflict: 5,
  partial: 6,
  unreachable: 7,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Code → status → what the CLI ends with: the only copy. */
export const errorRules = {
  invalid_input: { status: 400, exitCode: 2, meaning: 'The input is wrong; nothing was done.' },
  not_found: { status: 404, exitCode: 3, meaning: 'There is no such object.' },
  already_exists: { status: 409, exitCode: 5, meaning: 'The name is taken.' },
  wrong_state: { status: 409, exitCode: 5, meaning: 'The object is in a state that does not allow this.' },
  foreign_object: { status: 409, exitCode: 5, meaning: 'Kiste did not make it and does not touch it.' },
  in_use: { status: 409, exitCode: 5, meaning: 'Something else needs it.' },
  no_space: { status: 507, exitCode: 1, meaning: 'There is not enough room on the disk.' },
  not_supported: { status: 422, exitCode: 1, meaning: 'This host cannot do it.' },
  untrusted_image: { status: 422, exitCode: 1, meaning: 'The file is not an image that is safe to use.' },
  checksum_mismatch: { status: 422, exitCode: 1, meaning: 'The content is not what it should be.' },
  download_failed: { status: 502, exitCode: 1, meaning: 'The other side did not deliver.' },
  agent_unavailable: { status: 503, exitCode: 1, meaning: 'No guest agent answers in the VM.' },
  agent_failed: { status: 502, exitCode: 1, meaning: 'The guest agent refused or failed.' },
  libvirt_unavailable: { status: 503, exitCode: 1, meaning: 'libvirt cannot be reached.' },
  zfs_unavailable: {
    status: 503,
    exitCode: 1,
    meaning: 'ZFS is not there or its kernel module is not loaded.',
  },
  pool_unavailable: {
    status: 503,
    exitCode: 1,
    meaning: 'The pool is suspended, or too many of its disks are gone.',
  },
  key_needed: { status: 409, exitCode: 5, meaning: 'The key of an encrypted dataset is not loaded.' },
  outcome_unknown: {
    status: 502,
    exitCode: 1,
    meaning: 'The connection broke during a change; look before trying again.',
  },
  authority_refused: {
    status: 502,
    exitCode: 1,
    meaning: 'The authority for certificates refused, or sent something of no use.',
  },
  terms_not_agreed: {
    status: 409,
    exitCode: 5,
    meaning: 'The authority has terms that somebody has to agree to first.',
  },
  dns_failed: {
    status: 502,
    exitCode: 1,
    meaning: 'A record in the DNS could not be set, or is not seen.',
  },
  host_failed: { status: 502, exitCode: 1, meaning: 'A command of the host failed.' },
  read_only: { status: 503, exitCode: 1, meaning: 'A directory cannot be written.' },
  schema_too_new: { status: 503, exitCode: 1, meaning: 'The state was written by a newer Kiste.' },
  cancelled: { status: 409, exitCode: 1, meaning: 'Somebody cancelled it.' },
  forbidden: { status: 403, exitCode: 4, meaning: 'Not allowed.' },
  not_signed_in: {
    status: 401,
    exitCode: 4,
    meaning: 'Nobody is signed in, or the name, password or token is wrong.',
  },
  second_factor_needed: {
    status: 401,
    exitCode: 4,
    meaning: 'The password is right; a code is needed as well.',
  },
  too_many_tries: { status: 429, exitCode: 4, meaning: 'Too many tries failed; wait a moment.' },
  internal: { status: 500, exitCode: 1, meaning: 'A fault of Kiste itself.' },
} as const satisfies Record<ProblemCode, ErrorRule>
