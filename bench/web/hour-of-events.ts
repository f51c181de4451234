import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'
import { benchRow, type BenchRow } from '../row.ts'
import { withPage } from './page-under-measure.ts'

const vmCount = 100
/** One a second for an hour, told faster than that. */
const changes = 3_600
const atOnce = 4
const betweenMs = 60

/** What a tab that follows a house holds in memory after as many changes as an hour brings. */
export function hourOfEvents(): Promise<BenchRow[]> {
  return withPage(vmCount, ({ origin, open, change }) =>
    open(async (page) => {
      await page.goto(`${origin}/vms`)
      await page.locator('[role=row] a').first().waitFor()
      const debug = await page.context().newCDPSession(page)
      // What is only drawn once is made by the first few.
      change({ changes: vmCount, cpus: 9 })
      await delay(2_000)
      const before = await heapMiB(debug)
      for (let told = 0; told < changes; told += atOnce) {
        change({ changes: atOnce, cpus: 10 + (told % 50) })
        await delay(betweenMs)
      }
      await delay(2_000)
      const after = await heapMiB(debug)
      return [
        benchRow({
          area: 'web',
          name: `heap of a tab after ${changes} changes, ${vmCount} VMs`,
          unit: 'MiB',
          ours: after,
          peer: { name: 'the same tab before', value: before },
          goal: { of: 'ratio', atMost: 1.2 },
        }),
      ]
    }),
  )
}

async function heapMiB(debug: CDPSession): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage')
  const { usedSize } = await debug.send('Runtime.getHeapUsage')
  return usedSize / 1024 / 1024
}
