import type { VmStateName } from '../../src/domain/vm.ts'
import type { MessageKey } from '../messages/message.ts'

/** A state as it stands in a sentence, and in the list that people filter by. */
export const vmStateNames: Readonly<Record<VmStateName, MessageKey>> = {
  stopped: 'vm.state.stopped',
  running: 'vm.state.running',
  paused: 'vm.state.paused',
  stopping: 'vm.state.stopping',
  sleeping: 'vm.state.sleeping',
  crashed: 'vm.state.crashed',
}
