import { poolOf, checkSnapshotName, type SnapshotName } from '../../domain/dataset-name.ts'
import { snapshotRef, type Hold } from '../../domain/dataset.ts'
import { problemError } from '../../domain/problem.ts'
import { zfsHas } from '../../domain/zfs-version.ts'
import { portions } from './argv-portions.ts'
import { isoTime, parseCDate, parseCount } from './numbers.ts'
import { ZfsOutputError } from './output-error.ts'
import { stderrOf } from './zfs-error.ts'
import { ask, type Zfs } from './zfs.ts'

/** Keeps snapshots of one pool from being destroyed. A hold of this tag that is there already is success. */
export async function holdSnapshots(zfs: Zfs, tag: string, names: readonly SnapshotName[]): Promise<void> {
  await eachPortion(zfs, { verb: 'hold', done: 'held', fine: /tag already exists/ }, tag, names)
}

/** Takes holds away. One that is not there is success, and so is a snapshot that is gone. */
export async function releaseSnapshots(zfs: Zfs, tag: string, names: readonly SnapshotName[]): Promise<void> {
  const fine = /no such tag|dataset does not exist/
  await eachPortion(zfs, { verb: 'release', done: 'released', fine }, tag, names)
}

interface Holding {
  readonly verb: 'hold' | 'release'
  readonly done: string
  /** What ZFS says of a snapshot that is as wished already. It goes on with the others. */
  readonly fine: RegExp
}

async function eachPortion(
  zfs: Zfs,
  how: Holding,
  tag: string,
  names: readonly SnapshotName[],
): Promise<void> {
  refuseBadTag(tag)
  for (const portion of portions(names)) {
    const [first] = portion
    if (first === undefined) continue
    try {
      await zfs.run({
        argv: ['zfs', how.verb, '--', tag, ...portion],
        limit: 'change',
        pool: poolOf(first),
        attempt: { object: snapshotRef(first), done: how.done },
      })
    } catch (error) {
      const said = stderrOf(error)
        .split('\n')
        .filter((line) => line !== '')
      if (said.length === 0 || !said.every((line) => how.fine.test(line))) throw error
    }
  }
}

/** All holds on these snapshots of one pool. */
export async function listHolds(zfs: Zfs, names: readonly SnapshotName[]): Promise<readonly Hold[]> {
  const holds: Hold[] = []
  for (const portion of portions(names)) {
    const [first] = portion
    if (first === undefined) continue
    const found = await ask(
      zfs,
      {
        argv: ['zfs', 'holds', zfsHas(zfs.version, 'holdTimes') ? '-Hp' : '-H', '--', ...portion],
        limit: 'look',
        pool: poolOf(first),
        attempt: { object: snapshotRef(first), done: 'looked at', readOnly: true },
      },
      parseHolds,
    )
    holds.push(...found)
  }
  return holds
}

/** Reads `zfs holds -H[p]`: since 2.2 a time in seconds, before a date in UTC without seconds. */
export function parseHolds(stdout: string): readonly Hold[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', tag = '', time = '', ...rest] = line.split('\t')
      const snapshot = checkSnapshotName(name)
      if (!snapshot.ok || tag === '' || rest.length > 0)
        throw new ZfsOutputError(`zfs holds gave a row that is none: ${line}`)
      const seconds = parseCount(time) ?? parseCDate(time.replace(/(\d\d:\d\d) +(\d{4})$/, '$1:00 $2'))
      return {
        snapshot: snapshot.value,
        tag,
        ...(seconds === undefined ? {} : { heldAt: isoTime(seconds) }),
      }
    })
}

/** Tags beginning with a dot are ZFS's own (zfs-hold.8); 255 bytes at most. A tab would part the columns of a list. */
function refuseBadTag(tag: string): void {
  if (/^[\x21-\x7e][\x20-\x7e]*$/.test(tag) && !/^[.-]/.test(tag) && tag.length < 256) return
  throw problemError({
    code: 'invalid_input',
    field: 'tag',
    message: `${JSON.stringify(tag.slice(0, 80))} cannot be the name of a hold.`,
    hint: 'Use letters, digits and dashes, beginning with a letter.',
  })
}
