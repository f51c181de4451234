import { lazy, Suspense, useState, type ReactNode } from 'react'
import { splitByAllowed } from '../components/vm-actions.ts'
import { isDeed, whyNotDeed, type VmDeed } from '../components/vm-deeds.ts'
import type { AskVms } from '../components/vm-menu-entries.ts'
import { VmActionDialog, type ActionWish } from './vm-action-dialog.tsx'
import type { Vm } from '../api/answers.ts'

// Switching on and off is what people come for; the rest is loaded when it is asked for.
const VmDeedDialog = lazy(async () => ({ default: (await import('./vm-deed-dialog.tsx')).VmDeedDialog }))

type Asked =
  | { readonly what: 'action'; readonly wish: ActionWish }
  | { readonly what: 'deed'; readonly deed: VmDeed; readonly vms: readonly Vm[]; readonly leftOut: number }

/** Lets a page ask for what is done to VMs: the dialog belongs somewhere on the page, and `ask` opens it. */
export function useVmActions(): { readonly dialog: ReactNode; readonly ask: AskVms } {
  const [asked, setAsked] = useState<Asked>()
  const onClose = () => setAsked(undefined)
  return {
    dialog:
      asked?.what === 'action' ? (
        <VmActionDialog wish={asked.wish} onClose={onClose} />
      ) : asked?.what === 'deed' ? (
        <Suspense>
          <VmDeedDialog deed={asked.deed} vms={asked.vms} leftOut={asked.leftOut} onClose={onClose} />
        </Suspense>
      ) : null,
    ask(what, vms) {
      if (isDeed(what)) {
        const able = vms.filter((vm) => whyNotDeed(what, vm) === undefined)
        if (able.length > 0)
          setAsked({ what: 'deed', deed: what, vms: able, leftOut: vms.length - able.length })
        return
      }
      const { able, leftOut } = splitByAllowed(what, vms)
      if (able.length === 0) return
      const wish = { action: what, vms: able.map(({ name }) => name), leftOut: leftOut.length }
      setAsked({ what: 'action', wish })
    },
  }
}
