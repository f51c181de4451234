import { tinyVm } from '../../lab/testing/tiny-vm.ts'
import type { LabUnderMeasure } from './lab-under-measure.ts'

const store = 'tank/kiste'

/** The words that make a VM of the image `tiny`. */
export function creation(name: string, ...more: readonly string[]): readonly string[] {
  return ['vm', 'create', name, '--store', 'tank', ...tinyVm, ...more]
}

/** Names of datasets of a VM with two disks, its file system first. */
export function datasetsOf(vm: string): readonly string[] {
  return [`${store}/${vm}`, `${store}/${vm}/root`, `${store}/${vm}/data`]
}

/** As many as Kiste has jobs at work at once. */
const lanes = 4

/** Makes so many VMs of two disks each, all off. Nothing of this is measured. */
export async function makeVms({ kisted }: LabUnderMeasure, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `vm${index + 1}`)
  const inLane = async (lane: number) => {
    for (const name of names.filter((_, index) => index % lanes === lane)) {
      await kisted.kiste(...creation(name, '--no-start'))
      await kisted.kiste('disk', 'add', name, 'data', '--size', '64M')
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => inLane(lane)))
  return names
}
