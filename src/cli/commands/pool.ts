import { compressions } from '../../domain/pool-create-argv.ts'
import { layoutKinds } from '../../domain/pool-layout.ts'
import { verb, type Noun } from '../command.ts'
import { any, choice, flag, many, one, onOff, optional, value, values } from '../options.ts'
import { readText } from '../readers.ts'
import { readVdev } from '../read-vdev.ts'
import { acceptWaste, erase, pool as poolArgument } from './pool-arguments.ts'
import { deviceVerbs } from './pool-devices.ts'
import { measureVerbs } from './pool-measures.ts'
import { keyVerbs } from './pool-keys.ts'

const changes = () => import('../verbs/pool-changes.ts')
const looks = () => import('../verbs/pool-looks.ts')

const kind = choice('--kind <kind>', 'How the drives share data; default what is recommended', layoutKinds)

export const pool: Noun = {
  name: 'pool',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The pools of this host and how full they are',
      examples: ['kiste pool list'],
      run: async (ctx) => (await looks()).listPools(ctx),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'A pool: its drives, what goes on in it, who lives there, how it is set',
      args: { pool: poolArgument },
      examples: ['kiste pool show tank'],
      run: async (ctx, input) => (await import('../verbs/show-pool.ts')).showPool(ctx, input.pool),
    }),
    verb({
      name: 'doctor',
      kind: 'query',
      summary: 'What is wrong with a pool, what is lost, which drive it is, and what to do',
      details: 'Exits with 1 when something has to be done now.',
      args: { pool: optional('pool', 'The pool; default all', 'pool') },
      examples: ['kiste pool doctor', 'kiste pool doctor tank'],
      run: async (ctx, input) => (await looks()).poolDoctor(ctx, input.pool),
    }),
    verb({
      name: 'layouts',
      kind: 'query',
      summary: 'Every sensible pool that can be made of some drives, and which is best',
      details:
        'Says for each how much VMs can fill, how many drives may fail, how long a new one takes to be rebuilt, and what a block of a VM disk costs.',
      args: { drives: any('drive', 'Drives, by any name; default all that are free', 'drive') },
      options: { kind },
      examples: ['kiste pool layouts', 'kiste pool layouts sdb sdc sdd sde'],
      run: async (ctx, input) => (await looks()).listLayouts(ctx, input),
    }),
    verb({
      name: 'create',
      kind: 'change',
      asks: true,
      summary: 'Make a pool: the plan first, then a question',
      details:
        'Without --kind the drives are laid out as is best for VMs; a pool without a second copy is made only when asked for by name (--kind single or stripe). Drives in use are refused. Group by group: --vdev "mirror sdb sdc".',
      args: {
        name: one('name', 'What it is called'),
        drives: any('drive', 'Drives, by any name; default all that are free', 'drive'),
      },
      options: {
        kind,
        vdevs: values('--vdev <vdev>', 'A vdev, as in "mirror sdb sdc" or "log nvme1n1"', readVdev),
        erase,
        acceptWaste,
        compression: choice('--compression <how>', 'Default lz4', compressions),
        encrypt: flag('--encrypt', 'Encrypt it with a passphrase, which is asked for'),
        keyFile: value('--key-file <path>', 'Encrypt it with the key in this file of the host', readText),
        keyFormat: choice('--key-format <format>', 'What is in that file; default raw', [
          'raw',
          'hex',
          'passphrase',
        ]),
        mountpoint: value('--mountpoint <path>', 'Default /NAME; none for nowhere', readText),
        compatibility: value(
          '--compatibility <file>',
          'Only features of this set, such as openzfs-2.1-linux',
          readText,
        ),
      },
      examples: [
        'kiste pool create tank --dry-run',
        'kiste pool create tank sdb sdc sdd sde --kind raidz2',
        'kiste pool create tank --vdev "mirror sdb sdc" --vdev "mirror sdd sde" --vdev "spare sdf"',
      ],
      run: async (ctx, input) => (await changes()).createPool(ctx, input),
    }),
    verb({
      name: 'import',
      kind: 'change',
      asks: true,
      summary: 'Import a pool that is on the drives of this host; without a name, say which there are',
      details: 'Look first at a foreign one: --look imports it read-only and mounts nothing.',
      args: { pool: optional('pool', 'The pool, by name or guid') },
      options: {
        as: value('--as <name>', 'Under another name, for good', readText),
        look: flag('--look', 'Only to look: read-only, nothing mounted'),
        mount: onOff('--mount', 'Mount its file systems', 'Mount nothing'),
        force: flag('--force', 'Another host had it last, and no longer uses it'),
        dropLog: flag('--drop-log', 'Its log is lost, and with it the last seconds'),
        rewind: flag('--rewind', 'As it was at its checkpoint; what is newer is lost, but by a look'),
        destroyed: flag('--destroyed', 'List those that were given up'),
      },
      examples: [
        'kiste pool import',
        'kiste pool import tank --look',
        'kiste pool import tank',
        'kiste pool import tank --rewind --look',
      ],
      run: async (ctx, input) =>
        input.pool === undefined
          ? (await looks()).listImportable(ctx, input.destroyed === true)
          : (await changes()).importPool(ctx, input.pool, input),
    }),
    verb({
      name: 'export',
      kind: 'change',
      summary: 'Let a pool go, so that its drives can be unplugged or used by another host',
      args: { pool: poolArgument },
      examples: ['kiste pool export backup'],
      run: async (ctx, input) => (await changes()).simple(ctx, 'exportPool', input.pool),
    }),
    verb({
      name: 'scrub',
      kind: 'change',
      summary: 'Read and check all data of a pool, and mend what is wrong',
      args: { pool: poolArgument },
      options: {
        pause: flag('--pause', 'Pause the one that runs; without it, go on'),
        stop: flag('--stop', 'Stop the one that runs'),
      },
      examples: ['kiste pool scrub tank', 'kiste pool scrub tank --pause'],
      run: async (ctx, input) => (await changes()).work(ctx, 'scrubPool', input),
    }),
    verb({
      name: 'trim',
      kind: 'change',
      summary: 'Tell the SSDs of a pool which blocks are free',
      args: { pool: poolArgument },
      options: {
        pause: flag('--pause', 'Pause the one that runs; without it, go on'),
        stop: flag('--stop', 'Stop the one that runs'),
      },
      examples: ['kiste pool trim fast'],
      run: async (ctx, input) => (await changes()).work(ctx, 'trimPool', input),
    }),
    ...deviceVerbs,
    ...keyVerbs,
    ...measureVerbs,
    verb({
      name: 'set',
      kind: 'change',
      summary: 'Set properties of a pool and its root dataset, or of one dataset in it',
      args: {
        pool: poolArgument,
        settings: many('setting', 'As in compression=zstd; what can be set is said when it is none'),
      },
      options: {
        dataset: value(
          '--dataset <name>',
          'On this dataset of the pool alone: compression or dedup',
          readText,
        ),
      },
      examples: [
        'kiste pool set tank autotrim=on',
        'kiste pool set tank compression=zstd',
        'kiste pool set tank compression=zstd --dataset tank/films',
      ],
      run: async (ctx, input) => (await changes()).setPool(ctx, input),
    }),
    verb({
      name: 'checkpoint',
      kind: 'change',
      asks: true,
      summary: 'Remember the whole of a pool as it is now, or forget that again',
      args: { pool: poolArgument },
      options: { discard: flag('--discard', 'Forget it, and free what it holds') },
      examples: ['kiste pool checkpoint tank', 'kiste pool checkpoint tank --discard'],
      run: async (ctx, input) => (await changes()).checkpoint(ctx, input),
    }),
    verb({
      name: 'upgrade',
      kind: 'change',
      asks: true,
      summary: "Give a pool the features of this host's ZFS; older hosts cannot import it any more",
      args: { pool: poolArgument },
      examples: ['kiste pool upgrade tank --dry-run', 'kiste pool upgrade tank'],
      run: async (ctx, input) => (await changes()).asked(ctx, 'upgradePool', 'upgrade', input.pool),
    }),
    verb({
      name: 'clear',
      kind: 'change',
      summary: 'Set error counters back, and let a suspended pool try again',
      args: { pool: poolArgument },
      examples: ['kiste pool clear tank'],
      run: async (ctx, input) => (await changes()).simple(ctx, 'clearPool', input.pool),
    }),
    verb({
      name: 'arc',
      kind: 'change',
      summary: "Say how much memory ZFS's cache (ARC) uses, or limit it",
      args: { size: optional('size', 'What it may grow to, such as 4G; default leaves it to ZFS') },
      examples: ['kiste pool arc', 'kiste pool arc 4G', 'kiste pool arc default'],
      run: async (ctx, input) => (await import('../verbs/arc.ts')).arc(ctx, input.size),
    }),
    verb({
      name: 'destroy',
      kind: 'change',
      asks: true,
      summary: 'Give a pool up with all that is in it; refused while a VM has a disk there',
      args: { pool: poolArgument },
      examples: ['kiste pool destroy old'],
      run: async (ctx, input) => (await changes()).asked(ctx, 'destroyPool', 'destroy', input.pool),
    }),
  ],
}
