import { GiB } from './size.ts'

export interface Sizes {
  readonly cpus: number
  readonly memoryMiB: number
  readonly diskBytes: number
}

/** What sizes are chosen by. */
export interface SizeFacts {
  readonly cpuThreads: number
  readonly memoryTotalMiB: number
  /** How big a disk made from the image is at least; 0 for an empty one. */
  readonly imageBytes: number
  /** How much its store holds; undefined while none was chosen. */
  readonly storeBytes: number | undefined
}

const usualDiskBytes = 20 * GiB

/** What a new VM gets on this host where nobody says how much. */
export function usualSizes({
  cpuThreads,
  memoryTotalMiB,
  imageBytes,
  storeBytes = Infinity,
}: SizeFacts): Sizes {
  return {
    cpus: Math.min(2, cpuThreads),
    memoryMiB: Math.max(512, Math.min(2048, Math.floor(memoryTotalMiB / 4 / 256) * 256)),
    diskBytes: Math.max(imageBytes, Math.min(usualDiskBytes, wholeGiB(storeBytes / 2))),
  }
}

function wholeGiB(bytes: number): number {
  return Math.max(1, Math.floor(bytes / GiB)) * GiB
}
