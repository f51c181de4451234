import type { Properties, Property } from '../../../domain/dataset.ts'
import type { Marks } from '../store/marks.ts'

/** ZFS hands users' properties down to what is made below; only what is set on something itself counts. */
export function ownMarks(properties: Properties): Marks {
  return Object.fromEntries(
    [...properties].flatMap(([name, property]) =>
      name.includes(':') && isOwn(property) ? [[name, property.value]] : [],
    ),
  )
}

export function isOwn({ source: { from } }: Property): boolean {
  return from === 'local' || from === 'received'
}
