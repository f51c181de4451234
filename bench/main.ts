import { availableParallelism, loadavg } from 'node:os'
import { cliList } from './cli-list.ts'
import { daemonAtRest } from './daemon-at-rest.ts'
import { imageToVm } from './image-to-vm.ts'
import { inventoryLatency } from './inventory.ts'
import { libvirtCalls } from './libvirt-calls.ts'
import type { BenchRow } from './row.ts'
import { zfsInLab } from './zfs-in-lab.ts'
import { formatRows } from './table.ts'

/** What each area measures, in order. Later areas add theirs. */
const areas: Readonly<Record<string, readonly (() => Promise<BenchRow[]>)[]>> = {
  vm: [cliList, imageToVm, libvirtCalls, daemonAtRest, inventoryLatency],
  zfs: [zfsInLab],
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
  for (const measure of areas[area] ?? []) {
    process.stderr.write(`${area}: ${measure.name} …\n`)
    try {
      rows.push(...(await measure()))
    } catch (error) {
      // What was measured before is worth its time, and what comes after may still be measured.
      failed += 1
      process.stderr.write(
        `${area}: ${measure.name} failed. ${error instanceof Error ? error.stack : String(error)}\n`,
      )
    }
  }
}
process.stdout.write(asJson ? `${JSON.stringify(rows, null, 2)}\n` : formatRows(rows))
// A missed goal is a finding, not a failure of the run.
process.exit(failed === 0 ? 0 : 1)
