import { wishFor, type Wish } from '../api/wish.ts'
import { commandOf } from '../forms/command-of.ts'

/** For what it is wished where it is copied to. */
export type CopyOf =
  | { readonly of: 'host' }
  | { readonly of: 'store'; readonly name: string }
  | { readonly of: 'vm'; readonly name: string }

/** Names of targets, as the daemon has them. */
export type CopiedTo = readonly string[]

/** `clear`: nothing of its own. */
export type CopyKind = 'to' | 'none' | 'clear'

export interface CopyFields {
  readonly kind: CopyKind
  readonly to: CopiedTo
}

/** What a dialog opens with: what is wished of it, or what is in force for it from farther out; else the only target there is. */
export function firstCopyFields(
  { of }: CopyOf,
  own: CopiedTo | undefined,
  inForce: CopiedTo | undefined,
  targets: readonly string[],
): CopyFields {
  const shown = own ?? inForce ?? []
  if (shown.length > 0) return { kind: 'to', to: shown }
  // For the host there is nothing farther out: none, and nothing wished, are the same there.
  const kind = own === undefined ? 'to' : of === 'host' ? 'clear' : 'none'
  return { kind, to: targets.length === 1 ? targets : [] }
}

/** What can be chosen; what nobody wished of it cannot be taken back. */
export function copyKindsFor({ of }: CopyOf, own: CopiedTo | undefined): readonly CopyKind[] {
  const back: readonly CopyKind[] = own === undefined ? [] : ['clear']
  return of === 'host' ? ['to', ...back] : ['to', 'none', ...back]
}

/** Undefined while no target was chosen: to nowhere is something else, and said by `none`. */
export function copyWish(target: CopyOf, { kind, to }: CopyFields): Wish | undefined {
  if (kind === 'to' && to.length === 0) return undefined
  const body = { to: kind === 'clear' ? null : kind === 'none' ? [] : [...to] }
  switch (target.of) {
    case 'host':
      return wishFor('setHostCopies', { body })
    case 'store':
      return wishFor('setStoreCopies', { params: { store: target.name }, body })
    case 'vm':
      return wishFor('setVmCopies', { params: { vm: target.name }, body })
  }
}

/** What one would type. */
export function copyCommand(target: CopyOf, { kind, to }: CopyFields): string {
  return commandOf(
    kind === 'clear' ? 'kiste copy clear' : 'kiste copy set',
    target.of === 'vm' && target.name,
    target.of === 'host' && '--host',
    target.of === 'store' ? ['--store', target.name] : undefined,
    kind === 'none' && '--none',
    ...(kind === 'to' ? (to.length === 0 ? ['TARGET'] : to) : []).map((one) => ['--to', one] as const),
  )
}
