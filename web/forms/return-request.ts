import type { Input } from '../../src/contract/input.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { commandOf } from './command-of.ts'

/** Where a VM is to go on: a point of its past, the end of a branch that it left, or where what it tries began. */
export type Return =
  | { readonly to: 'point'; readonly snapshot: string }
  | { readonly to: 'branch'; readonly branch: string }
  | { readonly to: 'try' }

export interface ReturnOptions {
  /** What the new branch is called; empty for a name that Kiste gives. */
  readonly branch: string
  /** How a VM that runs is switched off first. */
  readonly stop: 'no' | 'ask' | 'force'
  /** Whether it runs afterwards; as before unless said. */
  readonly start: boolean | undefined
}

type Body = NonNullable<Input<'goBack'>['body']>

export function returnBody({ to }: Return, { branch, stop, start }: ReturnOptions): Body {
  return {
    ...(branch === '' || to === 'branch' ? {} : { branch }),
    ...(stop === 'no' ? {} : { stop: stop === 'force' ? { force: 'now' } : {} }),
    ...(start === undefined ? {} : { start }),
  }
}

export function returnWish(vm: string, where: Return, options: ReturnOptions): Wish {
  const body = returnBody(where, options)
  switch (where.to) {
    case 'point':
      return wishFor('goBack', { params: { vm, snapshot: where.snapshot }, body })
    case 'branch':
      return wishFor('switchBranch', { params: { vm, branch: where.branch }, body })
    case 'try':
      return wishFor('discardTry', { params: { vm }, body })
  }
}

/** What one would type for the same. */
export function returnCommand(vm: string, where: Return, { branch, stop, start }: ReturnOptions): string {
  const options = [
    where.to === 'branch' ? undefined : (['--branch', branch] as const),
    stop !== 'no' && (stop === 'force' ? '--force' : '--stop'),
    start !== undefined && (start ? '--start' : '--no-start'),
  ]
  switch (where.to) {
    case 'point':
      return commandOf('kiste snapshot rollback', vm, where.snapshot, ...options)
    case 'branch':
      return commandOf('kiste branch switch', vm, where.branch, ...options)
    case 'try':
      return commandOf('kiste try discard', vm, ...options)
  }
}
