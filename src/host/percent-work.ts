import type { DiskWork } from './store-host.ts'

/** A work whose done bytes are of interest, as tools take it that tell percent. */
export function percentWork(
  { signal = new AbortController().signal, onProgress }: DiskWork,
  totalBytes: number,
): { readonly signal: AbortSignal; readonly onPercent: (percent: number) => void } {
  return {
    signal,
    onPercent: (percent) => onProgress?.(Math.round((totalBytes * percent) / 100), totalBytes),
  }
}
