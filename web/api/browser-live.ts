import type { QueryClient } from '@tanstack/react-query'
import { openJobStates } from '../../src/domain/job.ts'
import { isAllowed } from '../../src/domain/vm.ts'
import { routes } from '../../src/contract/routes.ts'
import { call } from './client.ts'
import { setConnection } from './connection.ts'
import { startLive, type Live, type Stream } from './live.ts'
import { createSampleTaker } from './take-samples.ts'
import { keys } from './query-keys.ts'
import { createRefresher } from './refresher.ts'
import { requestPath } from './request-path.ts'
import { noteLostSession } from './session.ts'
import type { Job, LiveEvent, MetricsEvent } from './answers.ts'

/** A tab that was out of sight this long, or a clock that jumped this far, may have lost its connection without a word. */
const sleptMs = 20_000
/** A tab out of sight this long gives its connection back: browsers have six to a host, and the host has better things to do. */
const restAfterMs = 60_000

/** Lets the page follow the daemon for as long as it is open. */
export function followDaemon(queries: QueryClient): void {
  const refresh = createRefresher((queryKey) =>
    queries.invalidateQueries({ queryKey }, { cancelRefetch: false }),
  )
  const takeSamples = createSampleTaker(queries, refresh)
  const live = startLive({
    readInventory: async (signal) => {
      try {
        return await call('getInventory', {}, signal)
      } catch (error) {
        noteLostSession(queries, error)
        throw error
      }
    },
    openStream: (afterSeq) => openStream(afterSeq, takeSamples),
    // Nothing is drawn in a hidden tab, and its timers are slow; so be it.
    soon: (act) => void (document.hidden ? setTimeout(act, 250) : requestAnimationFrame(act)),
    later(act, delayMs) {
      const timer = setTimeout(act, delayMs)
      return () => clearTimeout(timer)
    },
    nowMs: () => Date.now(),
    show(inventory, events) {
      queries.setQueryData(keys.inventory, inventory)
      // Read whole: what else was read may be just as old.
      if (events.length === 0) void queries.invalidateQueries({ predicate: isNotInventory })
      for (const event of events)
        if (event.type === 'job') queries.setQueryData(keys.job(event.job.id), event.job)
      for (const event of events)
        if (event.type === 'vm' && !isAllowed('console', event.vm.status.state))
          queries.removeQueries({ queryKey: keys.screenshots(event.vm.uuid) })
      for (const key of staleAfter(events)) refresh(key)
    },
    connection: setConnection,
  })
  wakeUp(live)
}

function isNotInventory({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== keys.inventory[0] && queryKey[0] !== keys.session[0]
}

const staleAfterJob: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'policy.set': [keys.policies],
  'target.create': [keys.targets],
  'target.remove': [keys.targets],
  'copies.set': [keys.copies],
  'copies.update': [keys.copies],
}

/** A job tells of each of its steps, and only its end changes what was read. */
function isOver(job: Job): boolean {
  return !openJobStates.some((state) => state === job.state)
}

/** What else was read, and is no longer true after these. */
function staleAfter(events: readonly LiveEvent[]): readonly (readonly string[])[] {
  const stale = events.flatMap((event): (readonly string[])[] => {
    switch (event.type) {
      case 'vm':
        // Leases come with its state, and who stands on an image with its disks.
        return [keys.vm(event.vm.name), keys.networks, ['image'], keys.copies]
      case 'vm-gone':
        return [keys.vm(event.name), keys.networks, ['image'], keys.copies]
      case 'history':
        // A copy is up to date as long as nothing newer was taken.
        return [keys.history(event.vm), keys.vmPolicy(event.vm), keys.copies]
      case 'job':
        // What is done to the host itself is done to ZFS's cache.
        return [
          keys.jobLog(event.job.id),
          ...(event.job.object.type === 'host' ? [keys.arc] : []),
          ...(isOver(event.job) ? (staleAfterJob[event.job.kind] ?? []) : []),
        ]
      case 'host':
        return [keys.doctor, keys.arc]
      case 'pool':
        return [keys.pools, keys.pool(event.pool), keys.drives, keys.importablePools]
      case 'certificate':
        return [keys.access('web'), keys.doctor]
      case 'image':
        return [keys.image(event.image.id)]
      case 'bin':
        return [keys.bin, ['image']]
      case 'image-gone':
      case 'reset':
        return []
      default:
        return []
    }
  })
  return [...new Map(stale.map((key) => [key.join('\n'), key])).values()]
}

function openStream(afterSeq: number, onMetrics: (event: MetricsEvent) => void): Stream {
  const source = new EventSource(requestPath(routes.events, { query: { after: afterSeq, metrics: true } }))
  source.addEventListener('metrics', (event: MessageEvent<string>) =>
    onMetrics(JSON.parse(event.data) as MetricsEvent),
  )
  return {
    onOpen: (act) => source.addEventListener('open', act),
    onEvent: (act) => source.addEventListener('change', (event: MessageEvent<string>) => act(event.data)),
    onBeat: (act) => source.addEventListener('beat', act),
    onBroken: (act) => source.addEventListener('error', act),
    close: () => source.close(),
  }
}

/** Has the page look again after a sleep, a return to a tab long hidden, or a network that is back; and rest while nobody looks. */
function wakeUp(live: Live): void {
  let hiddenAtMs: number | undefined
  let rest: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(rest)
    if (document.hidden) {
      hiddenAtMs = Date.now()
      rest = setTimeout(live.stop, restAfterMs)
    } else if (hiddenAtMs !== undefined && Date.now() - hiddenAtMs > sleptMs) live.again()
  })
  window.addEventListener('online', live.again)
  let beatMs = Date.now()
  setInterval(() => {
    const slept = Date.now() - beatMs > sleptMs
    beatMs = Date.now()
    if (slept && !document.hidden) live.again()
  }, 5_000)
}
