import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { Problem } from '../../domain/problem.ts'
import { TiB } from '../../domain/size.ts'
import type { Host, HostHint } from '../host.ts'
import { joinStores } from '../join-stores.ts'
import { makeFake, plannedFailures, type FakeDelays, type HostVerb } from './fake.ts'
import { fakeCopies } from './fake-copies.ts'
import { fakeFacts } from './fake-facts.ts'
import { fakeFiles } from './fake-files.ts'
import { fakeGuests } from './fake-guests.ts'
import { fakeLibvirtPools } from './fake-libvirt-pools.ts'
import { fakeMemory } from './fake-memory.ts'
import { fakeMetrics } from './fake-metrics.ts'
import { fakeNetworks } from './fake-networks.ts'
import { fakeImages } from './fake-images.ts'
import { fakePoolStores } from './fake-pool-stores.ts'
import { fakePools } from './fake-pools.ts'
import { fakeStartHook } from './fake-start-hook.ts'
import { fakeStore } from './fake-store.ts'
import { fakeUploads } from './fake-uploads.ts'
import { fakeVms } from './fake-vms.ts'
import { fakeOutside, type Outside } from './outside.ts'
import { manualScheduler, timerScheduler } from './scheduler.ts'
import { seededWorld, type SeedData } from './seed-data.ts'
import { localSpot } from './spots.ts'
import { awaitAgent, awaitPowerOff } from './vm-life.ts'
import { snapshotOf, storeRoot } from './world.ts'
import { readWorldFile, writeWorldFile } from './world-file.ts'

export interface FakeHostOptions {
  /** Time of the fake world; default the real time with `auto`, else a fixed day that moves with `step`. */
  readonly clock?: () => Date
  /** Things happen by themselves, by timers. Otherwise only with `step` and `settle`. Default false. */
  readonly auto?: boolean
  readonly seedData?: SeedData
  readonly delays?: Partial<FakeDelays>
  readonly storeBytes?: number
  readonly accelerator?: AcceleratorVerdict
  /** Keeps the world in this file, so that it outlives the daemon as real VMs do. Read at the start if it is there. */
  readonly stateFile?: string
}

/** A host in memory: behaves as the real one by the same contract test, and can be told to misbehave. */
export interface FakeHost extends Host {
  /** What others do behind Kiste's back. */
  readonly outside: Outside
  /** Lets the next waiting thing happen; false if none waits. Without `auto` only. */
  step(): boolean
  /** Lets everything happen that waits, and the hints about it arrive. */
  settle(): Promise<void>
  /** The next call of this verb fails with this problem: before it did anything, or after it did it all. */
  failNext(verb: HostVerb, problem: Problem, when?: 'before' | 'after'): void
  /** The whole world as a plain object, to compare before and after. */
  snapshot(): Record<string, unknown>
}

/** How long things take for a person who looks on. */
export const unhurried: FakeDelays = {
  agentMs: 1500,
  powerOffMs: 1200,
  imageMs: 6000,
  poolMs: 6000,
  verbMs: 20,
}

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const auto = options.auto ?? false
  const time = auto ? timerScheduler(options.clock) : manualScheduler(options.clock?.())
  const startedAt = time.now()
  const { stateFile } = options
  const world =
    (stateFile === undefined ? undefined : readWorldFile(stateFile)) ??
    seededWorld(options.seedData ?? 'empty', startedAt)
  const listeners = new Set<(hint: HostHint) => void>()
  const failures = plannedFailures()
  const fake = makeFake({
    world,
    time,
    failures,
    listeners,
    delays: { ...(auto ? unhurried : { ...unhurried, verbMs: 0 }), ...options.delays },
    changed: () => {
      if (stateFile !== undefined) writeWorldFile(stateFile, world)
    },
  })
  for (const [uuid, { run }] of Object.entries(world.vms)) {
    if (run?.state === 'running' && run.agent === 'disconnected') awaitAgent(fake, uuid)
    if (run?.state === 'stopping') awaitPowerOff(fake, uuid)
  }
  const totalBytes = options.storeBytes ?? TiB
  const store = fakeStore(fake, localSpot, () => totalBytes)
  const stores = joinStores(store, storeRoot, fakePoolStores(fake))
  const libvirtPools = fakeLibvirtPools(fake)
  const { uploads, close: closeUploads } = fakeUploads(fake, {
    folder: stateFile === undefined ? undefined : `${stateFile}.uploads`,
    freeBytes: async () => (await store.space()).freeBytes,
  })
  return {
    vms: fakeVms(fake),
    guests: fakeGuests(fake),
    stores,
    images: fakeImages(fake),
    uploads,
    networks: fakeNetworks(fake),
    libvirtPools,
    startHook: fakeStartHook(fake),
    facts: fakeFacts(
      fake,
      { stores, libvirtPools },
      {
        accelerator: options.accelerator ?? { accelerator: 'kvm' },
        startedAt,
      },
    ),
    pools: fakePools(fake),
    copies: fakeCopies(fake),
    memory: fakeMemory(fake),
    metrics: fakeMetrics(fake),
    files: fakeFiles(fake),
    outside: fakeOutside(fake),
    onHint(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      time.close()
      listeners.clear()
      await closeUploads()
    },
    step: time.step,
    settle: async () => {
      while (time.step()) fake.changed()
      // Hints are handed out one turn of the event loop later.
      await new Promise((resolve) => void setImmediate(resolve))
    },
    failNext: failures.failNext,
    snapshot: () => snapshotOf(world),
  }
}
