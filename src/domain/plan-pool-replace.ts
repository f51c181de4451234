import { isFlash } from './drive-media.ts'
import { lossesOf, whyNotFree } from './drive-free.ts'
import type { PoolCondition } from './pool-condition.ts'
import { driveId, sayDrive } from './drive.ts'
import { findDrive } from './find-drive.ts'
import { eraseCommands } from './pool-erase.ts'
import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { checkFits, checkSectors } from './pool-fits.ts'
import { findMember, groupOf, membersOf, sayMember, type Member } from './pool-members.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { failuresLeft } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { smrOf } from './smr.ts'

export interface ReplaceWish {
  /** The device to replace: by guid, path, or any name of its drive. */
  readonly old: string
  /** By any name of the drive. */
  readonly new: string
  readonly erase?: boolean | undefined
}

/** Decides how one drive of a pool is replaced by another; the old one works on until the new one has everything. */
export function planReplace(wish: ReplaceWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const drives = drivesIn(facts)
  const old = findMember(pool, drives, wish.old, 'old')
  const fresh = findDrive(drives, wish.new, 'new')
  // A spare of this pool that waits is there for just this, and is no drive in use.
  const spare = membersOf(pool, drives).find(
    ({ leaf, drive }) =>
      leaf.class === 'spare' && leaf.state === 'avail' && fresh.ok && drive === fresh.value,
  )
  const problems: Problem[] = [
    ...whyNotPool('replace', pool),
    ...(old.ok ? whyNotReplaced(old.value, pool.name) : old.problems),
    ...(fresh.ok
      ? spare === undefined
        ? whyNotFree(fresh.value, 'new', wish.erase === true)
        : []
      : fresh.problems),
  ]
  if (!old.ok || !fresh.ok) return refused(...problems)
  const drive = fresh.value
  const fits = checkFits(old.value, drive, 'new')
  const sectors = checkSectors(facts.ashift, drive, 'new')
  problems.push(...fits.problems, ...sectors.problems)
  if (problems.length > 0) return refused(...problems)
  const { leaf } = old.value
  const path = spare?.leaf.path ?? driveId(drive)
  const until: PoolCondition = { is: 'has', drives: [driveId(drive)] }
  const done: PoolCondition =
    spare === undefined
      ? until
      : {
          is: 'any',
          of: [
            { is: 'replacing', drive: driveId(drive) },
            { is: 'lacks', guid: leaf.guid },
          ],
        }
  return valid({
    verb: 'replace',
    pool: pool.name,
    guid: pool.guid,
    title: `Replace ${sayMember(old.value)} in ${pool.name} with ${sayDrive(drive)}`,
    commands: [
      ...(spare === undefined ? eraseCommands([drive], until) : []),
      {
        title: `Put ${drive.kernelName} in its place`,
        // The guid names the old device also when it is gone and another has its path.
        argv: zpool('replace', sectors.options, [pool.name, leaf.guid, path]),
        until: done,
        undo: [
          {
            when: { is: 'replacing', drive: driveId(drive) },
            argv: zpool('detach', [], [pool.name, path]),
          },
          // It ended before it could be stopped. A drive that was whole has all still, and takes its place again.
          ...(leaf.state === 'online'
            ? [
                {
                  when: { is: 'lacks' as const, guid: leaf.guid },
                  argv: zpool('replace', [], [pool.name, path, old.value.drive?.byIdPath ?? leaf.path]),
                  waitFor: 'replace' as const,
                },
              ]
            : []),
        ],
      },
    ],
    drives: [driveId(drive)],
    waitFor: 'replace',
    ends: until,
    losses: spare === undefined ? lossesOf(drive) : [],
    notes: [
      ...(spare === undefined
        ? []
        : [
            'It is a spare of this pool: it stands in until the old drive is replaced for good, or takes its place when that is detached.',
          ]),
      ...notesOn(old.value, facts),
      ...fits.notes,
      ...sectors.notes,
      ...driveNotes(old.value, drive),
    ],
    wayBack: `Until it has finished, kiste pool detach ${pool.name} ${drive.kernelName} stops it and keeps the old drive.`,
  })
}

function whyNotReplaced(member: Member, pool: string): Problem[] {
  const { leaf, above } = member
  const wrong = (message: string, hint: string): Problem[] => [
    { code: 'not_supported', field: 'old', object: poolRef(pool), message, hint },
  ]
  if (leaf.class === 'l2cache' || leaf.class === 'spare')
    return wrong(
      `${sayMember(member)} is a ${leaf.class === 'spare' ? 'spare' : 'cache device'} and holds no data, so there is nothing to rebuild.`,
      `Remove it and add the other: kiste pool remove ${pool}, then kiste pool add ${pool}`,
    )
  if (leaf.kind === 'draid-spare')
    return wrong('The spare room of a dRAID is no drive.', 'Name the drive that failed.')
  if (above.some((group) => group.kind === 'replacing'))
    return wrong(
      `${sayMember(member)} is being replaced already.`,
      `Wait until that has finished, or stop it by detaching the new drive: kiste pool detach ${pool}`,
    )
  return []
}

function notesOn(member: Member, { pool }: PoolFacts): string[] {
  const group = groupOf(member)
  const left = group === undefined ? 0 : failuresLeft(group)
  const notes: string[] = []
  if (member.leaf.state === 'online')
    notes.push(
      'The old drive keeps working until the new one has everything; leave it in its place until then.',
    )
  else if (left === 0 && group !== undefined)
    notes.push(
      'Until it has finished, no further drive of this group may fail: do not restart the host or touch other drives.',
    )
  if (group === undefined && member.leaf.state !== 'online')
    notes.push('There is no second copy, so what cannot be read from the old drive is lost.')
  if (pool.scan.state === 'running' && pool.scan.what === 'resilver')
    notes.push(
      'Data is being rebuilt onto another drive already; that starts again, or this one waits for it.',
    )
  if (pool.scan.state === 'running' && pool.scan.what === 'scrub')
    notes.push('The running scrub stops for it.')
  return notes
}

function driveNotes({ drive: old }: Member, drive: Parameters<typeof isFlash>[0]): string[] {
  const name = `${sayDrive(drive)},`
  return [
    ...(smrOf(drive) === 'yes'
      ? [
          `${name} shingles its tracks (SMR): this takes very long, and it may be thrown out of the pool meanwhile.`,
        ]
      : []),
    ...(old !== undefined && isFlash(old) && !isFlash(drive)
      ? [`${name} is a hard disk in the place of an SSD: its whole group becomes as slow.`]
      : []),
    ...(drive.transport === 'usb' ? [`${name} is on USB: bridges drop out under load.`] : []),
    ...(drive.smart.known && drive.smart.passed === false
      ? [`${name} says of itself that it is failing.`]
      : []),
  ]
}
