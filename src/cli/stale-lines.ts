import type { VmListed } from '../contract/schemas/vm.ts'
import { vmWords } from './vm-words.ts'
import { words } from './words.ts'

/** What is said of VMs that are shown as they were seen last. On stderr, so that whoever reads the list by program is not misled. */
export function staleLines({ because }: NonNullable<VmListed['stale']>): readonly string[] {
  return [vmWords.stale(because), words.next('kiste doctor')]
}
