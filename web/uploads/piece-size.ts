import { MiB } from '../../src/domain/size.ts'

export const firstPieceBytes = 2 * MiB
const [leastBytes, mostBytes] = [MiB, 32 * MiB]
/** So often somebody who looks on sees that it goes on, and no more than this is sent anew where a daemon dies. */
const wishedMs = 1_500

/** How large the next piece is to be, after one of so many bytes took so long. */
export function nextPieceBytes(sentBytes: number, tookMs: number): number {
  const fitting = (sentBytes / Math.max(1, tookMs)) * wishedMs
  // Not more than double, as one quick piece says little.
  return Math.round(Math.max(leastBytes, Math.min(mostBytes, fitting, sentBytes * 2)))
}
