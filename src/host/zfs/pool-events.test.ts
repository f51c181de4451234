import { expect, test } from 'vitest'
import { parseEvents } from './pool-events.ts'

const text = `Nov 26 2026 07:11:07.948014704\tsysevent.fs.zfs.pool_create
        version = 0x0
        class = "sysevent.fs.zfs.pool_create"
        pool = "my pool"
        pool_guid = 0xdba969b58ce380b7
        time = 0x6b07db8b 0x38818e70 
        eid = 0x1

Nov 26 2026 07:12:07.000000000\tereport.fs.zfs.checksum
        class = "ereport.fs.zfs.checksum"
        vdev_path = "/dev/disk/by-id/a = b-part1"
        zio_err = 0x34
        time = 0x6b07dbc7 0x0 
        eid = 0x2a

`

test('each event has its time, its class and all it came with', () => {
  const [created, checksum, ...others] = parseEvents(text)
  expect(others).toEqual([])
  expect(created).toMatchObject({
    id: 1,
    at: '2026-11-26T07:11:07.948Z',
    class: 'sysevent.fs.zfs.pool_create',
  })
  expect(created?.values.get('pool')).toBe('my pool')
  expect(created?.values.get('pool_guid')).toBe('0xdba969b58ce380b7')
  expect(checksum).toMatchObject({ id: 42, at: '2026-11-26T07:12:07.000Z', class: 'ereport.fs.zfs.checksum' })
  expect(checksum?.values.get('vdev_path')).toBe('/dev/disk/by-id/a = b-part1')
})

test('no events', () => {
  expect(parseEvents('')).toEqual([])
})
