import type { Words } from '../messages/translator.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { vmActionRules, vmActions, whyNotAction, type VmAction } from './vm-actions.ts'
import { sayWhyNot } from './why-not-words.ts'
import type { Vm } from '../api/answers.ts'

/** All that can be done to a VM, and why some of it cannot now. */
export function vmMenuEntries(
  words: Words,
  vm: Vm,
  ask: (action: VmAction, vms: readonly Vm[]) => void,
): readonly MenuEntry[] {
  return vmActions.map((action) => {
    const whyNot = whyNotAction(action, vm)
    const { label, forces } = vmActionRules[action]
    return {
      id: action,
      label: words.say(label),
      whyNot: whyNot && sayWhyNot(words, whyNot),
      isDanger: forces,
      act: () => ask(action, [vm]),
    }
  })
}
