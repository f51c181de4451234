import type { MessageKey } from '../messages/message.ts'
import type { NavIconName } from './nav-icon.tsx'
import { paths } from './paths.ts'

/** Where one can go from everywhere. */
export interface Place {
  readonly href: string
  readonly label: MessageKey
  readonly icon: NavIconName
  /** Only for those who see all of the house. */
  readonly ofHouse?: true
  /** A phone has room for few: the others are behind "More". */
  readonly rare?: true
}

const places: readonly Place[] = [
  { href: paths.overview, label: 'nav.overview', icon: 'overview' },
  { href: paths.vms, label: 'nav.vms', icon: 'vms' },
  { href: paths.pools, label: 'nav.pools', icon: 'pools', ofHouse: true },
  { href: paths.images, label: 'nav.images', icon: 'images', rare: true },
  { href: paths.networks, label: 'nav.networks', icon: 'networks', rare: true },
  { href: paths.jobs, label: 'nav.jobs', icon: 'jobs' },
  { href: paths.bin, label: 'nav.bin', icon: 'bin', ofHouse: true, rare: true },
  { href: paths.host, label: 'nav.host', icon: 'host', ofHouse: true, rare: true },
  { href: paths.settings(), label: 'nav.settings', icon: 'settings', rare: true },
]

export function placesFor(seesHouse: boolean): readonly Place[] {
  return places.filter(({ ofHouse }) => seesHouse || ofHouse !== true)
}

/** Where one comes from, and goes back to, when something is made. */
const comesFrom: Readonly<Record<string, string>> = {
  [paths.newVm()]: paths.vms,
  [paths.newPool]: paths.pools,
}

/** Whether this address belongs to the place. */
export function isHere(address: string, href: string): boolean {
  const location = comesFrom[address] ?? address
  return href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`)
}

/** Whether one is somewhere that a phone has behind "More". */
export function isAtRare(location: string): boolean {
  return (
    isHere(location, paths.more) || places.some(({ href, rare }) => rare === true && isHere(location, href))
  )
}
