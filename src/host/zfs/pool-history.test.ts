import { expect, test } from 'vitest'
import { parseHistory } from './pool-history.ts'

test('who did what, where and when', () => {
  const text = `History for 'tank':
2026-11-26.07:11:09 zpool create tank raidz1 /dev/a /dev/b /dev/c [user 0 (root) on nas:linux]
2026-11-26.07:11:36 zfs create -s -V 64M tank/[odd] name [user 1000 on nas:linux]
2026-11-26.08:04:07 zfs set kiste:note=two
lines	and a tab tank/web one [user 0 (root) on nas:linux]
2026-11-27.00:00:00 zpool import 42 tank

`
  expect(parseHistory(text)).toEqual([
    {
      at: '2026-11-26T07:11:09.000Z',
      command: 'zpool create tank raidz1 /dev/a /dev/b /dev/c',
      user: 'root',
      host: 'nas',
    },
    {
      at: '2026-11-26T07:11:36.000Z',
      command: 'zfs create -s -V 64M tank/[odd] name',
      user: '1000',
      host: 'nas',
    },
    {
      at: '2026-11-26T08:04:07.000Z',
      command: 'zfs set kiste:note=two\nlines\tand a tab tank/web one',
      user: 'root',
      host: 'nas',
    },
    { at: '2026-11-27T00:00:00.000Z', command: 'zpool import 42 tank' },
  ])
})
