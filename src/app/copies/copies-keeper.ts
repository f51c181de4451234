import type { CopyState } from '../../domain/copies-due.ts'
import { isObject } from '../../domain/is-object.ts'
import type { CopyWish } from '../../domain/plan-set-copies.ts'
import type { Scoped } from '../../domain/scoped.ts'
import type { Target } from '../../domain/target.ts'
import { keptScoped, scopedToKeep } from '../kept-scoped.ts'
import type { Settings } from '../waits-keeper.ts'

/** Keeps where copies go, what is copied there, and what came of it the last time, over restarts of the daemon. */
export interface CopiesKeeper {
  targets(): readonly Target[]
  wished(): Scoped<CopyWish>
  state(targetId: string, uuid: string): CopyState | undefined
  /** On stable storage when these return. */
  changeTargets(next: (now: readonly Target[]) => readonly Target[]): void
  changeWished(next: (now: Scoped<CopyWish>) => Scoped<CopyWish>): void
  note(targetId: string, uuid: string, state: CopyState): void
}

const keys = { targets: 'copies.targets', wished: 'copies.wished', states: 'copies.states' } as const

type States = Readonly<Record<string, Readonly<Record<string, CopyState>>>>

/** `onTrouble` is told of what cannot be read, which then counts for nothing. */
export function keepCopies(
  settings: Settings,
  { now, onTrouble }: { readonly now: () => Date; readonly onTrouble: (message: string) => void },
): CopiesKeeper {
  let targets = targetsIn(settings.get(keys.targets), onTrouble)
  let wished = keptScoped(settings.get(keys.wished), readWish, (of) =>
    onTrouble(`where ${of} is copied to cannot be read`),
  )
  let states = statesIn(settings.get(keys.states))
  const keep = (key: string, value: unknown) => settings.set(key, value, now().toISOString())
  return {
    targets: () => targets,
    wished: () => wished,
    state: (targetId, uuid) => states[targetId]?.[uuid],
    changeTargets(next) {
      const wanted = next(targets)
      keep(keys.targets, wanted)
      targets = wanted
    },
    changeWished(next) {
      const wanted = next(wished)
      keep(
        keys.wished,
        scopedToKeep(wanted, (wish) => wish),
      )
      wished = wanted
    },
    note(targetId, uuid, state) {
      const next = { ...states, [targetId]: { ...states[targetId], [uuid]: state } }
      keep(keys.states, next)
      states = next
    },
  }
}

/** For where nothing outlives the process. */
export function copiesInMemory(): CopiesKeeper {
  return keepCopies(
    { get: () => undefined, set: () => undefined },
    { now: () => new Date(), onTrouble: () => undefined },
  )
}

function targetsIn(kept: unknown, onTrouble: (message: string) => void): readonly Target[] {
  return (Array.isArray(kept) ? kept : []).flatMap((one: unknown): readonly Target[] => {
    if (isObject(one)) {
      const { name, id, pool, dataset } = one
      if ([name, id, pool, dataset].every((text) => typeof text === 'string'))
        return [one as unknown as Target]
    }
    onTrouble(`the target ${JSON.stringify(one)} cannot be read`)
    return []
  })
}

function readWish(kept: unknown): CopyWish | undefined {
  return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : undefined
}

/** What it was worth remembering; what is none is forgotten, and costs a look at the target. */
function statesIn(kept: unknown): States {
  const each = (of: unknown) => Object.entries(isObject(of) ? of : {})
  return Object.fromEntries(
    each(kept).map(([target, vms]) => [
      target,
      Object.fromEntries(
        each(vms).flatMap(([uuid, state]) => (isObject(state) ? [[uuid, state as CopyState]] : [])),
      ),
    ]),
  )
}
