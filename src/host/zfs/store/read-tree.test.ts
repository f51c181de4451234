import { describe, expect, test } from 'vitest'
import { askedProperties, heldIn, readSettings, readTree } from './read-tree.ts'

/** Rows of `zfs get` as OpenZFS 2.3.2 gives them. */
function rows(name: string, values: Readonly<Record<string, string>>): string {
  return askedProperties
    .map((property) => {
      const [source, value] = (values[property] ?? '-|-').split('|')
      return `${name}\t${property}\t${source}\t${value}\n`
    })
    .join('')
}

const files = {
  guid: '-|5114327039693098634',
  createtxg: '-|11',
  creation: '-|1795677281',
  used: '-|36864',
  usedbydataset: '-|24576',
  'kiste:vm': 'local|aaaa',
  type: '-|filesystem',
}
const volume = {
  ...files,
  guid: '-|16819592682095113746',
  volsize: 'local|67108864',
  origin: '-|tank/kiste/.images/x@image',
  'kiste:vm': 'inherited from tank/kiste/web|aaaa',
  'kiste:disk': 'received|aaaa',
  type: '-|volume',
}
const snapshot = {
  guid: '-|11063817370599576291',
  createtxg: '-|15',
  creation: '-|1795677290',
  used: '-|4096',
  userrefs: '-|1',
  clones: '-|tank/a,tank/b',
  'kiste:by': 'local|user',
  'kiste:vm': 'inherited from tank/kiste/web|aaaa',
  type: '-|snapshot',
}

describe('datasets and snapshots', () => {
  test('are read with what is set on themselves', () => {
    const text =
      rows('tank/kiste/web', files) +
      rows('tank/kiste/web@s 1', { ...snapshot, createtxg: '-|16', userrefs: '-|0', clones: '-|' }) +
      rows('tank/kiste/web@s0', snapshot) +
      rows('tank/kiste/web/root', volume) +
      rows('tank/kiste/web/root@s0', { ...snapshot, volsize: '-|33554432' })
    const tree = readTree(text, (name) => (name === 'tank/kiste/web@s0' ? ['kiste:keep'] : []))
    expect(tree).toEqual([
      {
        name: 'tank/kiste/web',
        kind: 'filesystem',
        guid: '5114327039693098634',
        createTxg: 11,
        own: { 'kiste:vm': 'aaaa' },
        usedBytes: 36864,
        ownBytes: 24576,
        snapshots: [
          {
            label: 's0',
            guid: '11063817370599576291',
            createTxg: 15,
            createdAt: '2026-11-26T07:14:50.000Z',
            usedBytes: 4096,
            own: { 'kiste:by': 'user' },
            clones: ['tank/a', 'tank/b'],
            holds: ['kiste:keep'],
          },
          expect.objectContaining({ label: 's 1', createTxg: 16, clones: [], holds: [] }),
        ],
      },
      expect.objectContaining({
        kind: 'volume',
        own: { 'kiste:disk': 'aaaa' },
        origin: 'tank/kiste/.images/x@image',
        sizeBytes: 67108864,
        // As large as it was then.
        snapshots: [expect.objectContaining({ label: 's0', sizeBytes: 33554432 })],
      }),
    ])
    expect(heldIn(text)).toEqual(['tank/kiste/web@s0', 'tank/kiste/web/root@s0'])
  })

  test('are not made up by what somebody wrote into a property', () => {
    const fake = rows('tank/kiste/fake', files).trimEnd()
    const [tree] = readTree(rows('tank/kiste/web', { ...files, 'kiste:note': `local|two\tparts\n${fake}` }))
    expect(tree?.own['kiste:note']).toBe(`two\tparts\n${fake}`)
    expect(tree?.name).toBe('tank/kiste/web')
  })

  test.each([
    ['cut short', rows('tank/kiste/web', files).split('\n').slice(0, 5).join('\n')],
    ['something else', 'internal error\n'],
    ['no guid', rows('tank/kiste/web', { ...files, guid: '-|-' })],
  ])('are refused when the table is %s', (_, text) => {
    expect(() => readTree(text)).toThrow('cannot be read')
  })

  test('may be none', () => {
    expect(readTree('')).toEqual([])
  })
})

test('settings are what people set, not what comes with a clone', () => {
  const text =
    'tank/kiste/web\tkiste:vm\tlocal\taaaa\ntank/kiste/web/root\tvolsize\tlocal\t67108864\n' +
    'tank/kiste/web/root\tcompression\tlocal\tzstd\ntank/kiste/web/root\tcom.example:x\treceived\ta\tb\n'
  expect(readSettings(text)).toEqual(
    new Map([['tank/kiste/web/root', { compression: 'zstd', 'com.example:x': 'a\tb' }]]),
  )
})

test('a dataset whose key is not loaded says whose that is', () => {
  const locked = { ...files, encryptionroot: '-|tank', keystatus: '-|unavailable' }
  expect(readTree(rows('tank/kiste/web', locked))[0]).toMatchObject({ lockedBy: 'tank' })
  for (const keystatus of ['-|available', '-|-', '-|none'])
    expect(readTree(rows('tank/kiste/web', { ...locked, keystatus }))[0]).not.toHaveProperty('lockedBy')
})
