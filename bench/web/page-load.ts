import { resolve } from 'node:path'
import { initialLoadBytes } from '../../setup/build-page.mjs'
import { benchRow, median, type BenchRow } from '../row.ts'
import { withPage, type PageUnderMeasure } from './page-under-measure.ts'

const vmCount = 1_000
const rounds = 9
const pageFolder = resolve(import.meta.dirname, '../../dist/web')

/** What a first look at the list of 1,000 VMs weighs and takes, in a browser that has nothing of the page yet. */
export async function pageLoad(): Promise<BenchRow[]> {
  const looks = await withPage(vmCount, async (page) => {
    const taken: Look[] = []
    for (let round = 0; round < rounds; round++) taken.push(await firstLook(page))
    return taken
  })
  const name = `list of ${vmCount} VMs, first look`
  const middle = (of: (look: Look) => number) => median(looks.map(of))
  return [
    benchRow({
      area: 'web',
      name: 'the page before its first look, gzipped',
      unit: 'KiB',
      ours: initialLoadBytes(pageFolder) / 1024,
      goal: { of: 'ours', atMost: 200 },
    }),
    benchRow({
      area: 'web',
      name: `${name}: first useful paint`,
      unit: 'ms',
      ours: middle(({ usefulMs }) => usefulMs),
    }),
    benchRow({
      area: 'web',
      name: `${name}: all of them`,
      unit: 'ms',
      ours: middle(({ wholeMs }) => wholeMs),
    }),
  ]
}

interface Look {
  /** From asking for the address to the picture with the page's sentence in it. */
  readonly usefulMs: number
  /** To the picture that the last VM is in. */
  readonly wholeMs: number
}

function firstLook({ origin, open }: PageUnderMeasure): Promise<Look> {
  return open(async (page) => {
    await page.addInitScript(watch)
    await page.goto(`${origin}/vms`)
    for (;;) {
      const { usefulMs, wholeMs } = await page.evaluate<Partial<Look>>('window.look')
      if (usefulMs !== undefined && wholeMs !== undefined) return { usefulMs, wholeMs }
      await page.waitForTimeout(20)
    }
  })
}

// Looked at with every picture that the browser draws; `performance.now()` counts from the asking.
const watch = `(() => {
  window.look = {}
  const look = () => {
    if (window.look.usefulMs === undefined && document.querySelector('h1')) window.look.usefulMs = performance.now()
    if (document.querySelectorAll('[role=row] a[href^="/vms/"]').length >= ${vmCount}) window.look.wholeMs = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`
