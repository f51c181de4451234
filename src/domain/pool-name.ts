import { checkName } from './name.ts'
import { refused, type Checked } from './problem.ts'

/** Words of `zpool create` that cannot begin, or be, the name of a pool (`zpool_name_valid`, `pool_namecheck`). */
const reservedStarts = ['mirror', 'raidz', 'draid', 'spare']
const reservedNames = ['log', 'cache', 'special', 'dedup']

/** Checks the name of a new pool: the house's rule for names, and ZFS's, which also wants a letter first. */
export function checkPoolName(name: string, field = 'name'): Checked<string> {
  const checked = checkName(name, 'a pool', field)
  if (!checked.ok) return checked
  const because = whyBad(name)
  if (because === undefined) return checked
  return refused({
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(name)} cannot be the name of a pool: ${because}.`,
    hint: 'Choose a word that says what the pool is, such as tank.',
  })
}

function whyBad(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (!/^[A-Za-z]/.test(name)) return 'it has to begin with a letter'
  const start = reservedStarts.find((word) => lower.startsWith(word))
  if (start !== undefined) return `ZFS keeps names that begin with ${start} for vdevs`
  if (reservedNames.includes(lower)) return 'ZFS keeps it for a class of vdevs'
  // Names of Solaris disks, which ZFS refused until 2.0 and some tools still do.
  if (/^c\d/.test(lower)) return 'ZFS takes it for a disk'
  return undefined
}
