import { expect, test } from 'vitest'
import { flavourNamed } from './flavours.ts'
import { aptPreferences, labSources } from './sources.ts'

const machine = [
  { uris: ['http://mirror.test/debian'], suites: ['trixie', 'trixie-updates'], components: ['main'] },
  { uris: ['http://mirror.test/debian-security'], suites: ['trixie-security'], components: ['main'] },
  { uris: ['http://other.test/apt'], suites: ['stable'], components: ['main'] },
]

test('the mirror is the machine’s own, turned to bookworm, with contrib and what ZFS of this series is in', () => {
  expect(labSources(flavourNamed('zfs-2.3'), machine)).toEqual([
    {
      uris: ['http://mirror.test/debian'],
      suites: ['bookworm', 'bookworm-updates', 'bookworm-backports'],
      components: ['main', 'contrib'],
      signedBy: undefined,
    },
    {
      uris: ['http://mirror.test/debian-security'],
      suites: ['bookworm-security'],
      components: ['main', 'contrib'],
      signedBy: undefined,
    },
  ])
  expect(labSources(flavourNamed('zfs-2.1'), machine)[0]?.suites).toEqual(['bookworm', 'bookworm-updates'])
})

test('only ZFS comes from the backports', () => {
  expect(aptPreferences(flavourNamed('zfs-2.3'))).toBe(
    'Package: src:zfs-linux\nPin: release n=bookworm-backports\nPin-Priority: 990\n',
  )
})

test('a machine without an archive is told what to do', () => {
  expect(() => labSources(flavourNamed('zfs-2.3'), machine.slice(2))).toThrow('name no Debian archive')
  expect(() => flavourNamed('zfs-0.8')).toThrow('There is no flavour "zfs-0.8"')
})
