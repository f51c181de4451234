import type { PoolName } from '../../../domain/dataset-name.ts'
import type { Dataset } from '../../../domain/dataset.ts'
import type { SampleAccess, SampledDataset } from '../../../domain/sampled-dataset.ts'
import { listDatasets } from '../list-datasets.ts'
import type { Zfs } from '../zfs.ts'

const columns = [
  'volsize',
  'volblocksize',
  'recordsize',
  'logicalreferenced',
  'refcompressratio',
  'compression',
  'dedup',
  'origin',
  'keystatus',
  'mounted',
  'mountpoint',
  'volmode',
]

/** The datasets of a pool with what a sample of them depends on. */
export async function listSampled(zfs: Zfs, pool: PoolName): Promise<readonly SampledDataset[]> {
  return (await listDatasets(zfs, { root: pool, properties: columns })).map(toSampled)
}

export function toSampled({ name, kind, properties }: Dataset): SampledDataset {
  const text = (property: string) => properties.get(property)?.value ?? '-'
  const number = (property: string) => Number.parseFloat(text(property)) || 0
  const logicalBytes = number('logicalreferenced')
  return {
    name,
    kind,
    blockBytes: number(kind === 'volume' ? 'volblocksize' : 'recordsize') || 128 * 1024,
    spanBytes: kind === 'volume' ? number('volsize') : logicalBytes,
    logicalBytes,
    compression: text('compression'),
    // "1.47" with -p, "1.47x" without.
    compressRatio: Math.max(1, number('refcompressratio')),
    dedup: text('dedup') !== 'off',
    ...(text('origin') === '-' ? {} : { origin: text('origin') }),
    access: accessTo(kind, text),
  }
}

function accessTo(kind: Dataset['kind'], text: (property: string) => string): SampleAccess {
  if (text('keystatus') === 'unavailable') return { how: 'none', because: 'locked' }
  if (kind === 'volume')
    return text('volmode') === 'none' ? { how: 'none', because: 'no-device' } : { how: 'device' }
  if (text('mounted') !== 'yes') return { how: 'none', because: 'not-mounted' }
  const mountpoint = text('mountpoint')
  return mountpoint.startsWith('/')
    ? { how: 'files', mountpoint }
    : { how: 'none', because: 'mounted-by-hand' }
}
