import { problemError, ProblemError, type Problem } from '../../domain/problem.ts'
import type { Host, HostHint } from '../host.ts'
import type { ImageReaders } from '../image-readers.ts'
import type { SnapshotHost } from '../snapshot-host.ts'
import type { PoolStores } from '../join-stores.ts'
import type { StoreHost } from '../store-host.ts'
import type { Scheduler } from './scheduler.ts'
import type { World } from './world.ts'

type Rooms = Pick<
  Host,
  | 'vms'
  | 'guests'
  | 'images'
  | 'uploads'
  | 'networks'
  | 'facts'
  | 'files'
  | 'pools'
  | 'memory'
  | 'metrics'
  | 'libvirtPools'
  | 'startHook'
  | 'copies'
> & {
  readonly store: StoreHost
  readonly stores: PoolStores
  readonly snapshots: SnapshotHost
}

/** A verb of the host as tests name it, such as `vms.start`. */
export type HostVerb = { [R in keyof Rooms]: `${R}.${keyof Rooms[R] & string}` }[keyof Rooms]

/** How long things take. In manual time only their order counts. */
export interface FakeDelays {
  /** Between starting a VM and its agent answering. */
  readonly agentMs: number
  /** How long a guest takes to power off when asked. */
  readonly powerOffMs: number
  /** A pull, build or import as a whole. */
  readonly imageMs: number
  /** A scrub, a resilver, or other work of a pool. */
  readonly poolMs: number
  /** Every verb. */
  readonly verbMs: number
}

/** What the parts of the fake host share. */
export interface Fake {
  readonly world: World
  readonly time: Scheduler
  readonly delays: FakeDelays
  /** Who reads the disks of snapshots, by store. */
  readonly readers: Map<string, ImageReaders>
  /** How to close the open consoles, by UUID; with why when somebody else takes one over. */
  readonly consoles: Map<string, (because?: Error) => void>
  /** How to close the open screens, and whose they are; a VM may have several. */
  readonly screens: Map<() => void, string>
  /** Tells listeners, a moment later, as an event from outside comes. */
  hint(hint: HostHint): void
  /** To be called when something moved by itself, outside a verb. */
  changed(): void
  /** Wraps what a verb does with what can happen to any: it fails as a test asked, takes time, or libvirt is away. */
  verb<A extends unknown[], R>(
    name: HostVerb,
    act: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R>
}

export interface Failures {
  failNext(verb: HostVerb, problem: Problem, when?: 'before' | 'after'): void
  take(verb: HostVerb, when: 'before' | 'after'): void
}

/** Failures that a test planned, each for the next call of its verb: before it did anything, or after it did it all. */
export function plannedFailures(): Failures {
  const planned: { verb: HostVerb; when: 'before' | 'after'; problem: Problem }[] = []
  return {
    failNext: (verb, problem, when = 'before') => void planned.push({ verb, problem, when }),
    take(verb, when) {
      const index = planned.findIndex((item) => item.verb === verb && item.when === when)
      const [failure] = index < 0 ? [] : planned.splice(index, 1)
      if (failure) throw new ProblemError([failure.problem])
    },
  }
}

const onlyLooks =
  /^facts\.|^metrics\.|^pools\.(?!run$|wait$|setArcMax$|mount$|unmount$|makeBench$|removeBench$)|\.(list|images|written|look|read|readFolder|walk|get|definition|definitionToShow|history|addresses|keepsRam|log|consoleLog|ping|readFile|space|places|disks|diskSize|read\w*Definition|bin|usedBy|uploads|obstacles)$/

/** Logs are files, read without asking libvirt. */
const throughLibvirt =
  /^(?:vms\.(?!log$|removeLog$|moveLog$)|guests\.|metrics\.vms$|networks\.|libvirtPools\.(?!look$))/

export function makeFake(options: {
  readonly world: World
  readonly time: Scheduler
  readonly delays: FakeDelays
  readonly failures: Failures
  readonly listeners: ReadonlySet<(hint: HostHint) => void>
  readonly changed: () => void
}): Fake {
  const { world, time, delays, failures, listeners, changed } = options
  const assertLibvirt = (verb: HostVerb, begun: boolean) => {
    if (world.libvirtDown === undefined || !throughLibvirt.test(verb)) return
    throw begun ? outcomeUnknown(verb) : libvirtDown(world.libvirtDown)
  }
  return {
    world,
    time,
    delays,
    readers: new Map(),
    consoles: new Map(),
    screens: new Map(),
    changed,
    hint: (hint) =>
      void setImmediate(() => {
        for (const listener of listeners) listener(hint)
      }),
    verb:
      (name, act) =>
      async (...args) => {
        assertLibvirt(name, false)
        failures.take(name, 'before')
        if (delays.verbMs > 0) await time.pause(delays.verbMs)
        try {
          const result = await act(...args)
          assertLibvirt(name, true)
          failures.take(name, 'after')
          return result
        } finally {
          if (!onlyLooks.test(name)) changed()
        }
      },
  }
}

function libvirtDown(because: string): ProblemError {
  return problemError({
    code: 'libvirt_unavailable',
    message: `libvirt does not answer: ${because}.`,
    object: { type: 'host', name: 'fake' },
    hint: 'Start libvirtd; Kiste connects again by itself.',
  })
}

function outcomeUnknown(verb: HostVerb): ProblemError {
  return problemError({
    code: 'outcome_unknown',
    message: `The connection to libvirt ended during ${verb}; whether it was carried out is not known.`,
    object: { type: 'host', name: 'fake' },
  })
}
