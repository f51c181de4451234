import type { MountWish } from './pool-dataset.ts'
import type { PoolCondition } from './pool-condition.ts'
import type { PlanPreview, PlanStep } from './plan.ts'
import { poolRef } from './pool.ts'
import type { PoolVerb } from './pool-rules.ts'

/** An outside command as data: the executor runs it as it is, and the preview shows it. */
export interface PoolCommand {
  /** What it does, as a sentence without its end. */
  readonly title: string
  readonly argv: readonly [string, ...string[]]
  /** It reads a secret from standard input, which no plan carries. */
  readonly input?: 'passphrase' | undefined
  /** What is so once it has run. */
  readonly until: PoolCondition
  /**
   * What puts it back: of these the first whose `when` holds; an empty list where nothing has to be. Absent where nothing can, and then
   * it is a step without return.
   */
  readonly undo?: readonly PoolUndo[] | undefined
}

/** A command that takes back what another did; or why nothing does. */
export type PoolUndo =
  | {
      readonly when: PoolCondition
      readonly argv: PoolCommand['argv']
      /** Goes on in the pool afterwards, and has to end before all is as before. */
      readonly waitFor?: PoolActivity | undefined
    }
  | { readonly when: PoolCondition; readonly cannot: string }

/** File systems that are mounted after the commands, or unmounted before them; in this order. */
export interface PoolMounts {
  readonly do: 'mount' | 'unmount'
  readonly filesystems: readonly MountWish[]
}

/** What is waited for after the commands, in the words of `zpool wait -t`. */
export type PoolActivity = 'resilver' | 'replace' | 'scrub' | 'trim' | 'remove' | 'raidz_expand' | 'discard'

/** What would be done to a pool. Nothing in it is left to decide. */
export interface PoolPlan {
  readonly verb: PoolVerb
  readonly pool: string
  /** The pool that was looked at; before the first command it must still be this one. Absent for one that is not there yet. */
  readonly guid?: string | undefined
  readonly title: string
  readonly commands: readonly PoolCommand[]
  readonly mounts?: PoolMounts | undefined
  /** Goes on in the pool after the last command. */
  readonly waitFor?: PoolActivity | undefined
  /** What must be so when that has ended; else it was stopped before its end. */
  readonly ends?: PoolCondition | undefined
  /** By this id the passphrase is found, as long as it is known. */
  readonly secret?: string | undefined
  /** Drives that have to be left alone meanwhile, by their lasting paths. */
  readonly drives?: readonly string[] | undefined
  /** What is gone for good once this has run, each a whole sentence. */
  readonly losses: readonly string[]
  readonly notes: readonly string[]
  /** Sentences that people have to read also when all went well. */
  readonly warnings?: readonly string[] | undefined
  /** How to undo it; absent where nothing can. */
  readonly wayBack?: string | undefined
}

/** A plan as people see it before it runs. */
export function previewPoolPlan(plan: PoolPlan): PlanPreview {
  const { mounts, warnings = [] } = plan
  const commands: PlanStep[] = plan.commands.map(({ title, argv }) => ({ title, command: commandLine(argv) }))
  const moves: PlanStep[] =
    mounts === undefined ? [] : [{ title: sayMounts(mounts), command: mountLines(mounts) }]
  const steps = mounts?.do === 'unmount' ? [...moves, ...commands] : [...commands, ...moves]
  return {
    kind: `pool.${plan.verb}`,
    title: plan.title,
    object: poolRef(plan.pool),
    steps: plan.waitFor === undefined ? steps : [...steps, { title: waits[plan.waitFor] }],
    ...(plan.losses.length === 0 ? {} : { losses: plan.losses }),
    notes: [...plan.notes, ...warnings, ...(plan.wayBack === undefined ? [] : [`Way back: ${plan.wayBack}`])],
  }
}

/** What people read while file systems are mounted or unmounted. */
export function sayMounts({ do: verb, filesystems }: PoolMounts): string {
  const what = filesystems.length === 1 ? 'its file system' : `its ${filesystems.length} file systems`
  return verb === 'mount' ? `Mount ${what}` : `Unmount ${what}`
}

/** The first of the commands; a store of many VMs has as many. */
export function mountLines({ do: verb, filesystems }: PoolMounts): string {
  const lines = filesystems.slice(0, 4).map(({ dataset }) => commandLine(['zfs', verb, '--', dataset]))
  const more = filesystems.length - lines.length
  return `${lines.join('; ')}${more > 0 ? `; and so on for ${more} more` : ''}`
}

/** What people read while it is waited for. */
export function sayWait(activity: PoolActivity): string {
  return waits[activity]
}

const waits: Readonly<Record<PoolActivity, string>> = {
  resilver: 'Wait until all data is on the new drive (resilver)',
  replace: 'Wait until all data is on the new drive and the old one is let go',
  scrub: 'Wait until all data has been read and checked',
  trim: 'Wait until the drives know which blocks are free',
  remove: 'Wait until all data has moved off',
  raidz_expand: 'Wait until the data is spread over all drives',
  discard: 'Wait until the space of the checkpoint is free again',
}

/** A command as a person would type it: words with anything but plain characters are quoted. */
export function commandLine(argv: readonly string[]): string {
  return argv
    .map((word) =>
      /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ')
}

/** `zpool VERB OPTIONS -- …`: what follows `--` is never read as an option. */
export function zpool(
  verb: string,
  options: readonly string[],
  operands: readonly string[],
): PoolCommand['argv'] {
  return ['zpool', verb, ...options, '--', ...operands]
}
