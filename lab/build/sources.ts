import { problemError } from '../../src/domain/problem.ts'
import { debianRelease } from '../../src/host/images/debian-recipe.ts'
import { sourcesFor, type AptSource } from '../../src/host/images/debian-sources.ts'
import type { Flavour } from './flavours.ts'

export const labRelease = debianRelease('bookworm')

/**
 * Where a lab's packages come from: the machine's own entries for the Debian archive, turned to bookworm. ZFS is in `contrib`, and its
 * newer series in the backports, which are served beside the release itself.
 */
export function labSources(flavour: Flavour, machine: readonly AptSource[]): readonly AptSource[] {
  const sources = sourcesFor(labRelease, machine)
  if (sources.length === 0)
    throw problemError({
      code: 'not_found',
      message:
        'The lab is made of Debian packages, and the apt sources of this machine name no Debian archive.',
      object: { type: 'file', name: '/etc/apt/sources.list.d' },
      hint: 'Write a mirror of Debian into /etc/apt/sources.list.d/debian.sources.',
    })
  return sources.map((source) => {
    const isSecurity = source.suites.some((suite) => suite.endsWith('-security'))
    const more = isSecurity || source.suites.includes(flavour.zfsSuite) ? [] : [flavour.zfsSuite]
    return { ...source, suites: [...source.suites, ...more], components: ['main', 'contrib'] }
  })
}

/** Backports have a low priority so that nothing is taken from them unasked; this asks for ZFS. As apt_preferences(5) has it. */
export function aptPreferences(flavour: Flavour): string {
  return `Package: src:zfs-linux\nPin: release n=${flavour.zfsSuite}\nPin-Priority: 990\n`
}
