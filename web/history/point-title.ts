import type { Snapshot } from '../../src/domain/snapshot.ts'

/** What a point is called for people. A name that is only a time says less than that time in their own clock. */
export type PointTitle =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'time'; readonly at: string }
  | { readonly is: 'left' }

const timeName = /^(?:[a-z]+-)?\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:-\d+)?$/

export function pointTitle({ id, note, by, createdAt }: Snapshot): PointTitle {
  if (note !== undefined && note !== '') return { is: 'text', text: note }
  if (!timeName.test(id)) return { is: 'text', text: id }
  return by === 'leaving' ? { is: 'left' } : { is: 'time', at: createdAt }
}
