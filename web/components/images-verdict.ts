import type { Image } from '../api/answers.ts'
import type { Verdict } from './verdict.ts'

/** What there is to make VMs from. */
export function imagesVerdict(
  images: readonly Pick<Image, 'fileSizeBytes'>[],
  sayBytes: (bytes: number) => string,
): Verdict {
  if (images.length === 0)
    return { tone: 'off', lead: { key: 'images.verdict.none' }, rest: [{ key: 'images.verdict.noneNext' }] }
  const size = sayBytes(images.reduce((sum, { fileSizeBytes }) => sum + fileSizeBytes, 0))
  return {
    tone: 'ok',
    lead: { key: 'images.verdict.some', values: { count: images.length, size } },
    rest: [],
  }
}
