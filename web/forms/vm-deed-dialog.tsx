import type { VmDeed } from '../components/vm-deeds.ts'
import { AdoptDialog } from './adopt-dialog.tsx'
import { CloneDialog } from './clone-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { SnapshotDialog } from './snapshot-dialog.tsx'
import type { Vm } from '../api/answers.ts'

export interface DeedProps {
  readonly deed: VmDeed
  /** At least one. */
  readonly vms: readonly Vm[]
  /** How many were chosen too, and cannot. */
  readonly leftOut: number
  readonly onClose: () => void
}

/** The dialog of a deed; those that can be done to several VMs at once take them all. */
export function VmDeedDialog({ deed, vms, leftOut, onClose }: DeedProps) {
  const [vm] = vms
  if (!vm) return null
  const names = vms.map(({ name }) => name)
  switch (deed) {
    case 'snapshot':
      return <SnapshotDialog vms={names} leftOut={leftOut} onClose={onClose} />
    case 'clone':
      return <CloneDialog vm={vm.name} onClose={onClose} />
    case 'rename':
      return <RenameDialog vm={vm.name} onClose={onClose} />
    case 'move':
      return <MoveDialog vm={vm.name} onClose={onClose} />
    case 'adopt':
      return <AdoptDialog vm={vm.name} onClose={onClose} />
    case 'delete':
      return <DeleteDialog vms={names} leftOut={leftOut} onClose={onClose} />
  }
}
