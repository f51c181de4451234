import { cliList } from './cli-list.ts'
import { daemonAtRest } from './daemon-at-rest.ts'
import { imageToVm } from './image-to-vm.ts'
import { inventoryLatency } from './inventory.ts'
import { libvirtCalls } from './libvirt-calls.ts'
import type { BenchRow } from './row.ts'
import { formatRows } from './table.ts'

/** What each area measures, in order. Later areas add theirs. */
const areas: Readonly<Record<string, readonly (() => Promise<BenchRow[]>)[]>> = {
  vm: [cliList, imageToVm, libvirtCalls, daemonAtRest, inventoryLatency],
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
for (const area of wished.length === 0 ? Object.keys(areas) : wished) {
  for (const measure of areas[area] ?? []) {
    process.stderr.write(`${area}: ${measure.name} …\n`)
    rows.push(...(await measure()))
  }
}
process.stdout.write(asJson ? `${JSON.stringify(rows, null, 2)}\n` : formatRows(rows))
// A missed goal is a finding, not a failure of the run.
process.exit(0)
