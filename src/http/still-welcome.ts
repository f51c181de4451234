import { isDeepStrictEqual } from 'node:util'
import type { Access, Caller } from '../app/access/access.ts'

export interface StillWelcome {
  /** Calls `end` once this caller may no longer come in, or may do something else than before. Returns how to forget them. */
  watch(caller: Caller | undefined, end: () => void): () => void
}

/**
 * Answers that never end (events, consoles) were let through at their begin. When a session is ended, a token taken back or a right
 * changed, they end too; whoever may still come in opens them anew. What ends by time alone is looked for every `everyMs`.
 */
export function stillWelcome({ doors }: Pick<Access, 'doors'>, everyMs: number): StillWelcome {
  const open = new Map<() => void, Caller>()
  let timer: NodeJS.Timeout | undefined
  const check = () => {
    for (const [end, caller] of open)
      if (!isDeepStrictEqual(doors.again(caller), caller)) {
        open.delete(end)
        end()
      }
  }
  doors.onChange(check)
  return {
    watch: (caller, end) => {
      if (caller === undefined || caller.via === 'socket') return () => undefined
      open.set(end, caller)
      timer ??= setInterval(check, everyMs)
      return () => {
        open.delete(end)
        if (open.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
