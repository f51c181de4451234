import { expect, test } from 'vitest'
import { parseVersions } from './bootstrap.ts'
import { labVersions } from './versions.ts'

// As mmdebstrap --simulate --verbose printed it, shortened.
const text = `I: running apt-get update...
NOTE: This is only a simulation!
Inst libc6 (2.36-9+deb12u14 Debian:12.15/oldstable [amd64])
Inst perl [5.36.0-7] (5.36.0-7+deb12u3 Debian:12.15/oldstable [amd64])
Inst zfsutils-linux (2.3.2-2~bpo12+2 Debian Backports:oldstable-backports [amd64])
Inst linux-image-6.1.0-56-cloud-amd64 (6.1.192-2 Debian-Security:12/oldstable-security [amd64])
Inst linux-image-cloud-amd64 (6.1.192-2 Debian-Security:12/oldstable-security [amd64])
Conf libc6 (2.36-9+deb12u14 Debian:12.15/oldstable [amd64])
`

test('the versions that make a lab are read from what apt would do', () => {
  expect(labVersions(parseVersions(text))).toEqual({
    zfs: '2.3.2-2~bpo12+2',
    kernel: '6.1.0-56-cloud-amd64',
    kernelPackage: '6.1.192-2',
    all: [
      'libc6 2.36-9+deb12u14',
      'linux-image-6.1.0-56-cloud-amd64 6.1.192-2',
      'linux-image-cloud-amd64 6.1.192-2',
      'perl 5.36.0-7+deb12u3',
      'zfsutils-linux 2.3.2-2~bpo12+2',
    ],
  })
})

test('nothing to install, no kernel and no ZFS are said', () => {
  expect(() => parseVersions('I: success')).toThrow('named no packages')
  expect(() => labVersions(parseVersions('Inst zfsutils-linux (1 x)'))).toThrow('no cloud kernel')
  expect(() => labVersions(parseVersions('Inst linux-image-6.1-cloud-amd64 (1 x)'))).toThrow(
    'no zfsutils-linux',
  )
})
