import { useState, type ReactNode } from 'react'
import { splitByAllowed, type VmAction } from '../components/vm-actions.ts'
import { VmActionDialog, type ActionWish } from './vm-action-dialog.tsx'
import type { Vm } from '../api/answers.ts'

/** Lets a page ask for actions: the dialog belongs somewhere on the page, and `ask` opens it. */
export function useVmActions(): {
  readonly dialog: ReactNode
  readonly ask: (action: VmAction, vms: readonly Vm[]) => void
} {
  const [wish, setWish] = useState<ActionWish>()
  return {
    dialog: wish ? <VmActionDialog wish={wish} onClose={() => setWish(undefined)} /> : null,
    ask(action, vms) {
      const { able, leftOut } = splitByAllowed(action, vms)
      if (able.length > 0) setWish({ action, vms: able.map(({ name }) => name), leftOut: leftOut.length })
    },
  }
}
