import type { VmStatus } from '../../src/domain/vm.ts'
import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'

export interface VmCondition {
  readonly tone: Tone
  /** One or two words, as in a table. */
  readonly word: Message
  /** Somebody has to do something about it. */
  readonly needsHelp: boolean
}

type Pause = Extract<VmStatus, { state: 'paused' }>['because']

const pauses: Readonly<Record<Pause, VmCondition>> = {
  user: { tone: 'look', word: { key: 'vm.state.paused' }, needsHelp: false },
  other: { tone: 'look', word: { key: 'vm.state.paused' }, needsHelp: false },
  starting: { tone: 'busy', word: { key: 'vm.state.starting' }, needsHelp: false },
  saving: { tone: 'busy', word: { key: 'vm.state.saving' }, needsHelp: false },
  'io-error': { tone: 'broken', word: { key: 'vm.state.ioError' }, needsHelp: true },
  'no-space': { tone: 'broken', word: { key: 'vm.state.noSpace' }, needsHelp: true },
}

/** The shape and the word of a VM's state. */
export function vmCondition(status: VmStatus): VmCondition {
  switch (status.state) {
    case 'running':
      return { tone: 'ok', word: { key: 'vm.state.running' }, needsHelp: false }
    case 'stopped':
      return status.waitsFor === undefined
        ? { tone: 'off', word: { key: 'vm.state.stopped' }, needsHelp: false }
        : {
            tone: 'look',
            word: { key: 'vm.state.waits', values: { root: status.waitsFor.root } },
            needsHelp: true,
          }
    case 'paused':
      return pauses[status.because]
    case 'stopping':
      return { tone: 'busy', word: { key: 'vm.state.stopping' }, needsHelp: false }
    case 'sleeping':
      return { tone: 'off', word: { key: 'vm.state.sleeping' }, needsHelp: false }
    case 'crashed':
      return { tone: 'broken', word: { key: 'vm.state.crashed' }, needsHelp: true }
  }
}
