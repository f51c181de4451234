import { verb, type Verb } from '../command.ts'
import { flag, one, optional, values } from '../options.ts'
import { readVdev } from '../read-vdev.ts'
import { acceptNoRedundancy, acceptWaste, erase, pool } from './pool-arguments.ts'

const changes = () => import('../verbs/pool-devices.ts')

const device = one('device', 'A drive of the pool, by any name, or its guid', 'drive')
const fresh = one('new', 'The new drive, by any name', 'drive')

/** The verbs that change what a pool is made of. */
export const deviceVerbs: readonly Verb[] = [
  verb({
    name: 'replace',
    kind: 'change',
    asks: true,
    summary: 'Replace a drive by another, and wait until all data is on it',
    details:
      'The old drive works on until the new one has everything. kiste pool doctor names the drive and gives this command. kiste job cancel stops it and keeps the old drive.',
    args: { pool, old: one('old', 'The drive to replace, by any name, or its guid', 'drive'), new: fresh },
    options: { erase },
    examples: ['kiste pool replace tank sdb sdf'],
    run: async (ctx, input) => (await changes()).replaceDrive(ctx, input),
  }),
  verb({
    name: 'offline',
    kind: 'change',
    summary: 'Take a drive offline, as long as its data is elsewhere too',
    args: { pool, device },
    options: { temporary: flag('--temporary', 'Only until the host starts again') },
    examples: ['kiste pool offline tank sdb'],
    run: async (ctx, input) => (await changes()).offlineDrive(ctx, input),
  }),
  verb({
    name: 'online',
    kind: 'change',
    summary: 'Bring a drive back online, and wait until it has what was written meanwhile',
    args: { pool, device },
    examples: ['kiste pool online tank sdb'],
    run: async (ctx, input) => (await changes()).onlineDrive(ctx, input),
  }),
  verb({
    name: 'attach',
    kind: 'change',
    asks: true,
    summary: 'Attach a drive: one more copy of a device or mirror, or one more drive in a raidz',
    args: { pool, to: one('to', 'A drive of the pool, or a group such as raidz1-0', 'drive'), new: fresh },
    options: { erase },
    examples: ['kiste pool attach tank sdb sdf', 'kiste pool attach tank raidz1-0 sdf'],
    run: async (ctx, input) => (await changes()).attachDrive(ctx, input),
  }),
  verb({
    name: 'detach',
    kind: 'change',
    asks: true,
    summary: 'Take a drive out of a mirror, or stop a replacement',
    args: { pool, device },
    options: { acceptNoRedundancy },
    examples: ['kiste pool detach tank sdf'],
    run: async (ctx, input) => (await changes()).detachDrive(ctx, input),
  }),
  verb({
    name: 'add',
    kind: 'change',
    asks: true,
    summary: 'Add vdevs: more room, or a log, cache, spare or special vdev',
    args: { pool },
    options: {
      vdevs: values('--vdev <vdev>', 'As in "mirror sdf sdg", "spare sdh", "special mirror …"', readVdev),
      erase,
      acceptWaste,
    },
    examples: [
      'kiste pool add tank --vdev "mirror sdf sdg"',
      'kiste pool add tank --vdev "cache nvme1n1" --vdev "spare sdh"',
    ],
    run: async (ctx, input) => (await changes()).addVdevs(ctx, input),
  }),
  verb({
    name: 'remove',
    kind: 'change',
    asks: true,
    summary: 'Take a whole vdev out; one with data is emptied first',
    args: {
      pool,
      vdev: optional('vdev', 'A group such as mirror-1, or a device that stands alone', 'drive'),
    },
    options: { stop: flag('--stop', 'Stop the removal that runs') },
    examples: ['kiste pool remove tank mirror-1', 'kiste pool remove tank --stop'],
    run: async (ctx, input) => (await changes()).removeVdev(ctx, input),
  }),
  verb({
    name: 'expand',
    kind: 'change',
    summary: 'Use the whole of drives that are larger than before',
    args: { pool },
    examples: ['kiste pool expand tank'],
    run: async (ctx, input) =>
      (await import('../verbs/pool-changes.ts')).simple(ctx, 'expandPool', input.pool),
  }),
  verb({
    name: 'split',
    kind: 'change',
    asks: true,
    summary: 'Make one drive of each mirror a pool of its own with the same content',
    args: { pool, name: one('name', 'What the new pool is called') },
    options: { acceptNoRedundancy },
    examples: ['kiste pool split tank copy'],
    run: async (ctx, input) => (await changes()).splitPool(ctx, input),
  }),
]
