import { ashiftFor } from './drive-media.ts'
import { lossesOf, whyNotFree } from './drive-free.ts'
import { driveId, type Drive } from './drive.ts'
import { joinDriveUses } from './join-drive-uses.ts'
import { layOutPool, whyUnsuited } from './plan-pool-layouts.ts'
import { createCommand, type Compression, type PoolEncryption } from './pool-create-argv.ts'
import { checkCreateOptions } from './pool-create-options.ts'
import { eraseCommands } from './pool-erase.ts'
import { checkTogether, checkWaste, needsForce, readGroups, type GroupWish } from './pool-groups.ts'
import { assessLayout, type AssessedLayout } from './pool-layout-assess.ts'
import type { LayoutKind, PoolLayout } from './pool-layout.ts'
import { whyNotNewPool } from './pool-name.ts'
import type { PoolPlan } from './pool-plan.ts'
import type { Pool } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, KiB } from './size.ts'
import type { VmDisks } from './vm.ts'
import type { ZfsVersion } from './zfs-version.ts'

/** A pool as a person asks for it: by drives, and Kiste lays it out; or group by group. */
export interface CreatePoolWish {
  readonly name: string
  /** Anything that no other pool was marked with. */
  readonly mark: string
  /** By any name of theirs; default all that are bare. Not together with `groups`. */
  readonly drives?: readonly string[] | undefined
  /** Only this kind; default the recommended layout. `single` and `stripe` keep no second copy and are only made by name. */
  readonly kind?: LayoutKind | undefined
  readonly groups?: readonly GroupWish[] | undefined
  /** What is on the drives may be lost. */
  readonly erase?: boolean | undefined
  /** Sizes that differ widely are meant. */
  readonly acceptWaste?: boolean | undefined
  /** Default lz4, which costs next to nothing; zstd saves more on cold data and costs more when writing. */
  readonly compression?: Compression | undefined
  readonly encryption?: PoolEncryption | undefined
  /** A file of feature names below /usr/share/zfs/compatibility.d, such as `openzfs-2.1-linux`. */
  readonly compatibility?: string | undefined
  /** Default `/NAME`; `none` for nowhere. */
  readonly mountpoint?: string | undefined
}

export interface CreatePoolFacts {
  readonly drives: readonly Drive[]
  readonly pools: readonly Pool[]
  /** Names of pools that could be imported. */
  readonly importableNames: readonly string[]
  readonly vms: readonly VmDisks[]
  readonly zfs: ZfsVersion
  /** Of the folders this pool could be mounted on, those that are there and not empty. */
  readonly occupiedPaths: readonly string[]
}

export interface CreatePoolPlan extends PoolPlan {
  readonly verb: 'create'
  readonly layout: AssessedLayout
  /** What was recommended, or why what was asked for is not. */
  readonly reason: string
}

/** Decides everything about a new pool, or returns everything that stands in its way. */
export function planCreatePool(wish: CreatePoolWish, facts: CreatePoolFacts): Checked<CreatePoolPlan> {
  const drives = joinDriveUses(facts.drives, facts)
  const mountpoint = wish.mountpoint ?? `/${wish.name}`
  const chosen = wish.groups === undefined ? chooseLayout(wish, drives) : readWishedGroups(wish, drives)
  const problems = [
    ...whyNotNewPool(wish.name, facts),
    ...checkCreateOptions({ ...wish, mountpoint }, facts),
    ...chosen.problems,
  ]
  if (problems.length > 0 || chosen.layout === undefined) return refused(...problems)
  const { layout, reason } = chosen
  const taken = new Set(layout.groups.flatMap((group) => group.drives))
  const members = drives.filter((drive) => taken.has(driveId(drive)))
  const force = needsForce(layout.groups, members)
  const assessed = assessLayout(layout, drives)
  return valid({
    verb: 'create',
    pool: wish.name,
    title: `Make the pool ${wish.name}: ${assessed.title}`,
    layout: assessed,
    reason,
    commands: [
      ...eraseCommands(members, { is: 'made', mark: wish.mark }),
      createCommand({
        name: wish.name,
        layout,
        drives: members,
        compression: wish.compression ?? 'lz4',
        mountpoint,
        encryption: wish.encryption,
        compatibility: wish.compatibility,
        force,
        mark: wish.mark,
      }),
    ],
    drives: members.map(driveId),
    losses: members.flatMap(lossesOf),
    notes: notesOn(wish, assessed, force, reason),
    wayBack: `kiste pool destroy ${wish.name} removes it again; what was on the drives before does not come back.`,
  })
}

interface Chosen {
  readonly layout: PoolLayout | undefined
  readonly reason: string
  readonly problems: readonly Problem[]
}

function chooseLayout(wish: CreatePoolWish, drives: readonly Drive[]): Chosen {
  const named =
    wish.drives === undefined ? allBare(drives) : readDrives(wish.drives, drives, wish.erase === true)
  if (named.problems.length > 0) return { layout: undefined, reason: '', problems: named.problems }
  const choices = layOutPool(named.drives, { kind: wish.kind })
  const problems: Problem[] = []
  // A drive that was named is meant; what will not be used is told, not silently left.
  if (wish.drives !== undefined)
    for (const { drive, because } of choices.unused)
      problems.push({
        code: 'not_supported',
        field: 'drives',
        object: { type: 'drive', name: drive },
        message: `${drive} should not go into a pool: ${because}.`,
        hint: 'Leave it out, or name the groups yourself.',
      })
  if (problems.length > 0) return { layout: undefined, reason: choices.reason, problems }
  if (choices.recommended === null)
    return {
      layout: undefined,
      reason: choices.reason,
      problems: [{ code: 'invalid_input', field: 'drives', message: choices.reason, hint: wishHint(wish) }],
    }
  const { layout } = choices.recommended
  return {
    layout,
    reason: choices.reason,
    problems: checkWaste(layout.groups, named.drives, wish.acceptWaste === true),
  }
}

function wishHint(wish: CreatePoolWish): string {
  return wish.drives === undefined
    ? 'See what is on each drive with `kiste drive list`, and name those that may be used.'
    : 'See all that can be made of them: kiste pool layouts'
}

function allBare(drives: readonly Drive[]): {
  readonly drives: readonly Drive[]
  readonly problems: readonly Problem[]
} {
  const bare = drives.filter((drive) => drive.uses.length === 0 && whyUnsuited(drive, drives) === undefined)
  return { drives: bare, problems: [] }
}

function readDrives(
  names: readonly string[],
  drives: readonly Drive[],
  erase: boolean,
): { readonly drives: readonly Drive[]; readonly problems: readonly Problem[] } {
  if (names.length === 0)
    return {
      drives: [],
      problems: [{ code: 'invalid_input', field: 'drives', message: 'No drive was named.' }],
    }
  // Only found and checked here; what becomes of them is laid out later.
  const read = readGroups([{ kind: 'stripe', drives: names }], drives, (drive, field) =>
    whyNotFree(drive, field, erase),
  )
  const problems = read.problems.map((problem) =>
    problem.field === undefined
      ? problem
      : { ...problem, field: problem.field.replace(/^groups\[0\]\.?/, '') || 'drives' },
  )
  return { drives: read.drives, problems }
}

function readWishedGroups(wish: CreatePoolWish, drives: readonly Drive[]): Chosen {
  const problems: Problem[] = []
  for (const other of ['drives', 'kind'] as const)
    if (wish[other] !== undefined)
      problems.push({
        code: 'invalid_input',
        field: other,
        message: `Either name groups, or ${other} to be laid out; not both.`,
      })
  const read = readGroups(wish.groups ?? [], drives, (drive, field) =>
    whyNotFree(drive, field, wish.erase === true),
  )
  problems.push(...read.problems)
  // What is wrong with groups together can be judged only once each is right.
  if (problems.length === 0)
    problems.push(
      ...checkTogether(read.groups),
      ...checkWaste(read.groups, read.drives, wish.acceptWaste === true),
    )
  const layout = { groups: read.groups, ashift: ashiftFor(read.drives) }
  return { layout, reason: 'The groups were named one by one.', problems }
}

function notesOn(wish: CreatePoolWish, assessed: AssessedLayout, force: boolean, reason: string): string[] {
  const { notes, usableBytes, survival, volblocksizeBytes } = assessed
  return [
    // The reason for a layout says both.
    ...(wish.groups === undefined ? [reason] : [`${formatBytes(usableBytes)} for VMs. ${survival}`]),
    `VM disks get blocks of ${volblocksizeBytes / KiB} KiB.`,
    ...notes.map((note) => note.text),
    wish.compression === 'zstd'
      ? 'zstd saves more space than lz4 on data that is written once and read seldom; it costs more CPU on every write.'
      : wish.compression === 'off'
        ? 'Without compression, blocks that are mostly empty take their full size.'
        : 'lz4 costs next to nothing and gives up at once on data that does not shrink.',
    ...(force
      ? ['ZFS takes vdevs whose drives or protection differ only when told that it is meant (-f).']
      : []),
    ...encryptionNotes(wish.encryption),
  ]
}

function encryptionNotes(encryption: PoolEncryption | undefined): readonly string[] {
  if (encryption === undefined) return []
  return [
    encryption.key === 'prompt'
      ? 'The passphrase is asked for after each boot; VMs on the pool wait for it. Without it, nobody ever reads the data again.'
      : `The key is read from ${encryption.path} at boot: keep a copy elsewhere, for without it nobody ever reads the data again.`,
    'Everything in the pool is under this one key; replicas have to be sent raw.',
  ]
}
