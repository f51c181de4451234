import { commandLine } from './pool-plan.ts'

/** Something that can be done about a finding. All but `by-hand` are verbs Kiste runs. */
export type PoolRemedy =
  /** `device` and `with` are what the plan's wish takes; `with` is absent where no drive of the host is free for it. */
  | {
      readonly kind: 'replace'
      readonly pool: string
      readonly device: string
      readonly with?: string | undefined
    }
  | { readonly kind: 'online' | 'detach' | 'remove'; readonly pool: string; readonly device: string }
  | {
      readonly kind: 'scrub' | 'clear' | 'upgrade' | 'discard-checkpoint' | 'show' | 'trim'
      readonly pool: string
    }
  | { readonly kind: 'go-back'; readonly vm: string }
  /** What only a person at the machine can do, as a whole sentence. */
  | { readonly kind: 'by-hand'; readonly text: string }

/** The remedy as one types it; undefined for what hands have to do. */
export function remedyCommand(remedy: PoolRemedy): string | undefined {
  switch (remedy.kind) {
    case 'replace':
      return commandLine(['kiste', 'pool', 'replace', remedy.pool, remedy.device, remedy.with ?? 'NEW-DRIVE'])
    case 'online':
    case 'detach':
    case 'remove':
      return commandLine(['kiste', 'pool', remedy.kind, remedy.pool, remedy.device])
    case 'scrub':
    case 'clear':
    case 'upgrade':
    case 'show':
    case 'trim':
      return commandLine(['kiste', 'pool', remedy.kind, remedy.pool])
    case 'discard-checkpoint':
      return commandLine(['kiste', 'pool', 'checkpoint', remedy.pool, '--discard'])
    case 'go-back':
      return commandLine(['kiste', 'snapshot', 'list', remedy.vm])
    case 'by-hand':
      return undefined
  }
}

/** Whether Kiste can run it as it stands, without anything more being named. */
export function isRunnable(remedy: PoolRemedy): boolean {
  return remedy.kind !== 'by-hand' && (remedy.kind !== 'replace' || remedy.with !== undefined)
}

/** Each remedy once, in the order they were first named. */
export function onceEach(remedies: readonly PoolRemedy[]): readonly PoolRemedy[] {
  return [...new Map(remedies.map((remedy) => [JSON.stringify(remedy), remedy])).values()]
}
