import { readFile, stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { devicesIn, mountedIn } from './mounted.ts'

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

test('says by which number files of a dataset are known, wherever it is mounted', () => {
  expect([...devicesIn(table, { type: 'zfs', source: 'my tank/kiste' })]).toEqual([41])
  expect([...devicesIn(table, { type: 'ext4', source: '/dev/vda' })]).toEqual([254 * 256])
  expect([...devicesIn(table, { type: 'zfs', source: 'tank' })]).toEqual([])
  const many = '9 1 0:300 / /a rw - zfs tank/a rw'
  expect([...devicesIn(many, { type: 'zfs', source: 'tank/a' })]).toEqual([2 ** 20 + 300 - 256])
})

test('the number is the one that stat gives', async () => {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8')
  const { dev } = await stat('/proc')
  expect([...devicesIn(mounts, { type: 'proc', source: 'proc' })]).toContain(dev)
})
