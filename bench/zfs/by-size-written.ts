import { alternately, benchRow, type BenchRow } from '../row.ts'
import type { LabUnderMeasure } from './lab-under-measure.ts'
import { creation } from './vms-to-measure.ts'

const rounds = 3
/** What is written is emulated, and so is the writing: sizes are as large as patience allows. */
const sizesMiB = { small: 40, large: 4000 } as const

/** Linked clone and way back, of a VM with little written and of one with a hundred times as much: the size must not matter. */
export async function bySizeWritten(lab: LabUnderMeasure): Promise<BenchRow[]> {
  const { kisted, sh, timed } = lab
  for (const [vm, sizeMiB] of Object.entries(sizesMiB)) {
    await kisted.kiste(...creation(vm, '--no-start', '--disk', '6G'))
    await sh(
      `dd if=/dev/urandom of=/tmp/block bs=1M count=40 status=none
      for ((at = 200; at < 200 + ${sizeMiB}; at += 40)); do
        dd if=/tmp/block of=/dev/zvol/tank/kiste/${vm}/root bs=1M seek=$at conv=notrunc status=none
      done; zpool sync tank`,
    )
    await kisted.kiste('snapshot', 'create', vm, '--name', 'full')
  }
  const kiste = (...words: readonly string[]) => timed(['kiste', '--socket', kisted.socketPath, ...words])
  const clone = (vm: string) => async () => {
    const ms = await kiste('vm', 'clone', vm, 'copy')
    await kisted.kiste('vm', 'delete', 'copy', '--now', '-y')
    return ms
  }
  const back = (vm: string) => async () => {
    const ms = await kiste('snapshot', 'rollback', vm, 'full', '--branch', 'other')
    await kisted.kiste('branch', 'switch', vm, 'main')
    await kisted.kiste('branch', 'remove', vm, 'other', '-y')
    return ms
  }
  const [cloneSmall = 0, cloneLarge = 0, backSmall = 0, backLarge = 0] = await alternately(
    rounds,
    clone('small'),
    clone('large'),
    back('small'),
    back('large'),
  )
  const name = (verb: string) => `${verb} of ${sizesMiB.large} MiB written`
  const peer = (value: number) => ({ name: `the same of ${sizesMiB.small} MiB`, value })
  for (const vm of Object.keys(sizesMiB)) await kisted.kiste('vm', 'delete', vm, '--now', '-y')
  return [
    benchRow({ area: 'zfs', name: name('clone'), unit: 'ms', ours: cloneLarge, peer: peer(cloneSmall) }),
    benchRow({ area: 'zfs', name: name('rollback'), unit: 'ms', ours: backLarge, peer: peer(backSmall) }),
  ]
}
