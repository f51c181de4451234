import { consoleCloseCodes } from '../../src/contract/console-close-codes.ts'

/** Whether a screen that was closed is somebody else's now, or may be opened again. */
export function howItEnded(code: number): 'taken' | 'over' {
  return code === consoleCloseCodes.taken ? 'taken' : 'over'
}
