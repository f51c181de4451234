import { poolOf } from '../../../domain/dataset-name.ts'
import { snapshotRef, type Properties } from '../../../domain/dataset.ts'
import { portions } from '../argv-portions.ts'
import { isoTime, parseCount } from '../numbers.ts'
import { parsePropertyRows } from '../properties.ts'
import { marks, type Marks } from '../store/marks.ts'
import { snapshotNamed } from '../store/run-step.ts'
import { askOfThoseThere, type Zfs } from '../zfs.ts'
import { isOwn, ownMarks } from './own-marks.ts'

/** What Kiste says of a snapshot; nothing of one that is gone. */
export async function marksOfSnapshot(zfs: Zfs, name: string): Promise<Marks> {
  const said = await propertiesOf(zfs, [name], Object.values(marks))
  return ownMarks(said.get(name) ?? new Map())
}

/**
 * When each of these snapshots of one pool was taken, as Kiste says it of them; where it says nothing, by the clock of the host that took
 * it. Those that are gone are left out.
 */
export async function timesOfSnapshots(
  zfs: Zfs,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const said = await propertiesOf(zfs, names, ['creation', marks.createdAt])
  return new Map(
    [...said].map(([name, properties]) => {
      const mark = properties.get(marks.createdAt)
      const seconds = parseCount(properties.get('creation')?.value) ?? 0
      return [name, mark !== undefined && isOwn(mark) ? mark.value : isoTime(seconds)]
    }),
  )
}

async function propertiesOf(
  zfs: Zfs,
  names: readonly string[],
  asked: readonly string[],
): Promise<ReadonlyMap<string, Properties>> {
  const columns = ['-o', 'name,property,source,value']
  const found = new Map<string, Properties>()
  for (const portion of portions(names.map(snapshotNamed))) {
    const [first] = portion
    if (first === undefined) continue
    const rows = await askOfThoseThere(
      zfs,
      {
        argv: ['zfs', 'get', '-H', '-p', ...columns, '--', asked.join(','), ...portion],
        limit: 'look',
        pool: poolOf(first),
        attempt: { object: snapshotRef(first), done: 'looked at', readOnly: true },
      },
      (stdout) => parsePropertyRows(stdout, new Set<string>(portion), new Set(asked)),
    )
    for (const [name, properties] of rows) found.set(name, properties)
  }
  return found
}
