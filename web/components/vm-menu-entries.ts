import type { May } from '../api/session.ts'
import type { Words } from '../messages/translator.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { vmActionRules, vmActions, whyNotAction, type VmAction } from './vm-actions.ts'
import { deedsFor, vmDeedRules, whyNotDeed, type VmDeed } from './vm-deeds.ts'
import { sayWhyNot } from './why-not-words.ts'
import type { Vm } from '../api/answers.ts'

/** Opens the dialog that says what would be done to these VMs. */
export type AskVms = (what: VmAction | VmDeed, vms: readonly Vm[]) => void

/** All that whoever looks may do to a VM, and why some of it cannot be done now. */
export function vmMenuEntries(words: Words, vm: Vm, may: May, ask: AskVms): readonly MenuEntry[] {
  const actions = (may('operate') ? vmActions : []).map((action) => {
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
  const deeds = deedsFor(vm, may).map((deed) => {
    const whyNot = whyNotDeed(deed, vm)
    const { label, isDanger } = vmDeedRules[deed]
    return {
      id: deed,
      label: words.say(label),
      whyNot: whyNot && sayWhyNot(words, whyNot),
      isDanger,
      act: () => ask(deed, [vm]),
    }
  })
  return [...actions, ...deeds]
}
