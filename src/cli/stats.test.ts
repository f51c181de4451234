import { afterAll, beforeAll, expect, it } from 'vitest'
import { statRows } from './stat-rows.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  // A hundred times as fast, so that what is measured soon lasted long enough.
  const begin = Date.now()
  house = await serveHouse({
    host: { clock: () => new Date(begin - 600_000 + (Date.now() - begin) * 100) },
    metricPeriods: { whileWatchedMs: 20, atRestMs: 20 },
  })
})
afterAll(() => house.close())

it('a row is what it was last, on average and at most; what is not known has none', () => {
  const rows = statRows({
    mean: {
      cpuShare: [0.1, null, 0.3],
      arcBytes: [null, null, null],
      sentBytesPerSecond: [0, null, 3_145_728],
    },
    max: {
      cpuShare: [0.2, null, 0.9],
      arcBytes: [null, null, null],
      sentBytesPerSecond: [0, null, 6_291_456],
    },
  })
  expect(rows).toEqual([
    { what: 'CPU', last: '30.0 %', mean: '20.0 %', most: '90.0 %' },
    { what: 'Sent', last: '3 MiB/s', mean: '1.5 MiB/s', most: '6 MiB/s' },
  ])
})

it('the host and a VM say what they did', async () => {
  await expect
    .poll(async () => (await house.run(['host', 'stats'])).stdout, { timeout: 10_000 })
    .toMatch(/^WHAT +LAST +ON AVERAGE +AT MOST\nCPU +[\d.]+ % [^]*^Sent .*\/s$[^]*^NVMe temperature .*°C$/m)
  await expect
    .poll(async () => (await house.run(['vm', 'stats', 'web', '--range', 'day'])).stdout, { timeout: 10_000 })
    .toMatch(/^CPU .*\n(?:.*\n)*Memory +.*B/m)
  const { stdout } = await house.run(['vm', 'stats', 'web', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ detail: 'raw' })
})

it('a VM that did not run says so, and one that is not there is none', async () => {
  expect((await house.run(['vm', 'stats', 'build'])).stdout).toBe(
    'Nothing was measured of build in this time: it did not run.\n',
  )
  expect((await house.run(['vm', 'stats', 'nobody'])).code).not.toBe(0)
  expect((await house.run(['host', 'stats', '--range', 'century'])).stderr).toContain('hour, day, month')
})
