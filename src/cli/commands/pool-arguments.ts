import { flag, one } from '../options.ts'

/** What several verbs of pools take. */
export const pool = one('pool', 'The pool', 'pool')
export const erase = flag('--erase', 'What is on the drives may be lost')
export const acceptWaste = flag('--accept-waste', 'Sizes that differ widely are meant')
export const acceptNoRedundancy = flag('--accept-no-redundancy', 'That no second copy is left is meant')
