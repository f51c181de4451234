import type { PoolScan, Vdev } from '../../../domain/pool.ts'
import { parseShortSize } from '../numbers.ts'
import { secondsLeft, type PoolStatus } from '../pool-status.ts'
import { shortSize } from './short-size.ts'

/** What is left of a status when it goes through the text: sizes lose digits, and some facts are not printed. */
export function asText(pool: PoolStatus): PoolStatus {
  const { scan, expansion, removal, checkpoint, vdevs } = pool
  return {
    ...pool,
    guid: '',
    scan: scanAsText(scan),
    expansion: 'doneBytes' in expansion ? { ...expansion, ...progressAsText(expansion) } : expansion,
    removal: 'doneBytes' in removal ? { ...removal, ...progressAsText(removal) } : removal,
    checkpoint:
      'sizeBytes' in checkpoint ? { ...checkpoint, sizeBytes: rounded(checkpoint.sizeBytes) } : checkpoint,
    vdevs: vdevs.map(vdevAsText),
  }
}

function progressAsText(work: { readonly doneBytes: number; readonly totalBytes: number }) {
  return { doneBytes: rounded(work.doneBytes), totalBytes: rounded(work.totalBytes) }
}

function scanAsText(scan: PoolScan): PoolScan {
  if (scan.state === 'none' || scan.state === 'cancelled') return scan
  if (scan.state === 'finished') return { ...scan, repairedBytes: rounded(scan.repairedBytes) }
  const doneBytes = rounded(scan.doneBytes)
  const totalBytes = rounded(scan.totalBytes)
  const bytesPerSecond = rounded(scan.bytesPerSecond)
  return {
    ...scan,
    doneBytes,
    totalBytes,
    bytesPerSecond,
    secondsLeft: secondsLeft(doneBytes, totalBytes, bytesPerSecond),
    repairedBytes: rounded(scan.repairedBytes),
  }
}

function vdevAsText(vdev: Vdev): Vdev {
  const { space: _space, ...rest } = vdev
  if ('children' in rest) return { ...rest, children: rest.children.map(vdevAsText) }
  const {
    sizeBytes: _sizeBytes,
    replacementBytes: _replacementBytes,
    resilveredBytes: _resilveredBytes,
    ...leaf
  } = rest
  return leaf
}

function rounded(bytes: number): number {
  return parseShortSize(shortSize(bytes)) ?? Number.NaN
}
