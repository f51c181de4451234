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

/** Makes so many VMs of two disks each, all off. */
export async function makeVms({ kisted }: LabUnderMeasure, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `vm${index + 1}`)
  for (const name of names) {
    await kisted.kiste(...creation(name, '--no-start'))
    await kisted.kiste('disk', 'add', name, 'data', '--size', '64M')
  }
  return names
}
