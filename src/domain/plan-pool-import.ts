import type { ImportablePool, ImportableVdev } from './importable-pool.ts'
import { whyNotNewPool } from './pool-name.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { poolRef, type VdevState } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

export interface ImportWish {
  /** Name or guid. */
  readonly pool: string
  /** Under another name, for good. */
  readonly as?: string | undefined
  /** Only to look: read-only, nothing mounted. */
  readonly look?: boolean | undefined
  /** Mount its file systems. Default: only for a pool this host had last, since another's may belong to system folders. */
  readonly mount?: boolean | undefined
  /** That another host had it last, and does no more, is known. */
  readonly force?: boolean | undefined
  /** What the missing log held of the last seconds may be lost. */
  readonly dropLog?: boolean | undefined
  /** As it was at its checkpoint, and all that is newer is lost; to look only, nothing is. */
  readonly rewind?: boolean | undefined
}

export interface ImportFacts {
  readonly importable: readonly ImportablePool[]
  /** Those that are imported; a guid is absent where the pool does not answer. */
  readonly pools: readonly { readonly name: string; readonly guid?: string | undefined }[]
  /** Guids of pools this host had before. */
  readonly knownGuids: readonly string[]
}

/** Decides how a pool comes to this host, foreign ones too. */
export function planImport(wish: ImportWish, facts: ImportFacts): Checked<PoolPlan> {
  const found = findImportable(wish.pool, facts)
  if (!found.ok) return found
  const pool = found.value
  const look = wish.look === true
  const ours = facts.knownGuids.includes(pool.guid)
  const problems = [...whyNotImported(pool, wish), ...checkTargetName(pool, wish, facts)]
  if (problems.length > 0) return refused(...problems)
  const losesNewer = wish.rewind === true && !look
  const mount = !look && (wish.mount ?? ours)
  const options = [
    // Lasting paths, also for a pool that another system made with the kernel's names.
    '-d',
    '/dev/disk/by-id',
    ...(pool.destroyed ? ['-D'] : []),
    ...(needsForce(pool) ? ['-f'] : []),
    ...(wish.dropLog === true && isLogMissing(pool) ? ['-m'] : []),
    ...(mount ? [] : ['-N']),
    ...(wish.rewind === true ? ['--rewind-to-checkpoint'] : []),
    ...(look ? ['-o', 'readonly=on', '-o', 'cachefile=none'] : ['-o', 'cachefile=/etc/zfs/zpool.cache']),
  ]
  return valid({
    verb: 'import',
    pool: wish.as ?? pool.name,
    guid: pool.guid,
    title: look
      ? `Look into ${pool.name} without changing it`
      : losesNewer
        ? `Go back to the checkpoint of ${pool.name}`
        : `Import ${pool.name}${wish.as === undefined ? '' : ` as ${wish.as}`}`,
    commands: [
      {
        title: `Import the pool with the guid ${pool.guid}`,
        argv: zpool('import', options, [pool.guid, ...(wish.as === undefined ? [] : [wish.as])]),
        until: { is: 'imported', guid: pool.guid },
        // Under its new name and as this host's, but away again. What is newer than the checkpoint nothing brings back.
        ...(losesNewer
          ? {}
          : {
              undo: [
                {
                  when: { is: 'imported', guid: pool.guid },
                  argv: zpool('export', [], [wish.as ?? pool.name]),
                },
              ],
            }),
      },
    ],
    losses: [
      ...(wish.dropLog === true && isLogMissing(pool)
        ? [`What programs in ${pool.name} wrote in the last seconds before its log went away.`]
        : []),
      ...(losesNewer
        ? [
            `All that was written to ${pool.name} after its checkpoint was made, in all VMs, and every snapshot since.`,
          ]
        : []),
    ],
    notes: notesOn(pool, wish, { mount, ours }),
    ...(losesNewer ? {} : { wayBack: `kiste pool export ${wish.as ?? pool.name}` }),
  })
}

function findImportable(named: string, facts: ImportFacts): Checked<ImportablePool> {
  const found = facts.importable.filter((pool) => pool.guid === named || pool.name === named)
  const [pool] = found
  const object = poolRef(named)
  if (pool !== undefined && found.length === 1) return valid(pool)
  if (pool !== undefined)
    return refused({
      code: 'invalid_input',
      field: 'pool',
      object,
      message: `${found.length} pools are named ${named}.`,
      hint: `Name one by its guid: ${found.map((one) => one.guid).join(' or ')}.`,
    })
  if (facts.pools.some((one) => one.name === named || one.guid === named))
    return refused({
      code: 'already_exists',
      field: 'pool',
      object,
      message: `${named} is imported already.`,
    })
  const there = facts.importable.map((one) => one.name)
  return refused({
    code: 'not_found',
    field: 'pool',
    object,
    message: `No drive of this host holds a pool ${JSON.stringify(named)}.`,
    hint:
      there.length === 0
        ? 'No pool was found at all: are all its drives plugged in?'
        : `There are: ${there.join(', ')}.`,
  })
}

function whyNotImported(pool: ImportablePool, wish: ImportWish): Problem[] {
  const object = poolRef(pool.name)
  const problems: Problem[] = []
  const bad = (code: Problem['code'], message: string, hint: string, field?: string) =>
    problems.push({ code, object, message, hint, ...(field === undefined ? {} : { field }) })
  if (pool.state !== 'online' && pool.state !== 'degraded') {
    const readable = isReadable(pool)
    if (!(readable && wish.look === true))
      bad(
        'pool_unavailable',
        `${pool.name} cannot be imported${missing(pool.vdevs).length === 0 ? '' : `: ${missing(pool.vdevs).join(', ')} cannot be used`}. ZFS says: ${pool.statusText ?? 'nothing'}`,
        readable
          ? `It can be read: kiste pool import ${pool.name} --look`
          : 'Plug in what is missing, and look again; or use a newer ZFS, if that is what it says.',
      )
  }
  if (isLogMissing(pool) && wish.dropLog !== true)
    bad(
      'pool_unavailable',
      `The log devices of ${pool.name} are missing.`,
      'Plug them in, or give up what they held of the last seconds: --drop-log',
      'dropLog',
    )
  return [...problems, ...whyNotTaken(pool, wish)]
}

/** Two hosts on one pool destroy it, so who has it is asked before anything else. */
function whyNotTaken(pool: ImportablePool, wish: ImportWish): Problem[] {
  const object = poolRef(pool.name)
  const use = pool.otherHost
  switch (use.use) {
    case 'none':
      return []
    case 'last':
      return wish.force === true
        ? []
        : [
            {
              code: 'in_use',
              field: 'force',
              object,
              message: `${pool.name} was last used by another host and was not exported there. Two hosts on one pool destroy it. ZFS says: ${pool.statusText ?? 'nothing'}`,
              hint: 'Export it there; or, if that host is off or no longer has its drives, or was this one before it was set up anew, say so: --force',
            },
          ]
    case 'now':
      return [
        {
          code: 'in_use',
          object,
          message: `${pool.name} is in use by ${use.host ?? 'another host'} now. Two hosts on one pool destroy it.`,
          hint: `Export it there: zpool export ${pool.name}`,
        },
      ]
    case 'unknown':
      return [
        {
          code: 'in_use',
          object,
          message: `${pool.name} guards itself against being used by two hosts, and this one has no hostid to tell it apart.`,
          hint: 'Give it one with `zgenhostid`, and restart.',
        },
      ]
  }
}

function needsForce(pool: ImportablePool): boolean {
  return pool.otherHost.use === 'last'
}

/** Features this ZFS cannot write but can read have no code of their own; ZFS says it in the action it proposes. */
function isReadable(pool: ImportablePool): boolean {
  return /readonly=on/.test(pool.actionText ?? '')
}

const lost: readonly VdevState[] = ['unavail', 'faulted', 'removed', 'offline']

function missing(vdevs: readonly ImportableVdev[]): readonly string[] {
  return vdevs.flatMap((vdev) =>
    vdev.children.length > 0 ? missing(vdev.children) : lost.includes(vdev.state) ? [vdev.name] : [],
  )
}

function isLogMissing(pool: ImportablePool): boolean {
  return missing(pool.vdevs.filter((vdev) => vdev.class === 'log')).length > 0
}

function checkTargetName(
  pool: ImportablePool,
  wish: ImportWish,
  { pools, importable }: ImportFacts,
): Problem[] {
  if (wish.as !== undefined) {
    const problems: Problem[] = whyNotNewPool(
      wish.as,
      { pools, importableNames: importable.filter((other) => other !== pool).map((other) => other.name) },
      'as',
    )
    if (wish.look === true)
      problems.push({
        code: 'invalid_input',
        field: 'as',
        message: 'A look changes nothing, not even the name.',
      })
    return problems
  }
  if (!pools.some((other) => other.name === pool.name)) return []
  return [
    {
      code: 'already_exists',
      field: 'pool',
      object: poolRef(pool.name),
      message: `Another pool named ${pool.name} is imported.`,
      hint: `Give this one another name, for good: kiste pool import ${pool.guid} --as NAME`,
    },
  ]
}

function notesOn(
  pool: ImportablePool,
  wish: ImportWish,
  { mount, ours }: { readonly mount: boolean; readonly ours: boolean },
): string[] {
  const gone = missing(pool.vdevs)
  return [
    ...(wish.rewind === true
      ? [
          wish.look === true
            ? 'It shows itself as it was at its checkpoint; nothing that is newer is given up by looking.'
            : 'The checkpoint itself is gone then. Look first, without any loss: --look',
        ]
      : []),
    ...(wish.look === true
      ? ['Read-only and nothing mounted: not one byte on its drives changes.']
      : [
          ...(ours
            ? []
            : [
                'From then on the pool names this host as its own, and another one imports it only when forced.',
              ]),
          mount
            ? 'Its file systems are mounted where their properties say.'
            : 'Nothing is mounted: its file systems may belong to folders of this system. See them with `zfs list`, mount them with `zfs mount`.',
        ]),
    ...(wish.as === undefined ? [] : [`Its name is ${wish.as} from then on, also on other hosts.`]),
    ...(pool.destroyed ? ['It was destroyed, and comes back as it was.'] : []),
    ...(pool.state === 'degraded'
      ? [`It works without ${gone.join(', ') || 'some of its drives'}: see kiste pool doctor afterwards.`]
      : []),
  ]
}
