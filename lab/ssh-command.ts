import { shellLine } from '../src/host/shell-quote.ts'
import { sshArgv } from '../src/host/ssh-runner.ts'
import { sshPlace } from './machine.ts'
import type { MachineRecord } from './machine-record.ts'

/** The command that logs into a machine, to be typed. */
export function sshCommand(record: MachineRecord): string {
  return shellLine(loginArgv(record))
}

/** The same, as words, with a terminal and a connection of its own. */
export function loginArgv(record: MachineRecord): readonly string[] {
  return sshArgv(sshPlace(record)).filter((word) => word !== '-T')
}
