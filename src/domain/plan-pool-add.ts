import { ashiftFor } from './drive-media.ts'
import { lossesOf, whyNotFree } from './drive-free.ts'
import { driveId, type Drive } from './drive.ts'
import type { PoolCondition } from './pool-condition.ts'
import { eraseCommands } from './pool-erase.ts'
import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { checkSectors } from './pool-fits.ts'
import { checkTogether, checkWaste, needsForce, readGroups, type GroupWish } from './pool-groups.ts'
import { assessLayout } from './pool-layout-assess.ts'
import { layoutWords, type LayoutGroup } from './pool-layout.ts'
import { layoutTitle } from './pool-layout-words.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { whyNotPool, worksIn } from './pool-rules.ts'
import type { Pool, Vdev } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'
import type { VdevShape } from './zfs-space.ts'

export interface AddWish {
  readonly groups: readonly GroupWish[]
  readonly erase?: boolean | undefined
  readonly acceptWaste?: boolean | undefined
}

/** Decides how vdevs are added to a pool. A vdev for data can hardly ever be taken out again, so it has to be like those there. */
export function planAdd(wish: AddWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const drives = drivesIn(facts)
  const read = readGroups(wish.groups, drives, (drive, field) =>
    whyNotFree(drive, field, wish.erase === true),
  )
  const problems: Problem[] = [...whyNotPool('add', pool), ...read.problems]
  if (wish.groups.length === 0)
    problems.push({
      code: 'invalid_input',
      field: 'groups',
      message: `Nothing to add to ${pool.name} was named.`,
    })
  const has = groupsOfPool(pool)
  // What is wrong with groups together can be judged only once each is right.
  if (problems.length === 0)
    problems.push(
      ...checkTogether(read.groups, has),
      ...checkWaste(read.groups, read.drives, wish.acceptWaste === true),
    )
  const sectors = read.drives.map((drive) => checkSectors(facts.ashift, drive, 'groups'))
  problems.push(...sectors.flatMap((one) => one.problems))
  if (problems.length > 0) return refused(...problems)
  const ashift = facts.ashift ?? ashiftFor(read.drives)
  const layout = { groups: read.groups, ashift }
  const force = needsForce(read.groups, read.drives, has)
  const title = layoutTitle(layout)
  const options = [...(force ? ['-f'] : []), '-o', `ashift=${ashift}`]
  const paths = read.drives.map(driveId)
  const until: PoolCondition = { is: 'has', drives: paths }
  return valid({
    verb: 'add',
    pool: pool.name,
    guid: pool.guid,
    title: `Add to ${pool.name}: ${title}`,
    commands: [
      ...eraseCommands(read.drives, until),
      {
        title: `Add ${title}`,
        argv: zpool('add', options, [pool.name, ...layoutWords(read.groups)]),
        until,
      },
    ],
    drives: paths,
    losses: read.drives.flatMap(lossesOf),
    notes: [
      ...notesOn(read.groups, read.drives, facts, ashift),
      ...new Set(sectors.flatMap((one) => one.notes)),
    ],
    ...(canLeave(read.groups, has) ? { wayBack: `kiste pool remove ${pool.name}` } : {}),
  })
}

function notesOn(
  groups: readonly LayoutGroup[],
  drives: readonly Drive[],
  { pool }: PoolFacts,
  ashift: number,
): string[] {
  const assessed = assessLayout({ groups, ashift }, drives)
  const data = groups.some((group) => group.class === 'normal')
  return [
    ...(data
      ? [
          `${formatBytes(assessed.availableBytes)} more space. What is there stays where it is; new data goes mostly to the new vdev.`,
          'The pool is lost if any one of its vdevs is: each has to be looked after.',
        ]
      : []),
    ...(canLeave(groups, groupsOfPool(pool)) ? [] : ['It cannot be taken out of this pool again.']),
    ...(worksIn(pool).includes('checkpoint')
      ? ['Going back to the checkpoint also takes out what is added now.']
      : []),
    // What is said of a pool without data vdevs, or of this one alone, is said above.
    ...assessed.notes
      .filter(
        (note) =>
          note.code !== 'no-redundancy' && note.code !== 'weak-special' && note.code !== 'special-stays',
      )
      .map((note) => note.text),
  ]
}

/** Logs, caches and spares leave any pool; vdevs with data only one without raidz and dRAID. */
function canLeave(groups: readonly LayoutGroup[], has: readonly LayoutGroup[]): boolean {
  const parity = [...has, ...groups].some(({ shape }) => shape.kind === 'raidz' || shape.kind === 'draid')
  return (
    !parity ||
    groups.every((group) => group.class === 'log' || group.class === 'l2cache' || group.class === 'spare')
  )
}

/** The vdevs of a pool as groups of a layout. Devices are named by their paths, which is no drive's id. */
export function groupsOfPool(pool: Pick<Pool, 'vdevs'>): readonly LayoutGroup[] {
  return pool.vdevs.flatMap((vdev): LayoutGroup[] => {
    const shape = shapeOf(vdev)
    if (shape === undefined) return []
    const members =
      'children' in vdev && vdev.kind !== 'replacing' && vdev.kind !== 'sparing' ? vdev.children : [vdev]
    return [
      {
        class: vdev.class,
        shape,
        drives: members.map((member) => ('path' in member ? member.path : member.name)),
      },
    ]
  })
}

function shapeOf(vdev: Vdev): VdevShape | undefined {
  switch (vdev.kind) {
    case 'disk':
    case 'file':
    case 'replacing':
    case 'sparing':
      return { kind: 'single' }
    case 'mirror':
      return { kind: 'mirror' }
    case 'raidz':
      return { kind: 'raidz', parity: parityOf(vdev.parity) }
    case 'draid': {
      // `draid2:4d:11c:1s-0`
      const [, data, spares] = /:(\d+)d:\d+c:(\d+)s/.exec(vdev.name) ?? []
      return {
        kind: 'draid',
        parity: parityOf(vdev.parity),
        data: Number(data ?? 8),
        spares: Number(spares ?? 0),
      }
    }
    case 'draid-spare':
    case 'indirect':
    case 'hole':
      return undefined
  }
}

function parityOf(parity: number | undefined): 1 | 2 | 3 {
  return parity === 2 || parity === 3 ? parity : 1
}
