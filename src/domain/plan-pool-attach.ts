import { lossesOf, whyNotFree } from './drive-free.ts'
import { type Drive, driveId, sayDrive } from './drive.ts'
import type { PoolCondition } from './pool-condition.ts'
import { findDrive } from './find-drive.ts'
import { eraseCommands } from './pool-erase.ts'
import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { checkFits, checkSectors } from './pool-fits.ts'
import { findGroup, findMember, membersOf, sayMember, type Member } from './pool-members.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { isWhole } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef, type Vdev, type VdevGroup } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { firstWith, zfsHas } from './zfs-version.ts'

export interface AttachWish {
  /** A device to mirror, a mirror to widen, or a raidz to expand: `raidz1-0`, or any name of the drive. */
  readonly to: string
  /** By any name of the drive. */
  readonly new: string
  readonly erase?: boolean | undefined
}

type Target =
  | { readonly how: 'mirror'; readonly member: Member }
  | { readonly how: 'expand'; readonly group: Vdev & VdevGroup; readonly member: Member }

/** Decides how a drive joins a vdev that is there: one more copy in a mirror, or one more drive in a raidz. */
export function planAttach(wish: AttachWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const drives = drivesIn(facts)
  const target = findTarget(wish.to, facts, drives)
  const fresh = findDrive(drives, wish.new, 'new')
  const problems: Problem[] = [
    ...whyNotPool('attach', pool),
    ...(target.ok ? whyNotTarget(target.value, facts) : target.problems),
    ...(fresh.ok ? whyNotFree(fresh.value, 'new', wish.erase === true) : fresh.problems),
  ]
  if (!target.ok || !fresh.ok) return refused(...problems)
  const drive = fresh.value
  const fits = checkFits(target.value.member, drive, 'new')
  const sectors = checkSectors(facts.ashift, drive, 'new')
  problems.push(...fits.problems, ...sectors.problems)
  if (problems.length > 0) return refused(...problems)
  const name = sayDrive(drive)
  const shared = {
    verb: 'attach' as const,
    pool: pool.name,
    guid: pool.guid,
    losses: lossesOf(drive),
    drives: [driveId(drive)],
  }
  const until: PoolCondition = { is: 'has', drives: [driveId(drive)] }
  const attachTo = (to: string) => [
    ...eraseCommands([drive], until),
    {
      title: `Attach ${drive.kernelName}`,
      argv: zpool('attach', sectors.options, [pool.name, to, driveId(drive)]),
      until,
    },
  ]
  const to = target.value
  if (to.how === 'expand')
    return valid({
      ...shared,
      title: `Expand ${to.group.name} of ${pool.name} by ${name}`,
      commands: attachTo(to.group.name),
      waitFor: 'raidz_expand',
      ends: until,
      notes: [
        'A raidz that was expanded never gets smaller again: there is no way back.',
        'It survives as many failures as before, with one drive more that can fail.',
        'What is there keeps its old share of parity until it is written anew, so less space is gained at first than a drive; `zfs rewrite` (2.3.4 and later) writes it anew.',
        'It may take days, goes on after a restart, and pauses while a drive is missing.',
        ...fits.notes,
        ...sectors.notes,
      ],
    })
  return valid({
    ...shared,
    title: `Attach ${name} to ${sayMember(to.member)} in ${pool.name}`,
    commands: attachTo(to.member.leaf.guid).map((command) => ({
      ...command,
      ...(command.until === until
        ? { undo: [{ when: until, argv: zpool('detach', [], [pool.name, driveId(drive)]) }] }
        : {}),
    })),
    waitFor: 'resilver',
    ends: until,
    notes: [
      to.member.above.length === 0
        ? 'The single device becomes a mirror: from then on one of the two may fail.'
        : 'The mirror gets one more copy: one drive more may fail.',
      ...fits.notes,
      ...sectors.notes,
    ],
    wayBack: `kiste pool detach ${pool.name} ${drive.kernelName}`,
  })
}

function findTarget(named: string, { pool }: PoolFacts, drives: readonly Drive[]): Checked<Target> {
  const group = findGroup(pool, named)
  if (group === undefined) {
    const found = findMember(pool, drives, named, 'to')
    return found.ok ? valid({ how: 'mirror', member: found.value }) : found
  }
  const inside = membersOf({ vdevs: [group] }, drives)
  const member = inside.find(({ leaf }) => isWhole(leaf)) ?? inside[0]
  if (member === undefined)
    return refused({
      code: 'invalid_input',
      field: 'to',
      object: poolRef(pool.name),
      message: `${group.name} has no device a drive could join.`,
    })
  return valid(
    group.kind === 'raidz'
      ? { how: 'expand', group, member }
      : { how: 'mirror', member: { ...member, above: [group] } },
  )
}

function whyNotTarget(target: Target, { pool, zfs, features }: PoolFacts): Problem[] {
  const wrong = (message: string, hint?: string): Problem[] => [
    {
      code: 'not_supported',
      field: 'to',
      object: poolRef(pool.name),
      message,
      ...(hint === undefined ? {} : { hint }),
    },
  ]
  if (target.how === 'expand') {
    if (!zfsHas(zfs, 'raidzExpansion'))
      return wrong(
        `A raidz can be expanded from ZFS ${firstWith('raidzExpansion')} on, and this host has ${zfs.module.text}.`,
        `Add a whole new group instead: kiste pool add ${pool.name}`,
      )
    if (features !== undefined && (features['raidz_expansion'] ?? 'disabled') === 'disabled')
      return wrong(
        `${pool.name} does not have the feature raidz_expansion yet.`,
        `Upgrade it: kiste pool upgrade ${pool.name}`,
      )
    if (!isWhole(target.group))
      return wrong(
        `${target.group.name} is not whole; it can be expanded only when all its drives are.`,
        `See what is wrong: kiste pool doctor ${pool.name}`,
      )
    return []
  }
  const { leaf, above } = target.member
  const group = above.at(-1)
  if (leaf.class === 'l2cache' || leaf.class === 'spare')
    return wrong(`A ${leaf.class === 'spare' ? 'spare' : 'cache device'} cannot be mirrored.`)
  if (group?.kind === 'raidz')
    return wrong(
      `${sayMember(target.member)} is in ${group.name}; a single drive of a raidz cannot be mirrored.`,
      `To expand the raidz, name it: kiste pool attach ${pool.name} ${group.name}`,
    )
  if (group?.kind === 'draid') return wrong(`${group.name} is a dRAID, which takes no further drive.`)
  if (group?.kind === 'replacing' || group?.kind === 'sparing')
    return wrong(`${sayMember(target.member)} is being replaced; wait until that has finished.`)
  return []
}
