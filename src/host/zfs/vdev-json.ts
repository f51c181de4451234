import type { Vdev, VdevClass, VdevLeaf, VdevTrim } from '../../domain/pool.ts'
import { numberAt, objectAt, objectsIn, requiredText, textAt, type JsonObject } from './json.ts'
import { kindOfName, leafKindOfPath, stateFromMembers, stateOfVdev } from './vdev-words.ts'

/** Where each class of top-level vdevs stands in a pool's object. */
const sections: readonly { readonly key: string; readonly class: VdevClass }[] = [
  { key: 'dedup', class: 'dedup' },
  { key: 'special', class: 'special' },
  { key: 'logs', class: 'log' },
  { key: 'l2cache', class: 'l2cache' },
  { key: 'spares', class: 'spare' },
]

const groupTypes = {
  mirror: 'mirror',
  raidz: 'raidz',
  draid: 'draid',
  replacing: 'replacing',
  spare: 'sparing',
  indirect: 'indirect',
  hole: 'hole',
  missing: 'hole',
} as const

/** What a running scan does to the devices it has written to; undefined when none runs. */
type Scanning = 'resilvering' | 'repairing' | undefined

/** The top-level vdevs of a pool's object. */
export function vdevsFromJson(pool: JsonObject, name: string): readonly Vdev[] {
  const scanning = scanningOf(pool)
  const root = objectsIn(pool, 'vdevs').find((vdev) => textAt(vdev, 'name') === name) ?? {}
  return [
    ...objectsIn(root, 'vdevs').map((vdev) => fromJson(vdev, 'normal', scanning, true)),
    ...sections.flatMap(({ key, class: of }) =>
      objectsIn(pool, key).map((vdev) => fromJson(vdev, of, scanning, true)),
    ),
  ]
}

function fromJson(vdev: JsonObject, of: VdevClass, scanning: Scanning, top: boolean): Vdev {
  const name = requiredText(vdev, 'name', 'a vdev')
  const type = textAt(vdev, 'vdev_type')
  const aux = textAt(vdev, 'aux')
  const byName = kindOfName(name)
  const children = objectsIn(vdev, 'vdevs').map((child) => fromJson(child, of, scanning, false))
  const word = textAt(vdev, 'state')
  const state =
    word === undefined
      ? stateFromMembers(children, byName !== undefined && 'parity' in byName ? (byName.parity ?? 0) : 0)
      : stateOfVdev(word, aux)
  const head = {
    name,
    // A dRAID group has none here (zfs#18431); whoever runs the command fills it in from a second look.
    guid: textAt(vdev, 'guid') ?? '',
    class: of,
    state,
    errors: {
      read: numberAt(vdev, 'read_errors'),
      write: numberAt(vdev, 'write_errors'),
      checksum: numberAt(vdev, 'checksum_errors'),
    },
    ...(aux === undefined ? {} : { aux }),
    ...(top && numberAt(vdev, 'total_space') > 0
      ? { space: { sizeBytes: numberAt(vdev, 'total_space'), allocatedBytes: numberAt(vdev, 'alloc_space') } }
      : {}),
    ...(numberAt(vdev, 'removing') === 0 ? {} : { removing: true as const }),
  }
  const kind = groupKind(type) ?? (byName?.kind === 'draid-spare' ? undefined : byName?.kind)
  if (kind !== undefined) {
    const parity = byName !== undefined && 'parity' in byName ? byName.parity : undefined
    return { ...head, kind, ...(parity === undefined ? {} : { parity }), children }
  }
  return { ...head, ...leaf(vdev, name, type, state === 'online' ? scanning : undefined) }
}

function groupKind(type: string | undefined) {
  return type !== undefined && type in groupTypes ? groupTypes[type as keyof typeof groupTypes] : undefined
}

function leaf(vdev: JsonObject, name: string, type: string | undefined, scanning: Scanning): VdevLeaf {
  const was = textAt(vdev, 'was')
  const path = textAt(vdev, 'path') ?? was ?? name
  const size = numberAt(vdev, 'phys_space')
  const replacement = numberAt(vdev, 'rep_dev_size')
  const processed = numberAt(vdev, 'scan_processed')
  const configured = numberAt(vdev, 'configured_ashift')
  const trim = trimOf(vdev)
  return {
    kind:
      type === 'dspare' ? 'draid-spare' : type === 'disk' || type === 'file' ? type : leafKindOfPath(path),
    path,
    slowIos: numberAt(vdev, 'slow_ios'),
    ...(size === 0 ? {} : { sizeBytes: size }),
    ...(replacement === 0 ? {} : { replacementBytes: replacement }),
    ...(was === undefined ? {} : { wasPath: was }),
    ...(processed === 0 ? {} : { resilveredBytes: processed }),
    ...(scanning === undefined ? {} : scannedLeaf(vdev, processed, scanning)),
    ...(trim === undefined ? {} : { trim }),
    ...(configured === 0
      ? {}
      : {
          blockSize: {
            configuredBytes: 2 ** configured,
            nativeBytes: 2 ** numberAt(vdev, 'physical_ashift'),
          },
        }),
  }
}

function scanningOf(pool: JsonObject): Scanning {
  const scan = objectAt(pool, 'scan_stats')
  if (scan === undefined || textAt(scan, 'state') !== 'SCANNING') return undefined
  return textAt(scan, 'function') === 'RESILVER' ? 'resilvering' : 'repairing'
}

function scannedLeaf(
  vdev: JsonObject,
  processed: number,
  scanning: NonNullable<Scanning>,
): Pick<VdevLeaf, 'scanning'> {
  if (processed > 0) return { scanning }
  return numberAt(vdev, 'resilver_deferred') > 0 ? { scanning: 'awaiting-resilver' } : {}
}

/** With `-t` only. */
function trimOf(vdev: JsonObject): VdevTrim | undefined {
  if (numberAt(vdev, 'trim_notsup') > 0) return { state: 'unsupported' }
  const done = numberAt(vdev, 'trimmed')
  const percent = Math.min(100, Math.floor((done * 100) / (numberAt(vdev, 'to_trim') + 1)))
  switch (textAt(vdev, 'trim_state') ?? '') {
    case 'UNTRIMMED':
    case 'CANCELED':
      return { state: 'untrimmed' }
    case 'ACTIVE':
      return { state: 'running', percent }
    case 'SUSPENDED':
      return { state: 'suspended', percent }
    case 'COMPLETE':
      return { state: 'finished', percent: 100 }
    default:
      return undefined
  }
}
