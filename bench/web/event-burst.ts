import type { Page } from 'playwright-core'
import { benchRow, median, type BenchRow } from '../row.ts'
import { withPage } from './page-under-measure.ts'

const vmCount = 1_000
const rounds = 5

/** A thousand changes at once while the list of a thousand VMs is looked at: how long until all show, and the longest time without a new picture. */
export function eventBurst(): Promise<BenchRow[]> {
  return withPage(vmCount, ({ origin, open, change }) =>
    open(async (page) => {
      await page.goto(`${origin}/vms`)
      await untilShown(page, '1 VM', `document.querySelectorAll('[role=row] a').length >= ${vmCount}`)
      const longest: number[] = []
      const whole: number[] = []
      for (let round = 0; round < rounds; round++) {
        const cpus = 20 + round
        await page.evaluate(recordFrames)
        const begun = performance.now()
        change({ changes: vmCount, cpus })
        await untilShown(page, `${cpus} CPUs`, cellsWith(cpus))
        whole.push(performance.now() - begun)
        longest.push(Number(await page.evaluate('window.longestFrameMs')))
      }
      const name = `burst of ${vmCount} changes, ${vmCount} VMs listed`
      return [
        benchRow({
          area: 'web',
          name: `${name}: longest time without a picture`,
          unit: 'ms',
          ours: Math.max(...longest),
          goal: { of: 'ours', atMost: 100 },
        }),
        benchRow({ area: 'web', name: `${name}: all shown`, unit: 'ms', ours: median(whole) }),
      ]
    }),
  )
}

function cellsWith(cpus: number): string {
  return `[...document.querySelectorAll('[role=cell]')].filter((cell) => cell.textContent === '${cpus}').length >= ${vmCount}`
}

async function untilShown(page: Page, what: string, isShown: string): Promise<void> {
  for (let looks = 0; looks < 3_000; looks++) {
    if ((await page.evaluate(isShown)) === true) return
    await page.waitForTimeout(20)
  }
  throw new Error(`The page does not show ${what}.`)
}

const recordFrames = `(() => {
  window.longestFrameMs = 0
  let before = performance.now()
  const run = (window.frameRun ?? 0) + 1
  window.frameRun = run
  const frame = (now) => {
    if (window.frameRun !== run) return
    window.longestFrameMs = Math.max(window.longestFrameMs, now - before)
    before = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})()`
