import { describe, expect, test } from 'vitest'
import type { DatasetName } from '../../domain/dataset-name.ts'
import { getDataset, listDatasets, parseDatasetRows, parseDatasetsJson } from './list-datasets.ts'
import { ZfsOutputError } from './output-error.ts'
import { recorded } from './testing/fixtures.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'

const kiste = 'tank/kiste' as DatasetName

const list = [
  'zfs',
  'list',
  '-H',
  '-p',
  '-o',
  'name,type,guid,createtxg',
  '-t',
  'filesystem,volume',
  '-r',
  '--',
  kiste,
]
const get = (properties: string) => [
  'zfs',
  'get',
  '-H',
  '-p',
  '-o',
  'name,property,source,value',
  '-t',
  'filesystem,volume',
  '-r',
  '--',
  properties,
  kiste,
]

describe('JSON of 2.3.2', () => {
  test('all about one volume', () => {
    const json = recorded('2.3.2', 'zfs-get-all').stdout
    const [volume] = parseDatasetsJson(json)
    expect(volume).toMatchObject({
      name: 'tank/kiste/web/root',
      kind: 'volume',
      guid: '18145543100950218578',
      createTxg: 1071,
    })
    expect(volume?.properties.get('volsize')).toEqual({ value: '67108864', source: { from: 'local' } })
    expect(volume?.properties.get('compression')).toEqual({
      value: 'lz4',
      source: { from: 'inherited', dataset: 'tank' },
    })
    expect(volume?.properties.get('checksum')?.source).toEqual({ from: 'default' })
    expect(volume?.properties.get('used')?.source).toEqual({ from: 'none' })
  })

  test('what has no value has no source, whatever is told', () => {
    const json = JSON.stringify({
      output_version: { vers_major: 0 },
      datasets: {
        tank: {
          name: 'tank',
          type: 'FILESYSTEM',
          createtxg: '1',
          properties: {
            guid: { value: '1', source: { type: 'NONE', data: '-' } },
            'kiste:vm': { value: '-', source: { type: 'LOCAL', data: '-' } },
          },
        },
      },
    })
    expect(parseDatasetsJson(json)[0]?.properties.get('kiste:vm')).toEqual({
      value: '-',
      source: { from: 'none' },
    })
  })

  test('a list with snapshots in it is refused: they were not asked for', () => {
    expect(() => parseDatasetsJson(recorded('2.3.2', 'zfs-list').stdout)).toThrow(ZfsOutputError)
  })
})

describe('text', () => {
  test('gives the same as JSON', async () => {
    const rows = 'tank/kiste\tfilesystem\t2299419817384604852\t1042\ntank/kiste/a b\tvolume\t1\t1043\n'
    const values = [
      'tank/kiste\tvolsize\t-\t-',
      'tank/kiste\tkiste:vm\t-\t-',
      'tank/kiste/a b\tvolsize\tlocal\t67108864',
      'tank/kiste/a b\tkiste:vm\tinherited from tank/kiste\t8f6c0f3e',
    ]
    const { zfs, runner } = await openRecorded('2.1.11', [
      { argv: list, stdout: rows },
      { argv: get('volsize,kiste:vm'), stdout: `${values.join('\n')}\n` },
    ])
    expect(await listDatasets(zfs, { root: kiste, properties: ['volsize', 'kiste:vm'] })).toEqual([
      {
        name: 'tank/kiste',
        kind: 'filesystem',
        guid: '2299419817384604852',
        createTxg: 1042,
        properties: new Map([
          ['volsize', { value: '-', source: { from: 'none' } }],
          ['kiste:vm', { value: '-', source: { from: 'none' } }],
        ]),
      },
      {
        name: 'tank/kiste/a b',
        kind: 'volume',
        guid: '1',
        createTxg: 1043,
        properties: new Map([
          ['volsize', { value: '67108864', source: { from: 'local' } }],
          ['kiste:vm', { value: '8f6c0f3e', source: { from: 'inherited', dataset: 'tank/kiste' } }],
        ]),
      },
    ])
    expect(runner.unused()).toEqual([])
  })

  test('asks once when no properties are wanted', async () => {
    const { zfs, runner } = await openRecorded('2.1.11', [
      { argv: list, stdout: 'tank/kiste\tfilesystem\t1\t2\n' },
    ])
    expect(await listDatasets(zfs, { root: kiste })).toHaveLength(1)
    expect(commandsOf(runner)).toHaveLength(1)
  })

  test.each(['tank/kiste\tfilesystem\t1\n', 'tank/kiste\tsnapshot\t1\t2\n', 'a~b\tvolume\t1\t2\n', 'x\n'])(
    '%j is no row',
    (row) => {
      expect(() => parseDatasetRows(row)).toThrow(ZfsOutputError)
    },
  )
})

test('JSON cut short, by a byte that is no UTF-8 in a property, is asked for again as text', async () => {
  const { zfs, runner } = await openRecorded('2.3.2', [
    {
      argv: [
        'zfs',
        'list',
        '-j',
        '-p',
        '-o',
        'name,guid,foreign:x',
        '-t',
        'filesystem,volume',
        '-r',
        '--',
        kiste,
      ],
      stdout:
        '{"output_version":{"vers_major":0},"datasets":{"tank/kiste":{"properties":{"foreign:x":{"value":"',
    },
    { argv: list, stdout: 'tank/kiste\tfilesystem\t1\t2\n' },
    { argv: get('foreign:x'), stdout: 'tank/kiste\tforeign:x\tlocal\t\uFFFD\n' },
  ])
  const [dataset] = await listDatasets(zfs, { root: kiste, properties: ['foreign:x'] })
  expect(dataset?.properties.get('foreign:x')?.value).toBe('\uFFFD')
  expect(runner.unused()).toEqual([])
})

describe('one dataset', () => {
  const argv = [
    'zfs',
    'list',
    '-j',
    '-p',
    '-o',
    'name,guid',
    '-t',
    'filesystem,volume',
    '-d',
    '0',
    '--',
    kiste,
  ]

  test('that is not there is none', async () => {
    const stderr = "cannot open 'tank/kiste': dataset does not exist\n"
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stderr }])
    expect(await getDataset(zfs, kiste)).toBeUndefined()
  })

  test('that cannot be looked at is an error', async () => {
    const { zfs } = await openRecorded('2.3.2', [
      { argv, code: 1, stderr: "cannot open 'tank/kiste': I/O error\n" },
    ])
    await expect(getDataset(zfs, kiste)).rejects.toMatchObject({ problems: [{ code: 'pool_unavailable' }] })
  })
})
