import { afterEach, describe, expect, it } from 'vitest'
import { HostMetricsSchema, MetricsEventSchema, VmMetricsSchema } from '../contract/schemas/metrics.ts'
import { mismatches } from '../contract/testing/match-exactly.ts'
import type { MetricsEventAnswer } from '../contract/schemas/metrics.ts'
import { buildHouse, type House } from './testing/house.ts'
import { expectSoon, onSocket, type OnSocket } from './testing/on-socket.ts'
import { administrator, member } from './testing/visitor.ts'

let house: House | undefined
let client: OnSocket | undefined
afterEach(async () => {
  await house?.close()
  client?.clean()
  house = client = undefined
})

interface Columns {
  readonly detail: string
  readonly atMs: readonly number[]
  readonly mean: Readonly<Record<string, readonly (number | null)[]>>
}

/** A house in which something was measured. */
async function measuring(): Promise<House> {
  // Quick, and with a clock that makes a second of it long enough to be a measurement.
  const begin = Date.now()
  house = await buildHouse({
    host: { clock: () => new Date(begin - 600_000 + (Date.now() - begin) * 100) },
    metricPeriods: { whileWatchedMs: 20, atRestMs: 20 },
  })
  const { metrics } = house
  const seen = new Set<string>()
  const stop = metrics.follow((sample) => seen.add(sample.of))
  await expectSoon('both were measured', () => seen.size === 2)
  stop()
  return house
}

const get = async ({ http }: House, url: string) =>
  (await http.inject({ method: 'GET', url })).json<Columns>()

describe('what was measured', () => {
  it('is told of the host and of a VM, a column a series', async () => {
    const here = await measuring()
    const host = await get(here, '/v1/metrics/host')
    expect(mismatches(HostMetricsSchema, host)).toEqual([])
    expect(host.detail).toBe('raw')
    expect(host.atMs.length).toBeGreaterThan(0)
    for (const column of Object.values(host.mean)) expect(column).toHaveLength(host.atMs.length)
    const vm = await get(here, '/v1/vms/web/metrics?range=day')
    expect(mismatches(VmMetricsSchema, vm)).toEqual([])
    expect(vm.detail).toBe('minute')
    expect(vm.atMs.length).toBeGreaterThan(0)
  })

  it('is also told while libvirt is away, and is nothing of a VM that never ran', async () => {
    const here = await measuring()
    here.host.outside.killLibvirt('it was stopped')
    expect((await get(here, '/v1/vms/web/metrics')).atMs.length).toBeGreaterThan(0)
    expect((await get(here, '/v1/vms/build/metrics')).atMs).toEqual([])
  })

  it.each([
    ['/v1/metrics/host?range=day&from=2026-01-01T00:00:00Z', 'range'],
    ['/v1/metrics/host?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/v1/metrics/host?range=year', 'range'],
    ['/v1/metrics/host?from=yesterday', 'from'],
  ])('%s is refused', async (url, field) => {
    house = await buildHouse()
    const answer = await house.http.inject({ method: 'GET', url })
    expect(answer.statusCode, answer.body).toBe(400)
    expect(answer.json<{ problems: object[] }>().problems[0]).toMatchObject({ code: 'invalid_input', field })
  })

  it('is told to those who may see it', async () => {
    const here = await measuring()
    await administrator(here)
    const otto = await member(here, { name: 'otto', role: 'operator', vms: ['web'] })
    expect((await otto.ask('GET', '/v1/metrics/host')).statusCode).toBe(403)
    expect((await otto.ask('GET', '/v1/vms/web/metrics')).statusCode).toBe(200)
    expect((await otto.ask('GET', '/v1/vms/photos/metrics')).statusCode).toBe(404)
  })
})

describe('what is measured now', () => {
  const samples = (text: string) =>
    [...text.matchAll(/^event: metrics\ndata: (.*)\n\n/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as MetricsEventAnswer,
    )

  async function listen(url: string) {
    const here = await measuring()
    client = await onSocket(here.http)
    let text = ''
    const answer = await client.open(url)
    answer.setEncoding('utf8').on('data', (part: string) => (text += part))
    answer.on('error', () => undefined)
    return { here, text: () => text }
  }

  it('comes to whoever asked for it', async () => {
    const { text } = await listen('/v1/events?metrics=true')
    await expectSoon('both came', () => new Set(samples(text()).map(({ of }) => of)).size === 2)
    for (const sample of samples(text())) expect(mismatches(MetricsEventSchema, sample)).toEqual([])
  })

  it('comes to nobody else', async () => {
    const { here, text } = await listen('/v1/events')
    let seen = 0
    here.metrics.follow(() => (seen += 1))
    await expectSoon('it was measured meanwhile', () => seen > 4)
    expect(samples(text())).toEqual([])
  })
})
