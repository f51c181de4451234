import { describe, expect, test } from 'vitest'
import { lossesIn, readLost, sayLost, vmsIn, type LostObject, type VmDataset } from './pool-losses.ts'

const datasets: readonly VmDataset[] = [
  { dataset: 'tank/kiste/web', vm: 'web', mountpoint: '/tank/kiste/web' },
  { dataset: 'tank/kiste/web/root', vm: 'web', disk: 'root' },
  { dataset: 'tank/kiste/a:b c', vm: 'a:b c', disk: 'data' },
]

test.each<[string, LostObject, string]>([
  ['tank/kiste/web/root:<0x1>', { what: 'vm-disk', vm: 'web', disk: 'root' }, 'part of the disk root of web'],
  [
    'tank/kiste/web/root@monday:<0x1>',
    { what: 'vm-disk', vm: 'web', disk: 'root', snapshot: 'monday' },
    'part of the disk root of web in the snapshot monday',
  ],
  [
    'tank/kiste/a:b c:<0x1>',
    { what: 'vm-disk', vm: 'a:b c', disk: 'data' },
    'part of the disk data of a:b c',
  ],
  [
    '/tank/kiste/web/nvram.fd',
    { what: 'vm-file', vm: 'web', path: '/tank/kiste/web/nvram.fd' },
    '/tank/kiste/web/nvram.fd of web',
  ],
  ['/tank/kiste/website/x', { what: 'file', path: '/tank/kiste/website/x' }, '/tank/kiste/website/x'],
  ['/tank/photo one.jpg', { what: 'file', path: '/tank/photo one.jpg' }, '/tank/photo one.jpg'],
  [
    'tank/kiste/web@s1:/domain.xml',
    { what: 'vm-file', vm: 'web', path: '/domain.xml' },
    '/domain.xml of web',
  ],
  ['tank/kiste/web:<0x8>', { what: 'vm-file', vm: 'web', path: 'tank/kiste/web' }, 'tank/kiste/web of web'],
  [
    'tank/media@s1:/film: the end',
    { what: 'file', path: 'tank/media/film: the end', snapshot: 's1' },
    'tank/media/film: the end in the snapshot s1',
  ],
  ['tank/vol:<0x1>', { what: 'object', dataset: 'tank/vol' }, 'something in tank/vol'],
  ['<metadata>:<0x3d>', { what: 'metadata' }, 'some of ZFS’s own books'],
  ['<0x5e>:<0x1a>', { what: 'gone' }, 'something that has been deleted since'],
  ['what is this', { what: 'object', dataset: 'what is this' }, 'something in what is this'],
])('%s', (text, object, sentence) => {
  expect(readLost(text, datasets)).toEqual(object)
  expect(sayLost(object)).toBe(sentence)
})

describe('all of it', () => {
  test('names each once, and how many more there are', () => {
    const objects = ['tank/kiste/web/root:<0x1>', 'tank/kiste/web/root:<0x1>', '/tank/x']
    const losses = lossesIn({ known: true, count: 1081, objects }, datasets)
    expect(losses).toMatchObject({
      state: 'some',
      more: 1078,
      objects: [{ what: 'vm-disk' }, { what: 'file' }],
    })
    expect(vmsIn(losses)).toEqual(['web'])
  })

  test('none, and not known, are two things', () => {
    expect(lossesIn({ known: true, count: 0, objects: [] }, []).state).toBe('none')
    expect(lossesIn({ known: true, count: 3, objects: [] }, [])).toEqual({
      state: 'some',
      objects: [],
      more: 3,
    })
    expect(lossesIn({ known: false, because: 'no right' }, []).state).toBe('unknown')
  })
})
