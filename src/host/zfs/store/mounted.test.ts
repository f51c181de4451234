import { expect, test } from 'vitest'
import { mountedIn } from './mounted.ts'

const table = [
  '26 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
  '230 26 0:41 / /var/lib/kiste/stores/my\\040tank rw,relatime shared:123 - zfs my\\040tank/kiste rw,xattr,noacl',
  '231 230 0:42 / /srv/a rw,relatime - tmpfs tmpfs rw',
  '232 231 0:43 / /srv/a rw,relatime shared:5 master:2 - zfs tank/a rw',
  '',
].join('\n')

test('says what is mounted at a path, the topmost of several', () => {
  expect(mountedIn(table, '/')).toEqual({ type: 'ext4', source: '/dev/vda' })
  expect(mountedIn(table, '/var/lib/kiste/stores/my tank')).toEqual({ type: 'zfs', source: 'my tank/kiste' })
  expect(mountedIn(table, '/srv/a')).toEqual({ type: 'zfs', source: 'tank/a' })
  expect(mountedIn(table, '/srv')).toBeUndefined()
})
