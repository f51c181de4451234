import { setTimeout as delay } from 'node:timers/promises'
import { isFinished, type Job } from '../domain/job.ts'
import type { Host, HostHint } from '../host/host.ts'
import { makeBoard, type Board } from './board.ts'
import type { Inventory, Live, LiveChange, LiveEvent } from './live.ts'
import { makeLook, type Look } from './look.ts'
import { readPools } from './read-pools.ts'
import { makeRing } from './ring.ts'

export interface LiveOptions {
  readonly host: Pick<Host, 'facts' | 'images' | 'onHint' | 'pools' | 'stores' | 'vms'>
  /** Jobs as they stand at the start; after that `jobChanged` tells. */
  readonly jobs?: (() => readonly Job[]) | undefined
  /** Told when a look fails, once until looking works again. */
  readonly onTrouble?: ((message: string, error: unknown) => void) | undefined
  /** How often everything is looked at afresh, since events are only hints. Default: 60 s. */
  readonly rescanMs?: number | undefined
  /** The least time between two looks at VMs. Default: 50 ms. */
  readonly minGapMs?: number | undefined
  /** The least time between two looks at anything else. Default: 250 ms. */
  readonly otherGapMs?: number | undefined
  /** How often pools are looked at while somebody follows, and while work goes on in one. Default: 10 s and 2 s. */
  readonly poolsMs?: { readonly still: number; readonly working: number } | undefined
  /** When a failed look is tried again by itself. Default: 5 s. */
  readonly retryMs?: number | undefined
  /** How long the start waits for the first list of VMs before it goes on without. Default: 5 s. */
  readonly firstLookMs?: number | undefined
  /** How many events are kept for followers that come back. Default: 8,192. */
  readonly keepEvents?: number | undefined
  /** How many ended jobs the inventory shows. Default: 50. */
  readonly keepEndedJobs?: number | undefined
}

// More changed VMs than this are cheaper to list than to ask for one by one.
const singleLooksLimit = 32

/**
 * Observes a host. Hints and `touch` only wake looks; what a look sees is held against what was seen before, and the differences
 * are the events. Looks at the same thing never overlap, and a hint that comes during one causes another after it, so no change
 * is lost, and a storm of hints costs at most one look per `minGapMs`.
 */
export function createLive(options: LiveOptions): Live {
  const { host, onTrouble = () => undefined, minGapMs = 50, otherGapMs = 250, retryMs = 5_000 } = options
  // Numbers go on from the clock, so that a follower from before a restart is never mistaken for an up-to-date one.
  const ring = makeRing(options.keepEvents ?? 8_192, Date.now())
  const listeners = new Set<(event: LiveEvent) => void>()
  const changedVms = new Set<string>()
  let scanWanted = true
  let seenVms = false
  let board: Board | undefined
  let current: Inventory | undefined
  let stopped = false
  let rescan: NodeJS.Timeout | undefined
  let unhint: (() => void) | undefined
  const { poolsMs = { still: 10_000, working: 2_000 } } = options
  let poolTimer: NodeJS.Timeout | undefined
  let seesPools = false

  const started = (): Board => {
    if (board === undefined) throw new Error('live has not been started')
    return board
  }
  const tell = (listener: (event: LiveEvent) => void, event: LiveEvent) => {
    try {
      listener(event)
    } catch (error) {
      onTrouble('somebody who follows the changes failed', error)
    }
  }
  const publish = (changes: readonly LiveChange[]) => {
    if (stopped) return
    for (const change of changes) {
      const event = ring.push(change)
      current = undefined
      // Followers come and go while being told; one that comes now has this event from its replay.
      for (const listener of Array.from(listeners)) if (listeners.has(listener)) tell(listener, event)
    }
  }

  const lookAtVms = async () => {
    if (scanWanted || changedVms.size > singleLooksLimit) {
      // Cleared before asking: what is hinted from here on may not be in the answer, and is asked for again after it.
      scanWanted = false
      changedVms.clear()
      const seen = await host.vms.list().catch((error: unknown) => {
        scanWanted = true
        throw error
      })
      seenVms = true
      publish(started().seeVms(seen))
      return
    }
    const uuids = [...changedVms]
    changedVms.clear()
    const looks = await Promise.allSettled(
      uuids.map(async (uuid) => {
        const seen = await host.vms.get(uuid).catch((error: unknown) => {
          changedVms.add(uuid)
          throw error
        })
        publish(started().seeVm(uuid, seen))
      }),
    )
    const failed = looks.find((look) => look.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  // Nothing wakes us when a drive dies or a scrub goes on: that is looked for, as often as it pays, while somebody would see it.
  const lookAtPools = async () => {
    const seen = await readPools(host.pools)
    seesPools = seen.length > 0
    publish(started().seePools(seen))
    clearTimeout(poolTimer)
    if (stopped || !seesPools || listeners.size === 0) return
    const delayMs = seen.some(({ works }) => works) ? poolsMs.working : poolsMs.still
    poolTimer = setTimeout(looks.pools.wake, delayMs).unref()
  }

  const lookFor = (what: string, gapMs: number, look: () => Promise<void>): Look => {
    let lastTrouble = ''
    return makeLook({
      minGapMs: gapMs,
      retryMs,
      look: async () => {
        await look()
        lastTrouble = ''
      },
      onTrouble: (error) => {
        const trouble = String(error)
        if (trouble !== lastTrouble) onTrouble(`could not look at ${what}`, error)
        lastTrouble = trouble
      },
    })
  }
  const looks = {
    vms: lookFor('the VMs', minGapMs, lookAtVms),
    images: lookFor('the images', otherGapMs, async () =>
      publish(started().seeImages(await host.images.list())),
    ),
    bin: lookFor('the bin', otherGapMs, async () => publish(started().seeBin(await host.stores.bin()))),
    host: lookFor('the host', otherGapMs, async () => publish(started().seeHost(await host.facts.host()))),
    pools: lookFor('the pools', otherGapMs, lookAtPools),
  }

  const touch: Live['touch'] = (what) => {
    if (board === undefined || stopped) return
    if (what === 'vms') scanWanted = true
    looks[what].wake()
  }
  const touchAll = () => (['vms', 'images', 'bin', 'host', 'pools'] as const).forEach(touch)

  const onHint = (hint: HostHint) => {
    switch (hint.what) {
      case 'vm':
        changedVms.add(hint.uuid)
        looks.vms.wake()
        return
      case 'connected':
        touch('vms')
        touch('host')
        return
      case 'disconnected':
        touch('host')
        return
    }
  }

  // Whoever waits for a job reads what it made right after, so its effects are seen before its end is.
  const showEnded = async (job: Job) => {
    scanWanted = true
    await orAfter(1_000, Promise.all([looks.vms, looks.images, looks.bin].map((look) => look.lookNow())))
    publish(started().seeJob(job))
  }

  return {
    start: async () => {
      board = makeBoard(await host.facts.host(), options.keepEndedJobs ?? 50)
      for (const job of (options.jobs?.() ?? []).toReversed()) board.seeJob(job)
      unhint = host.onHint(onHint)
      const first = Promise.all(
        [looks.vms, looks.images, looks.bin, looks.pools].map((look) => look.lookNow()),
      )
      await orAfter(options.firstLookMs ?? 5_000, first)
      rescan = setInterval(touchAll, options.rescanMs ?? 60_000)
      rescan.unref()
    },
    inventory: () => (current ??= started().inventory(ring.seq)),
    hasSeenVms: () => seenVms,
    touch,
    jobChanged: (job) => {
      if (board === undefined || stopped) return
      if (isFinished(job)) void showEnded(job)
      else publish(board.seeJob(job))
      if (isAboutPool(job)) looks.pools.wake()
    },
    certificateChanged: () => {
      if (board !== undefined) publish([{ type: 'certificate' }])
    },
    follow: (afterSeq, listener) => {
      const missed = ring.after(afterSeq)
      if (missed === undefined) tell(listener, { type: 'reset', seq: ring.seq })
      else for (const event of missed) tell(listener, event)
      // Own function per call, so that one listener may follow twice and stop each time by itself.
      const mine = (event: LiveEvent) => listener(event)
      listeners.add(mine)
      if (listeners.size === 1 && seesPools) looks.pools.wake()
      return () => void listeners.delete(mine)
    },
    stop: async () => {
      stopped = true
      unhint?.()
      clearInterval(rescan)
      clearTimeout(poolTimer)
      for (const look of Object.values(looks)) look.stop()
      listeners.clear()
    },
  }
}

/** Also those that make a store in one, or measure it. */
function isAboutPool({ object }: Job): boolean {
  return object.type === 'pool'
}

/** Waits for this, but not longer than so long. */
async function orAfter(limitMs: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  const limit = delay(limitMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined)
  await Promise.race([work, limit])
  timer.abort()
}
