import { join } from 'node:path'
import { testCache } from './tiny-guest.ts'

/** Where the appliance that libguestfs makes is kept from one run of the tests to the next. */
export function applianceCache(): string {
  return join(testCache(), 'guest-files')
}
