import type { PoolName } from '../../domain/dataset-name.ts'
import { gatherTrouble, troubleInLine, troubleInZfsEvent, type Trouble } from '../../domain/pool-trouble.ts'
import type { Runner } from '../exec.ts'
import { listPoolEvents, type PoolEvent } from './pool-events.ts'
import type { Zfs } from './zfs.ts'

const limit = { timeoutMs: 20_000 }

/** Of these folders, those that are there and not empty; a file in such a place counts as well. */
export async function readOccupied(runner: Runner, folders: readonly string[]): Promise<readonly string[]> {
  const absolute = folders.filter((folder) => folder.startsWith('/'))
  if (absolute.length === 0) return []
  const { stdout } = await runner.run(
    ['find', ...absolute, '-maxdepth', '0', '-not', '(', '-type', 'd', '-empty', ')', '-print0'],
    // 1: one of them is not there.
    { ...limit, okCodes: [0, 1] },
  )
  return stdout.split('\0').filter((folder) => folder !== '')
}

/** What the kernel's log and ZFS's events tell of a pool since it was last mended. */
export async function readTroubles(zfs: Zfs, pool: PoolName): Promise<readonly Trouble[]> {
  const [events, log] = await Promise.all([
    listPoolEvents(zfs, pool),
    // 1: whoever may not read the log sees no troubles in it; the pool's own counters tell the rest.
    zfs.runner.run(['dmesg', '--time-format', 'iso'], { ...limit, okCodes: [0, 1] }),
  ])
  return troublesIn(events, log.stdout)
}

/** After one of these, what came before is settled. */
const mended = /^sysevent\.fs\.zfs\.(vdev_clear|resilver_finish|vdev_remove)$/

/** The troubles of events and lines such as `2026-11-26T10:00:00,123456+00:00 ata3: hard resetting link`. */
export function troublesIn(events: readonly PoolEvent[], log: string): readonly Trouble[] {
  const since = events.findLast((event) => mended.test(event.class))?.at ?? ''
  const told = events.flatMap((event) => troubleInZfsEvent(event) ?? [])
  const logged = log.split('\n').flatMap((line) => {
    const [, stamp = '', text = ''] = /^(\d{4}-\d\d-\d\dT\S+) (.*)$/.exec(line) ?? []
    const at = new Date(stamp.replace(',', '.'))
    return Number.isNaN(at.getTime()) ? [] : (troubleInLine(text, at.toISOString()) ?? [])
  })
  return gatherTrouble([...told, ...logged].filter((one) => one.at > since))
}

/** Whether the kernel watches memory that mends itself; null where it does not tell. */
export async function readMemoryEcc(runner: Runner): Promise<boolean | null> {
  const { stdout } = await runner.run(
    ['find', '/sys/devices/system/edac/mc', '-maxdepth', '1', '-name', 'mc[0-9]*'],
    { ...limit, okCodes: [0, 1] },
  )
  return stdout.trim() === '' ? null : true
}
