import { afterAll, beforeAll, expect, test } from 'vitest'
import type { World } from '../../src/host/fake/world.ts'
import { openBench, type Bench } from './support/browse.ts'

// Names that others gave, wherever the page shows them.
const markup = '<img src=x onerror=document.title=1>'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo', { arrange: renameForeign })
  await bench.daemon.ask('POST', '/v1/snapshots', { vms: ['photos'], name: 'marked', note: markup })
  await bench.daemon.ask('PATCH', '/v1/vms/build', { notes: `${markup}\n[a link](https://example.org)` })
})

afterAll(() => bench.close())

/** `virsh define` takes any name that is no path. */
function renameForeign(world: World): void {
  for (const vm of Object.values(world.vms))
    if (vm.text?.includes('"win-test"') === true)
      vm.text = vm.text.replaceAll('"win-test"', JSON.stringify(markup))
}

test.each([
  ['/', 'the overview'],
  ['/vms', 'the VMs'],
  [`/vms/${encodeURIComponent(markup)}`, 'one of them'],
  ['/vms/photos/history?at=marked', 'a point of the past'],
  ['/vms/build', 'what is written about one'],
])('%s shows it as it is written: %s', async (path) => {
  const { page, complaints, leave } = await bench.visit(path)
  await page.getByText(markup).first().waitFor()
  expect(await page.locator('img[src="x"], a[href*="example.org"]').count()).toBe(0)
  expect(await page.title()).not.toBe('1')
  expect(complaints).toEqual([])
  await leave()
})
