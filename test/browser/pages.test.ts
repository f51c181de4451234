import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { everywhere } from './support/everywhere.ts'
import { picture } from './support/pictures.ts'

let bench: Bench
let jobId: string

beforeAll(async () => {
  bench = await openBench('demo')
  const job = (await bench.daemon.ask('POST', '/v1/vms/build/start', {})) as { readonly id: string }
  jobId = job.id
  await bench.daemon.ask('POST', '/v1/snapshots', { vms: ['photos'], name: 'before-upgrade' })
})

afterAll(() => bench.close())

const addresses = {
  overview: () => '/',
  vms: () => '/vms',
  vm: () => '/vms/photos',
  'vm-disks': () => '/vms/photos/disks',
  'vm-network': () => '/vms/web/network',
  'vm-history': () => '/vms/photos/history',
  'vm-xml': () => '/vms/photos/xml',
  'foreign-vm': () => '/vms/win-test',
  jobs: () => '/jobs',
  job: () => `/jobs/${jobId}`,
  nothing: () => '/vms/photos/nothing',
} as const

describe.each(Object.keys(addresses) as (keyof typeof addresses)[])('%s', (name) => {
  test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints, leave } = await bench.visit(addresses[name](), { colorScheme, size, locale })
    // What comes with the details comes a little later.
    await page.waitForTimeout(250)
    await picture(page, `${name}-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })
})
