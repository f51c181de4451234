import { describe, expect, test } from 'vitest'
import { diskKinds } from '../../../domain/disk.ts'
import { labelStep, seatOf, storeLayout } from './layout.ts'

const layout = storeLayout('my tank')
const uuid = '11111111-1111-4111-8111-111111111111'

describe('where things are in a store', () => {
  test('a VM is a file system, and its disks are volumes below it', () => {
    expect(layout.vm('web')).toBe('my tank/kiste/web')
    const { disk, ...place } = layout.place('web')
    expect(place).toEqual({
      vm: 'web',
      path: '/var/lib/kiste/stores/my tank/web',
      consoleLogPath: '/var/lib/kiste/stores/my tank/web/console.log',
      roots: ['/var/lib/kiste/stores/my tank/web', '/dev/zvol/my+tank/kiste/web'],
      nvramPath: '/var/lib/kiste/stores/my tank/web/nvram.fd',
      seedPath: '/var/lib/kiste/stores/my tank/web/seed.iso',
    })
    expect(disk('root', 'volume')).toEqual({
      source: { type: 'block', path: '/dev/zvol/my+tank/kiste/web/root' },
      format: 'raw',
    })
    expect(disk('data', 'file')).toEqual({
      source: { type: 'file', path: '/var/lib/kiste/stores/my tank/web/data/disk.raw' },
      format: 'raw',
      hostCached: true,
    })
    expect(layout.binPlace('web-1').path).toBe('/var/lib/kiste/stores/my tank/.bin/web-1')
  })

  test.each(['', '.x', '-x', 'a/b', 'a@b', 'a#b', 'a%b', 'ä', 'a b', 'a\0b', 'x'.repeat(300)])(
    'nothing is named %j',
    (name) => {
      for (const make of [layout.vm, layout.binned, labelStep]) expect(() => make(name)).toThrow()
      for (const kind of diskKinds) expect(() => layout.place('web').disk(name, kind)).toThrow()
      expect(() => layout.branch(uuid, name)).toThrow()
      expect(() => layout.branchesOf(name)).toThrow()
    },
  )

  test.each([
    ['my tank/kiste/web', { in: 'vms', vm: 'web' }],
    ['my tank/kiste/web/root', { in: 'vms', vm: 'web', disk: 'root' }],
    ['my tank/kiste/web/root/deep', { in: 'none' }],
    ['my tank/kiste/.bin/web-1/root', { in: 'bin', id: 'web-1', disk: 'root' }],
    ['my tank/kiste/.branches/u', { in: 'none' }],
    ['my tank/kiste/.branches/u/main', { in: 'branches', uuid: 'u', branch: 'main' }],
    ['my tank/kiste/.branches/u/main/root', { in: 'branches', uuid: 'u', branch: 'main', disk: 'root' }],
    ['my tank/kiste/.images/debian-ab', { in: 'images', name: 'debian-ab' }],
    ['my tank/kiste/.tmp/gone-u/root', { in: 'scratch', name: 'gone-u', disk: 'root' }],
    ['my tank/kiste/.other/x', { in: 'none' }],
    ['my tank/kiste/.bin', { in: 'none' }],
    ['my tank/kiste', { in: 'none' }],
    ['my tank/kisten/web', { in: 'none' }],
    ['other/kiste/web', { in: 'none' }],
  ] as const)('%s', (dataset, seat) => {
    expect(seatOf(layout, dataset)).toEqual(seat)
  })
})
