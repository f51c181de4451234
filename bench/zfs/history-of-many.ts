import { benchRow, median, type BenchRow } from '../row.ts'
import type { LabUnderMeasure } from './lab-under-measure.ts'
import { datasetsOf } from './vms-to-measure.ts'

const snapshots = 200
const rounds = 5

/** All snapshots of many VMs: cold, right after the daemon's start, and warm; with the programs started for it. */
export async function historyOfMany(lab: LabUnderMeasure, vms: readonly string[]): Promise<BenchRow[]> {
  const { kisted, sh, counted } = lab
  const datasets = vms.flatMap(datasetsOf)
  const names = datasets.map((name) => `${name}@p$i`).join(' ')
  // It starts some programs for each snapshot that is made, and would be at it for long after.
  await sh('systemctl stop zfs-zed')
  await sh(`for ((i = 1; i <= ${snapshots}; i++)); do zfs snapshot ${names}; done`)
  const ask = () => counted(['kiste', '--socket', kisted.socketPath, 'snapshot', 'list', '--json'])
  const plain = () =>
    counted(['zfs', 'list', '-Hp', '-t', 'snapshot', '-o', 'name,guid,createtxg,used', '-r', 'tank/kiste'])
  await kisted.restart()
  const cold = await ask()
  const warm: { ms: number; processes: number }[] = []
  const theirs: { ms: number; processes: number }[] = []
  for (let round = 0; round < rounds; round++) {
    warm.push(await ask())
    theirs.push(await plain())
  }
  const of = (what: 'ms' | 'processes', taken: readonly { ms: number; processes: number }[]) =>
    median(taken.map((one) => one[what]))
  const name = `snapshot list of ${vms.length} VMs × ${snapshots}`
  const peer = (what: 'ms' | 'processes') => ({ name: 'one zfs list', value: of(what, theirs) })
  return [
    benchRow({ area: 'zfs', name: `${name}, cold`, unit: 'ms', ours: cold.ms, peer: peer('ms') }),
    benchRow({ area: 'zfs', name: `${name}, warm`, unit: 'ms', ours: of('ms', warm), peer: peer('ms') }),
    benchRow({ area: 'zfs', name: `${name}, cold`, unit: 'programs', ours: cold.processes }),
    benchRow({ area: 'zfs', name: `${name}, warm`, unit: 'programs', ours: of('processes', warm) }),
  ]
}
