import type { Answer } from '../api/answers.ts'

export type CopyEntry = Answer<'listCopies'>['wishes'][number]

/** What holds for a VM: what is wished of it, of its store, or of the host; undefined where nothing is. */
export function copiesInForce(
  wishes: readonly CopyEntry[],
  { vm, store }: { readonly vm: string; readonly store: string | undefined },
): CopyEntry | undefined {
  return (
    wishes.find(({ of, name }) => of === 'vm' && name === vm) ??
    wishes.find(({ of, name }) => of === 'store' && name === store) ??
    wishes.find(({ of }) => of === 'host')
  )
}
