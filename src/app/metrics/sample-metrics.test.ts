import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetricsTable } from '../../db/metrics-table.ts'
import { openDb } from '../../db/open-db.ts'
import { createFakeHost, type FakeHost } from '../../host/fake/fake-host.ts'
import { reconcileMetrics } from '../reconcile-metrics.ts'
import { keepMetrics, type MetricsKeeper } from './keep-metrics.ts'
import type { MetricSample } from './metrics.ts'
import { sampleMetrics, type MetricsSampler } from './sample-metrics.ts'

const away = { code: 'libvirt_unavailable', message: 'libvirt does not answer.' } as const

let host: FakeHost
let sampler: MetricsSampler
let keeper: MetricsKeeper
let troubles: string[]
let offsetMs: number

beforeEach(() => {
  offsetMs = 0
  troubles = []
  // Time goes on by itself, and a hundred times as fast, so that no test waits for it.
  const begin = Date.now()
  host = createFakeHost({
    auto: true,
    seedData: 'demo',
    delays: { verbMs: 0 },
    clock: () => new Date(begin + (Date.now() - begin) * 100 + offsetMs),
  })
  keeper = keepMetrics(createMetricsTable(openDb({ path: ':memory:' })), (message) => troubles.push(message))
  sampler = sampleMetrics({
    host,
    keeper,
    periods: { whileWatchedMs: 20, atRestMs: 60_000 },
    onTrouble: (message) => troubles.push(message),
  })
})
afterEach(async () => {
  await sampler.stop()
  await host.close()
})

const uuidOf = async (name: string) => (await host.vms.list()).find((vm) => vm.name === name)?.uuid ?? ''

async function samples(enough: (seen: readonly MetricSample[]) => boolean): Promise<readonly MetricSample[]> {
  const seen: MetricSample[] = []
  const stop = sampler.follow((sample) => seen.push(sample))
  await expect.poll(() => enough(seen), { timeout: 10_000 }).toBe(true)
  stop()
  return seen
}

describe('the sampler', () => {
  it('measures the host and the VMs that run, for whoever follows', async () => {
    const seen = await samples((list) => new Set(list.map((sample) => sample.of)).size === 2)
    const ofHost = seen.find((sample) => sample.of === 'host')
    expect(ofHost?.of === 'host' && ofHost.span.mean.every((value) => value !== null)).toBe(true)
    const ofVms = seen.find((sample) => sample.of === 'vms')
    const uuids = ofVms?.of === 'vms' ? [...ofVms.spans.keys()] : []
    expect(uuids).toContain(await uuidOf('web'))
    expect(uuids).not.toContain(await uuidOf('build'))
  })

  it('goes on with the host while libvirt is away, and says so once', async () => {
    host.outside.killLibvirt('it was stopped')
    await samples((list) => list.filter((sample) => sample.of === 'host').length >= 4)
    expect(troubles).toEqual(['could not measure the VMs'])
  })

  it('measures seldom while nobody follows', async () => {
    await samples((list) => list.length >= 2)
    let calls = 0
    const count = host.metrics.host
    Object.assign(host.metrics, {
      host: () => {
        calls += 1
        return count()
      },
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(calls).toBeLessThanOrEqual(1)
  })

  it('goes on after a failure', async () => {
    host.failNext('metrics.vms', away)
    await samples((list) => list.some((sample) => sample.of === 'vms'))
    expect(troubles).toEqual(['could not measure the VMs'])
  })
})

describe('history of a VM', () => {
  const measured = async (uuid: string) => {
    await samples((list) => list.some((sample) => sample.of === 'vms' && sample.spans.has(uuid)))
    expect(keeper.subjects()).toContain(uuid)
  }

  it('stays while the VM does, also in the bin, and is forgotten when it is gone for good', async () => {
    const uuid = await uuidOf('web')
    await measured(uuid)
    await host.vms.powerOff(uuid)
    await sampler.stop()
    await reconcileMetrics(host, keeper)
    expect(keeper.subjects()).toContain(uuid)
    await host.vms.undefine(uuid)
    await reconcileMetrics(host, keeper)
    expect(keeper.subjects()).toContain(uuid)
    await host.stores.get('local').removePlace('web', uuid)
    await reconcileMetrics(host, keeper)
    expect(keeper.subjects()).toEqual(expect.not.arrayContaining([uuid]))
    expect(keeper.subjects()).toContain('host')
  })

  it('is not forgotten while nobody can say which VMs there are', async () => {
    const uuid = await uuidOf('web')
    await measured(uuid)
    host.outside.killLibvirt('it was stopped')
    await expect(reconcileMetrics(host, keeper)).rejects.toThrow()
    expect(keeper.subjects()).toContain(uuid)
  })
})
