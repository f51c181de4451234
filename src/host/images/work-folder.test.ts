import { expect, it } from 'vitest'
import { canHoldTree, mountOptions, pickWorkFolder } from './work-folder.ts'

const mounts = `/dev/vda / ext4 rw,relatime 0 0
tmpfs /dev/shm tmpfs rw,nosuid,nodev,size=1g 0 0
tmpfs /dev/shm tmpfs rw,noexec 0 0
`

it('the last mount on a point counts', () => {
  expect(mountOptions(mounts, '/dev/shm')).toEqual(['rw', 'noexec'])
  expect(mountOptions(mounts, '/')).toEqual(['rw', 'relatime'])
  expect(mountOptions(mounts, '/dev')).toBeUndefined()
})

it.each<readonly [readonly string[] | undefined, boolean, boolean]>([
  [['rw', 'nosuid', 'nodev'], false, true],
  [['rw', 'nosuid', 'nodev'], true, false],
  [['rw'], true, true],
  [['rw', 'noexec'], false, false],
  [['ro'], false, false],
  [undefined, false, false],
])('mounted with %j, as root %j: %j', (options, asRoot, expected) => {
  expect(canHoldTree(options, asRoot)).toBe(expected)
})

it('is a folder that everyone can write to', async () => {
  expect(['/dev/shm', '/var/tmp']).toContain(await pickWorkFolder())
})
