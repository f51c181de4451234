import { checkSnapshotName, type PoolName, type SnapshotName } from '../../domain/dataset-name.ts'
import { problemError } from '../../domain/problem.ts'
import { ZfsOutputError } from './output-error.ts'
import { zfsErrorIn, zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** What a resume token says. It comes from the target, who may lie: what is sent on its word has to be compared with the plan. */
export interface ResumeToken {
  readonly snapshot: SnapshotName
  /** In decimal, as everywhere else. */
  readonly guid: string
  /** That of the base; absent for a full stream. */
  readonly fromGuid?: string | undefined
  readonly receivedBytes: number
  readonly raw: boolean
  readonly compressed: boolean
  readonly largeBlocks: boolean
  readonly embedded: boolean
}

/** Looks into a resume token, with the ZFS that is to send. `pool` is where it is said to send from. */
export async function decodeResumeToken(zfs: Zfs, token: string, pool: PoolName): Promise<ResumeToken> {
  if (!/^1-[0-9a-f]{1,16}-[0-9a-f]{1,16}-[0-9a-f]+$/.test(token))
    throw problemError({ code: 'invalid_input', field: 'token', message: 'That is no resume token.' })
  try {
    const { stdout } = await zfs.run({
      argv: ['zfs', 'send', '-n', '-v', '-t', token],
      limit: 'look',
      pool,
      attempt: { object: { type: 'pool', name: pool }, done: 'asked about a resume token', readOnly: true },
    })
    return parseResumeToken(stdout)
  } catch (error) {
    // The contents come first; that the snapshot is gone, after them.
    if (zfsErrorKind(error) !== 'token-stale') throw error
    return parseResumeToken(zfsErrorIn(error)?.stdout ?? '')
  }
}

/** Reads `resume token contents:`, a line a value, numbers in hex. */
export function parseResumeToken(stdout: string): ResumeToken {
  const values = new Map(
    [...stdout.matchAll(/^\s*(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  )
  const snapshot = checkSnapshotName(values.get('toname') ?? '')
  const guid = hex(values.get('toguid'))
  const received = hex(values.get('bytes'))
  if (!snapshot.ok || guid === undefined || received === undefined)
    throw new ZfsOutputError('zfs send shows a resume token that is none')
  const from = hex(values.get('fromguid'))
  return {
    snapshot: snapshot.value,
    guid: guid.toString(),
    ...(from === undefined ? {} : { fromGuid: from.toString() }),
    receivedBytes: Number(received),
    raw: values.has('rawok'),
    compressed: values.has('compressok'),
    largeBlocks: values.has('largeblockok'),
    embedded: values.has('embedok'),
  }
}

function hex(text: string | undefined): bigint | undefined {
  return text !== undefined && /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : undefined
}
