import { refused, valid, type Checked, type ObjectRef, type Problem } from './problem.ts'
import { formatBytes, GiB, MiB } from './size.ts'

/** ZFS's cache in memory (ARC), in bytes. */
export interface ArcUse {
  /** What it holds now. */
  readonly sizeBytes: number
  /** What it may grow to. */
  readonly maxBytes: number
  /** What was set; 0 for ZFS's own choice. */
  readonly setBytes: number
  readonly hostBytes: number
}

export interface ArcPlan {
  /** 0 for ZFS's own choice. */
  readonly maxBytes: number
  readonly wasBytes: number
  readonly title: string
  readonly notes: readonly string[]
}

export const arcRef: ObjectRef = { type: 'host', name: 'ZFS cache' }

/** Below it, ZFS takes no notice of the setting (arc.c: a maximum has to be at least 64 MiB). */
const leastBytes = 64 * MiB
/** What the system and its programs need besides. */
const leaveBytes = GiB

/** Decides how much memory ZFS may use as its cache; 0 leaves it to ZFS. */
export function planArc(maxBytes: number, facts: ArcUse): Checked<ArcPlan> {
  const problems: Problem[] = []
  const bad = (message: string, hint: string) =>
    problems.push({ code: 'invalid_input', field: 'maxBytes', object: arcRef, message, hint })
  if (maxBytes !== 0 && maxBytes < leastBytes)
    bad(
      `${formatBytes(maxBytes)} are too little: ZFS wants at least ${formatBytes(leastBytes)}.`,
      'A gibibyte and a little for each TiB of pool is a good beginning.',
    )
  if (maxBytes > facts.hostBytes - leaveBytes)
    bad(
      `${formatBytes(maxBytes)} leave too little of the host's ${formatBytes(facts.hostBytes)} for all else.`,
      `Leave at least ${formatBytes(leaveBytes)}, and what the VMs have.`,
    )
  if (problems.length > 0) return refused(...problems)
  return valid({
    maxBytes,
    wasBytes: facts.setBytes,
    title:
      maxBytes === 0
        ? 'Let ZFS choose how much memory its cache may use'
        : `Let ZFS use up to ${formatBytes(maxBytes)} of memory as its cache`,
    notes: [
      'It counts at once, and after each start of the host.',
      ...(maxBytes !== 0 && maxBytes < facts.sizeBytes
        ? [`It holds ${formatBytes(facts.sizeBytes)} now and shrinks over some minutes.`]
        : []),
    ],
  })
}
