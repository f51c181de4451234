import { flag, onOff, value } from '../options.ts'
import { readNumber } from '../readers.ts'

/** The options of verbs that a VM has to be off for. */
export const goingBackOptions = {
  stop: flag('--stop', 'Shut it down first if it runs'),
  force: flag('--force', 'Pull its plug first if it runs; the guest can lose what it has not written'),
  timeout: value('--timeout <seconds>', 'How long the guest may take to shut down (default 120)', readNumber),
  start: onOff('--start', 'Start it afterwards (the default if it ran)', 'Leave it off afterwards'),
} as const
