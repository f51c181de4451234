import type { ImageOrigin } from '../domain/image.ts'

/** Whether two images come from the same wish: the same entry, recipe or source, whatever came of it. */
export function isSameOrigin(one: ImageOrigin, other: ImageOrigin): boolean {
  if (one.type === 'catalogue') return other.type === 'catalogue' && one.entry === other.entry
  if (one.type === 'built') return other.type === 'built' && one.recipe === other.recipe
  return other.type === 'imported' && one.from === other.from
}
