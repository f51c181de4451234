import { afterEach, describe, expect, it } from 'vitest'
import { jobs } from '../contract/testing/samples.ts'
import type { Job } from '../domain/job.ts'
import type { VmFacts } from '../domain/vm.ts'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../host/fake/fake-host.ts'
import type { Host } from '../host/host.ts'
import { createLive, type LiveOptions } from './create-live.ts'
import type { Live, LiveEvent } from './live.ts'

const quick = { minGapMs: 5, retryMs: 20, rescanMs: 60_000, firstLookMs: 1_000 }
const open: Live[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((live) => live.stop()))
})

interface Watched {
  readonly host: FakeHost
  readonly live: Live
  readonly events: LiveEvent[]
  readonly calls: { list: number; get: number; host: number }
  readonly troubles: string[]
  uuidOf(name: string): string
}

/** A host whose looks are counted, and someone who follows it. */
async function watch(
  options: {
    readonly host?: FakeHostOptions
    readonly live?: Partial<LiveOptions>
    readonly before?: (host: FakeHost) => void
    readonly change?: (host: Host) => Partial<Host['vms']>
    /** No hint arrives. */
    readonly deaf?: boolean
  } = {},
): Promise<Watched> {
  const host = createFakeHost({ seedData: 'demo', ...options.host })
  options.before?.(host)
  const calls = { list: 0, get: 0, host: 0 }
  const troubles: string[] = []
  const vms: Host['vms'] = { ...host.vms, ...options.change?.(host) }
  const live = createLive({
    host: {
      ...host,
      onHint: options.deaf === true ? () => () => undefined : host.onHint,
      vms: {
        ...vms,
        list: () => {
          calls.list += 1
          return vms.list()
        },
        get: (uuid) => {
          calls.get += 1
          return vms.get(uuid)
        },
      },
      facts: {
        ...host.facts,
        host: () => {
          calls.host += 1
          return host.facts.host()
        },
      },
    },
    onTrouble: (message) => troubles.push(message),
    ...quick,
    ...options.live,
  })
  open.push(live)
  await live.start()
  const events: LiveEvent[] = []
  live.follow(live.inventory().seq, (event) => events.push(event))
  calls.list = calls.get = calls.host = 0
  const uuidOf = (name: string) => live.inventory().vms.find((vm) => vm.name === name)?.uuid ?? ''
  return { host, live, events, calls, troubles, uuidOf }
}

const vmNamed = (live: Live, name: string) => live.inventory().vms.find((vm) => vm.name === name)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Tries until it holds; what it last said is the failure. */
async function expectEventually(check: () => void): Promise<void> {
  const deadline = performance.now() + 3_000
  for (;;) {
    try {
      check()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await pause(5)
    }
  }
}

describe('the first look', () => {
  it('sees everything, sorted', async () => {
    const { live, host } = await watch({ live: { jobs: () => jobs.slice(0, 1) } })
    const seen = live.inventory()
    expect(seen.vms.map(({ name }) => name)).toEqual([
      'build',
      'home-assistant',
      'old-forum',
      'photos',
      'web',
      'win-test',
    ])
    expect(seen.images).toEqual((await host.images.list()).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    expect(seen.bin).toEqual(await host.stores.bin())
    expect(seen.host).toEqual(await host.facts.host())
    expect(seen.jobs).toEqual(jobs.slice(0, 1))
  })

  it('works without libvirt, and sees the VMs when it is there', async () => {
    const { live, host } = await watch({ before: (host) => host.outside.killLibvirt('it was stopped') })
    expect(live.inventory().vms).toEqual([])
    expect(live.inventory().host.libvirt).toMatchObject({ state: 'disconnected', because: 'it was stopped' })
    host.outside.startLibvirt()
    await expectEventually(() => {
      expect(live.inventory().vms).toHaveLength(6)
      expect(live.inventory().host.libvirt.state).toBe('connected')
    })
  })

  it('does not wait for a libvirt that hangs', async () => {
    const begun = performance.now()
    const { live } = await watch({
      live: { firstLookMs: 50 },
      change: () => ({ list: () => new Promise(() => undefined) }),
    })
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect(live.inventory().vms).toEqual([])
  })
})

describe('a hint', () => {
  it('makes it look at that VM alone', async () => {
    const { live, host, events, calls, uuidOf } = await watch()
    host.outside.setCpus(uuidOf('build'), 3)
    await expectEventually(() => expect(vmNamed(live, 'build')?.cpus).toBe(3))
    expect(events).toEqual([{ seq: live.inventory().seq, type: 'vm', vm: vmNamed(live, 'build') }])
    expect(calls).toEqual({ list: 0, get: 1, host: 0 })
  })

  it('of a VM that is gone tells its name', async () => {
    const { host, events, uuidOf } = await watch()
    const uuid = uuidOf('build')
    host.outside.undefine(uuid)
    await expectEventually(() => expect(events).toMatchObject([{ type: 'vm-gone', uuid, name: 'build' }]))
  })

  it('about nothing new is no event', async () => {
    const { host, events, calls, uuidOf } = await watch()
    host.outside.setCpus(uuidOf('build'), 6)
    await expectEventually(() => expect(calls.get).toBe(1))
    await pause(20)
    expect(events).toEqual([])
  })

  it('in a storm costs few looks, and the last word is seen', async () => {
    const { live, host, calls, uuidOf } = await watch({ live: { minGapMs: 50 } })
    const uuid = uuidOf('build')
    for (let i = 1; i <= 2_000; i++) host.outside.setCpus(uuid, 1 + (i % 7))
    await expectEventually(() => expect(vmNamed(live, 'build')?.cpus).toBe(1 + (2_000 % 7)))
    expect(calls.get + calls.list).toBeLessThanOrEqual(4)
  })

  it('for many VMs at once is answered with one list', async () => {
    const { live, host, calls } = await watch({ host: { seedData: 200 } })
    for (const { uuid } of live.inventory().vms) host.outside.setCpus(uuid, 9)
    // A running VM takes its new CPUs at the next start.
    const cpusOf = ({ cpus, status }: VmFacts) => (status.state === 'running' ? status.pending?.cpus : cpus)
    await expectEventually(() => expect(new Set(live.inventory().vms.map(cpusOf))).toEqual(new Set([9])))
    expect(calls.get).toBeLessThanOrEqual(32)
    expect(calls.list).toBeLessThanOrEqual(2)
  })

  it('that comes during a full look is looked at again after it', async () => {
    const held: { release?: () => void; hold: boolean } = { hold: false }
    const { live, host, uuidOf } = await watch({
      change: ({ vms }) => ({
        list: async () => {
          const seen = await vms.list()
          if (held.hold) await new Promise<void>((resolve) => (held.release = resolve))
          return seen
        },
      }),
    })
    held.hold = true
    live.touch('vms')
    await expectEventually(() => expect(held.release).toBeDefined())
    // The list was taken before this and is handed over after it.
    host.outside.setCpus(uuidOf('build'), 5)
    await pause(20)
    held.hold = false
    held.release?.()
    await expectEventually(() => expect(vmNamed(live, 'build')?.cpus).toBe(5))
    await pause(20)
    expect(vmNamed(live, 'build')?.cpus).toBe(5)
  })

  it('that is lost costs time, never correctness', async () => {
    const { live, host, uuidOf } = await watch({ live: { rescanMs: 30 }, deaf: true })
    host.outside.setCpus(uuidOf('build'), 4)
    await expectEventually(() => expect(vmNamed(live, 'build')?.cpus).toBe(4))
  })
})

describe('while libvirt is away', () => {
  it('VMs stay as they were last seen, and the host says so; what changed meanwhile is seen after', async () => {
    const { live, host, events, uuidOf } = await watch()
    const [build, web] = [uuidOf('build'), uuidOf('web')]
    host.outside.killLibvirt('it was stopped')
    await expectEventually(() => expect(live.inventory().host.libvirt.state).toBe('disconnected'))
    expect(live.inventory().vms).toHaveLength(6)
    host.outside.undefine(build)
    host.outside.destroy(web)
    await pause(60)
    expect(events.map(({ type }) => type)).toEqual(['host'])
    expect(live.inventory().vms).toHaveLength(6)
    host.outside.startLibvirt()
    await expectEventually(() => {
      expect(vmNamed(live, 'build')).toBeUndefined()
      expect(vmNamed(live, 'web')?.status.state).toBe('stopped')
      expect(live.inventory().host.libvirt.state).toBe('connected')
    })
  })

  it('is told once, however often it looks', async () => {
    const { live, host, troubles, calls } = await watch()
    host.outside.killLibvirt()
    live.touch('vms')
    await expectEventually(() => expect(calls.list).toBeGreaterThanOrEqual(3))
    expect(troubles).toEqual(['could not look at the VMs'])
  })

  it('a look at one VM that failed is made up for', async () => {
    const { live, host, uuidOf } = await watch()
    host.failNext('vms.get', { code: 'host_failed', message: 'It failed.' })
    host.outside.setCpus(uuidOf('build'), 5)
    await expectEventually(() => expect(vmNamed(live, 'build')?.cpus).toBe(5))
  })
})

describe('a full look', () => {
  it('that finds nothing new sends nothing, and keeps what it had', async () => {
    const { live, events, calls } = await watch({ live: { rescanMs: 20 } })
    const before = live.inventory()
    await expectEventually(() => expect(calls.list).toBeGreaterThanOrEqual(3))
    expect(events).toEqual([])
    expect(live.inventory()).toBe(before)
  })

  it('tells of images and of the bin', async () => {
    const { live, host, events, uuidOf } = await watch()
    const uuid = uuidOf('build')
    const at = { id: 'build-1', deletedAt: '2026-01-01T00:00:00.000Z', keepUntil: '2026-02-01T00:00:00.000Z' }
    await host.vms.undefine(uuid)
    await host.stores.get('local').moveToBin('build', uuid, at)
    live.touch('bin')
    await expectEventually(() =>
      expect(events.map(({ type }) => type).toSorted()).toEqual(['bin', 'vm-gone']),
    )
    expect(live.inventory().bin.map(({ id }) => id)).toContain('build-1')
    const work = { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }
    const imported = host.images.import('mine', { type: 'url', url: 'https://example.org/a.qcow2' }, work)
    await host.settle()
    await imported
    live.touch('images')
    await expectEventually(() =>
      expect(events.at(-1)).toMatchObject({ type: 'image', image: { id: 'mine' } }),
    )
    await host.images.remove('mine')
    live.touch('images')
    await expectEventually(() => expect(events.at(-1)).toMatchObject({ type: 'image-gone', id: 'mine' }))
  })
})

describe('jobs', () => {
  const job = (id: number, state: 'queued' | 'done'): Job => {
    const at = new Date(1_000_000 + id).toISOString()
    const head = {
      id: `j${id}`,
      kind: 'k',
      title: 't',
      object: { type: 'vm', name: 'web' },
      locks: [],
      createdAt: at,
      steps: [],
    } as const
    return state === 'queued' ? { ...head, state } : { ...head, state, startedAt: at, finishedAt: at }
  }

  it('are told as they change, newest first in the inventory', async () => {
    const { live, events } = await watch()
    live.jobChanged(job(1, 'queued'))
    live.jobChanged(job(2, 'queued'))
    live.jobChanged(job(2, 'queued'))
    expect(events).toHaveLength(2)
    expect(live.inventory().jobs.map(({ id }) => id)).toEqual(['j2', 'j1'])
  })

  it('that ended are shown after what they did, even when nothing hinted at it', async () => {
    const { live, host, events, uuidOf } = await watch({ live: { minGapMs: 0 } })
    const uuid = uuidOf('build')
    live.jobChanged(job(1, 'queued'))
    const before = host.snapshot()
    await host.vms.undefine(uuid)
    expect(host.snapshot()).not.toEqual(before)
    live.jobChanged(job(1, 'done'))
    await expectEventually(() => expect(events).toHaveLength(3))
    expect(events.map(({ type }) => type)).toEqual(['job', 'vm-gone', 'job'])
  })

  it('that ended are shown even when libvirt hangs', async () => {
    const held = { hold: false }
    const { live, events } = await watch({
      change: ({ vms }) => ({ list: () => (held.hold ? new Promise(() => undefined) : vms.list()) }),
    })
    held.hold = true
    live.jobChanged(job(1, 'done'))
    await expectEventually(() => expect(events).toHaveLength(1))
  })

  it('that ended long ago are forgotten, open ones never', async () => {
    const { live } = await watch({ live: { keepEndedJobs: 3 } })
    live.jobChanged(job(0, 'queued'))
    for (let i = 1; i <= 10; i++) live.jobChanged(job(i, 'queued'))
    for (let i = 1; i <= 10; i++) live.jobChanged(job(i, 'done'))
    await expectEventually(() =>
      expect(live.inventory().jobs.map(({ id }) => id)).toEqual(['j10', 'j9', 'j8', 'j0']),
    )
  })
})

describe('followers', () => {
  it('one that fails is told about and harms nobody', async () => {
    const { live, events, troubles } = await watch()
    live.follow(live.inventory().seq, () => {
      throw new Error('mine')
    })
    const told: LiveEvent[] = []
    live.follow(live.inventory().seq, (event) => told.push(event))
    live.jobChanged({ ...jobs[0], id: 'x' } as Job)
    expect(events).toHaveLength(1)
    expect(told).toEqual(events)
    expect(troubles).toEqual(['somebody who follows the changes failed'])
  })

  it('one that leaves while being told is told no more, and one that comes then misses nothing', async () => {
    const { live } = await watch()
    const told: string[] = []
    const { seq } = live.inventory()
    const stops: (() => void)[] = []
    live.follow(seq, (event) => {
      stops[0]?.()
      if (told.includes('late')) return
      told.push('late')
      live.follow(event.seq - 1, ({ seq: at }) => told.push(`late ${at - seq}`))
    })
    stops.push(live.follow(seq, () => told.push('left')))
    live.jobChanged({ ...jobs[0], id: 'x' } as Job)
    live.jobChanged({ ...jobs[0], id: 'y' } as Job)
    expect(told).toEqual(['late', 'late 1', 'late 2'])
  })

  it('from before a restart is told to begin anew, however far it had come', async () => {
    const first = await watch()
    for (let i = 0; i < 50; i++) first.live.jobChanged({ ...jobs[0], id: `x${i}` } as Job)
    const { seq } = first.live.inventory()
    await pause(60)
    const second = await watch()
    const told: LiveEvent[] = []
    second.live.follow(seq, (event) => told.push(event))
    expect(told).toEqual([{ type: 'reset', seq: second.live.inventory().seq }])
  })
})

describe('pools', () => {
  const often = { poolsMs: { still: 10, working: 10 }, otherGapMs: 0 }
  const poolsTold = (events: readonly LiveEvent[]) =>
    events.flatMap((event) => (event.type === 'pool' ? [event.pool] : []))

  it('a drive that dies is told of while somebody follows, though nothing hints at it', async () => {
    const { host, events } = await watch({ live: often })
    host.outside.pools.pullDrive('FAKE-SDB')
    await expectEventually(() => expect(poolsTold(events)).toEqual(['tank']))
  })

  it('are not looked at again and again while nobody follows', async () => {
    const host = createFakeHost({ seedData: 'demo' })
    let looks = 0
    const pools = { ...host.pools, list: () => ((looks += 1), host.pools.list()) }
    const live = createLive({ host: { ...host, pools }, ...quick, ...often })
    open.push(live)
    await live.start()
    await pause(60)
    expect(looks).toBe(1)
    const leave = live.follow(live.inventory().seq, () => undefined)
    await expectEventually(() => expect(looks).toBeGreaterThan(3))
    leave()
    await pause(30)
    const before = looks
    await pause(40)
    expect(looks).toBe(before)
  })

  it('one that goes is told of, and a host without ZFS is no trouble', async () => {
    const { host, events, troubles } = await watch({ live: often })
    host.outside.pools.removeZfs('it was removed')
    await expectEventually(() => expect(poolsTold(events).toSorted()).toEqual(['fast', 'tank']))
    expect(troubles).toEqual([])
  })

  it('what a job may have done to one is told before its end, also where no look shows it', async () => {
    const { live, events } = await watch()
    live.jobChanged({ ...jobs[0], state: 'done', object: { type: 'pool', name: 'tank' } } as unknown as Job)
    await expectEventually(() => expect(events.map(({ type }) => type)).toEqual(['pool', 'job']))
  })
})

describe('after stop', () => {
  it('nothing is told and nothing is looked at', async () => {
    const { live, host, events, calls, uuidOf } = await watch({ live: { rescanMs: 10 } })
    const uuid = uuidOf('build')
    await live.stop()
    calls.list = calls.get = 0
    host.outside.setCpus(uuid, 7)
    live.touch('vms')
    live.jobChanged({ ...jobs[0], id: 'x' } as Job)
    await pause(50)
    expect(events).toEqual([])
    expect(calls).toMatchObject({ list: 0, get: 0 })
  })
})
