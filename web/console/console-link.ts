import type { ApiProblem } from '../api/answers.ts'
import { howItEnded } from './how-it-ended.ts'

/** How the page stands with one screen of a VM. */
export type LinkState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** It is opened again by itself. */
  | { readonly state: 'lost' }
  /** Somebody else has it now. */
  | { readonly state: 'taken' }
  /** The daemon gives tickets, and yet it does not open. */
  | { readonly state: 'stuck' }
  | { readonly state: 'refused'; readonly problems: readonly ApiProblem[] }

/** What a websocket is to us. */
export interface Channel {
  onOpen(act: () => void): void
  onClosed(act: (code: number) => void): void
  close(): void
}

export interface LinkDeps<C extends Channel> {
  /** A ticket is good once, so each opening has its own. */
  ticket(signal: AbortSignal): Promise<string>
  open(ticket: string): C
  /** What the daemon refuses a ticket with; undefined when nobody answered. */
  problems(error: unknown): readonly ApiProblem[] | undefined
  /** A channel has just opened, and carries what is said from now on. */
  joined(channel: C): void
  later(act: () => void, delayMs: number): () => void
  nowMs(): number
  show(state: LinkState): void
}

export interface Link {
  /** Opens it anew, whoever has it. */
  again(): void
  stop(): void
}

/** Short at first, since a daemon that is restarted is back at once. */
const retryDelaysMs = [500, 1_000, 2_000, 5_000]

/** What lasted this long was no mere try. */
const lastedMs = 5_000

/** So many channels that broke before they had lasted are no accident. */
const triesBeforeStuck = 6

/** Keeps a screen of a VM open: through restarts of the daemon and networks that go away, but not against somebody else who wants it. */
export function startLink<C extends Channel>(deps: LinkDeps<C>): Link {
  let round = new AbortController()
  let failures = 0
  /** Those of them for which there was a ticket. */
  let broken = 0

  const begin = async () => {
    round.abort()
    const { signal } = (round = new AbortController())
    let ticket: string
    try {
      ticket = await deps.ticket(signal)
    } catch (error) {
      if (signal.aborted) return
      const problems = deps.problems(error)
      if (problems) deps.show({ state: 'refused', problems })
      else retry()
      return
    }
    if (signal.aborted) return
    const channel = deps.open(ticket)
    let openedAtMs: number | undefined
    signal.addEventListener('abort', () => channel.close())
    channel.onOpen(() => {
      if (signal.aborted) return
      openedAtMs = deps.nowMs()
      deps.show({ state: 'open' })
      deps.joined(channel)
    })
    channel.onClosed((code) => {
      if (signal.aborted) return
      if (howItEnded(code) === 'taken') {
        round.abort()
        deps.show({ state: 'taken' })
        return
      }
      const hasLasted = openedAtMs !== undefined && deps.nowMs() - openedAtMs >= lastedMs
      if (hasLasted) failures = 0
      broken = hasLasted ? 0 : broken + 1
      if (broken < triesBeforeStuck) {
        retry()
        return
      }
      round.abort()
      deps.show({ state: 'stuck' })
    })
  }

  const retry = () => {
    round.abort()
    const { signal } = (round = new AbortController())
    deps.show({ state: 'lost' })
    const delayMs = retryDelaysMs[Math.min(failures++, retryDelaysMs.length - 1)] ?? 5_000
    const cancel = deps.later(() => void begin(), delayMs)
    signal.addEventListener('abort', cancel)
  }

  const again = () => {
    failures = 0
    broken = 0
    deps.show({ state: 'connecting' })
    void begin()
  }
  again()
  return { again, stop: () => round.abort() }
}
