import { problemError } from '../../src/domain/problem.ts'

/** A lab is Debian 12 with one of the OpenZFS series there are for it. */
export interface Flavour {
  readonly name: 'zfs-2.3' | 'zfs-2.1'
  /** What `zfs version` begins with in it. */
  readonly zfsSeries: string
  /** Where its ZFS packages come from. */
  readonly zfsSuite: 'bookworm' | 'bookworm-backports'
}

/**
 * 2.3 is what people run on Debian 13, and has JSON. 2.1 stands for all older ones, up to Ubuntu 24.04: no JSON, and other words in its
 * errors.
 */
export const flavours: readonly Flavour[] = [
  { name: 'zfs-2.3', zfsSeries: '2.3', zfsSuite: 'bookworm-backports' },
  { name: 'zfs-2.1', zfsSeries: '2.1', zfsSuite: 'bookworm' },
]

export function flavourNamed(name: string): Flavour {
  const found = flavours.find((flavour) => flavour.name === name)
  if (found) return found
  throw problemError({
    code: 'not_found',
    message: `There is no flavour ${JSON.stringify(name.slice(0, 40))}.`,
    field: 'flavour',
    hint: `There are: ${flavours.map((flavour) => flavour.name).join(', ')}.`,
  })
}
