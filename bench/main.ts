import { availableParallelism, loadavg } from 'node:os'
import { cliList } from './cli-list.ts'
import { consoleEcho } from './console/console-echo.ts'
import { daemonAtRest } from './daemon-at-rest.ts'
import { imageToVm } from './image-to-vm.ts'
import { inventoryLatency } from './inventory.ts'
import { libvirtCalls } from './libvirt-calls.ts'
import { policyEvaluation } from './protection/policy-evaluation.ts'
import type { BenchRow, Take } from './row.ts'
import { eventBurst } from './web/event-burst.ts'
import { hourOfEvents } from './web/hour-of-events.ts'
import { pageLoad } from './web/page-load.ts'
import { zfsInLab } from './zfs-in-lab.ts'
import { asLine, formatRows } from './table.ts'

const ofPage = [pageLoad, eventBurst, hourOfEvents, consoleEcho]
const ofProtection = [policyEvaluation]
const ofVms = [cliList, imageToVm, libvirtCalls, daemonAtRest, inventoryLatency]

/** What each area measures, in order. Later areas add theirs. */
const areas: Readonly<Record<string, (take: Take) => Promise<void>>> = {
  vm: eachOf(ofVms),
  zfs: zfsInLab,
  web: eachOf(ofPage),
  protection: eachOf(ofProtection),
}

function eachOf(measures: readonly (() => Promise<BenchRow[]>)[]): (take: Take) => Promise<void> {
  return async (take) => {
    for (const measure of measures) await take(measure.name, measure)
  }
}

const words = process.argv.slice(2)
const asJson = words.includes('--json')
const wished = words.filter((word) => word !== '--json')
const unknown = wished.filter((word) => !(word in areas))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no area ${unknown.join(', ')}. There are: ${Object.keys(areas).join(', ')}.\n`,
  )
  process.exit(2)
}

const rows: BenchRow[] = []
let failed = 0
process.stderr.write(
  `Load at the start: ${loadavg()[0]?.toFixed(1) ?? '?'} on ${availableParallelism()} CPUs.\n`,
)
for (const area of wished.length === 0 ? Object.keys(areas) : wished) {
  await attempt(area, async () => {
    await areas[area]?.((name, measure) => {
      process.stderr.write(`${area}: ${name} …\n`)
      return attempt(`${area}: ${name}`, async () => {
        const found = await measure()
        rows.push(...found)
        for (const row of found) process.stderr.write(`  ${asLine(row)}\n`)
      })
    })
  })
}
process.stdout.write(asJson ? `${JSON.stringify(rows, null, 2)}\n` : formatRows(rows))
// A missed goal is a finding, not a failure of the run.
process.exit(failed === 0 ? 0 : 1)

/** What was measured before is worth its time, and what comes after may still be measured. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    failed += 1
    process.stderr.write(`${what} failed. ${error instanceof Error ? error.stack : String(error)}\n`)
  }
}
