import { machineFolder } from './machine.ts'
import { withProcessLock } from './process-lock.ts'

/** One process at a time changes what a machine is. */
export function withMachineLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return withProcessLock(`machine ${machineFolder(name)}`, work)
}
