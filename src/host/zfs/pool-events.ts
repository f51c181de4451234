import type { PoolName } from '../../domain/dataset-name.ts'
import { poolRef } from '../../domain/pool.ts'
import { isoTime } from './numbers.ts'
import { ask, type Zfs } from './zfs.ts'

/** Something the kernel's module told of: an error of a device, the start and end of scrubs, a change to a pool. */
export interface PoolEvent {
  /** Counts up from the loading of the module. */
  readonly id: number
  /** ISO 8601. */
  readonly at: string
  /** Such as `ereport.fs.zfs.checksum`, `sysevent.fs.zfs.scrub_finish`. */
  readonly class: string
  /** What it came with, by ZFS's names: `vdev_guid`, `vdev_path`, `zio_err` … Texts without their quotes, numbers as written. */
  readonly values: ReadonlyMap<string, string>
}

/** The events of a pool that the module still keeps, oldest first. */
export async function listPoolEvents(zfs: Zfs, pool: PoolName): Promise<readonly PoolEvent[]> {
  return ask(
    zfs,
    {
      argv: ['zpool', 'events', '-H', '-v', '--', pool],
      limit: 'look',
      pool,
      evenSuspended: true,
      attempt: { object: poolRef(pool), done: 'asked for its events', readOnly: true },
    },
    parseEvents,
  )
}

/** Reads `zpool events -Hv`: a line with time and class, then indented values, then an empty line. */
export function parseEvents(stdout: string): readonly PoolEvent[] {
  const events: { class: string; values: Map<string, string> }[] = []
  for (const line of stdout.split('\n')) {
    const head = /^\S.*\t(\S+)$/.exec(line)
    const value = /^\s+([\w.-]+) = (.*?)\s*$/.exec(line)
    if (head) events.push({ class: head[1] ?? '', values: new Map() })
    else if (value) events.at(-1)?.values.set(value[1] ?? '', plain(value[2] ?? ''))
  }
  return events.map(({ class: name, values }) => ({
    id: Number(values.get('eid') ?? 0),
    at: timeOf(values),
    class: name,
    values,
  }))
}

/** `time = 0x6553f100 0x1dcd6500`: seconds and nanoseconds. The head's own time has no year. */
function timeOf(values: ReadonlyMap<string, string>): string {
  const [seconds = '0', nanoseconds = '0'] = (values.get('time') ?? '').split(' ')
  return isoTime(Number(seconds) + Math.floor(Number(nanoseconds) / 1e6) / 1e3)
}

function plain(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value
}
