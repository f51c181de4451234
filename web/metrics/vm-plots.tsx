import { useSearch } from 'wouter'
import { MiB } from '../../src/domain/size.ts'
import { isOff } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'
import { useVmMetrics } from '../api/queries.ts'
import { readRange } from './plot-words.ts'
import { PlotsCard } from './plots-card.tsx'
import { vmPlots } from './plots.ts'

/** What a VM did, and does. */
export function VmPlots({ vm }: { readonly vm: Pick<Vm, 'uuid' | 'memoryMiB' | 'status'> }) {
  const range = readRange(useSearch())
  const read = useVmMetrics(vm.uuid, range)
  return (
    <PlotsCard
      kinds={vmPlots}
      read={read}
      range={range}
      wholeBytes={vm.memoryMiB * MiB}
      nothing={isOff(vm.status.state) ? 'metrics.neverRan' : 'metrics.nothingYet'}
    />
  )
}
