import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { parseDiff } from './diff.ts'
import { parseHolds } from './holds.ts'
import { parseDatasetRows, parseDatasetsJson } from './list-datasets.ts'
import { parseSnapshotRows } from './list-snapshots.ts'
import { parseEvents } from './pool-events.ts'
import { parseHistory } from './pool-history.ts'
import { parsePoolListJson, parsePoolListText } from './pool-list.ts'
import { parsePoolPropertiesJson, parsePoolPropertyRows } from './pool-properties.ts'
import { parsePropertyRows } from './properties.ts'
import { parseResumeToken } from './resume-token.ts'
import { parseSendEstimate } from './send.ts'
import { recorded } from './testing/fixtures.ts'
import { parseVersionText } from './version.ts'

const releases = [{ release: '2.1.11' }, { release: '2.3.2' }] as const

// The same was done on both: `tank/web one` with a file system's and a volume's snapshots, and half of a transfer to `bk/cut`.
describe.each(releases)('OpenZFS $release', ({ release }) => {
  const stdout = (name: string) => recorded(release, name).stdout
  const names = ['tank', 'tank/web one', 'tank/web one/root']

  test('its version', () => {
    const { major, minor, patch } = parseVersionText(stdout('version-text')).module
    expect([major, minor, patch].join('.')).toBe(release)
  })

  test('datasets and their properties', () => {
    expect(parseDatasetRows(stdout('datasets-table')).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'filesystem tank',
      'filesystem tank/web one',
      'volume tank/web one/root',
    ])
    const asked = new Set(['kiste:note', 'volsize', 'compression'])
    const found = parsePropertyRows(stdout('properties-table'), new Set(names), asked)
    expect(names.map((name) => found.get(name)?.get('kiste:note'))).toEqual([
      { value: '-', source: { from: 'none' } },
      { value: 'two\nlines\tand a tab', source: { from: 'local' } },
      { value: 'two\nlines\tand a tab', source: { from: 'inherited', dataset: 'tank/web one' } },
    ])
    expect(names.map((name) => found.get(name)?.get('volsize')?.value)).toEqual(['-', '-', '67108864'])
  })

  test('snapshots, oldest first, those of one instant of one transaction', () => {
    const snapshots = parseSnapshotRows(stdout('snapshots'))
    expect(snapshots.map(({ name }) => name)).toEqual([
      'tank/web one@s1',
      'tank/web one/root@s1',
      'tank/web one@s2',
    ])
    expect(snapshots[0]?.createTxg).toBe(snapshots[1]?.createTxg)
    for (const { guid } of snapshots) expect(guid).toMatch(/^\d{15,20}$/)
  })

  test('holds, with their time', () => {
    const holds = parseHolds(stdout('holds'))
    expect(holds.map(({ snapshot, tag }) => `${snapshot} ${tag}`).toSorted()).toEqual([
      'tank/web one@s1 keep this',
      'tank/web one@s1 kiste',
    ])
    for (const { heldAt } of holds) expect(heldAt).toMatch(/^2026-11-26T\d\d:\d\d:\d\d\.000Z$/)
  })

  test('what changed between two snapshots', () => {
    const told = parseDiff(stdout('diff')).map(({ change, type, path, newPath }) => [
      change,
      type,
      path,
      newPath ?? '',
    ])
    expect(told.map((words) => words.join(' ').trim()).toSorted()).toEqual([
      'added folder /tank/web one/sub',
      'modified file /tank/web one/file',
      'modified folder /tank/web one/',
      'removed link /tank/web one/link',
      'renamed file /tank/web one/with space /tank/web one/größer',
    ])
  })

  test('the size of streams, and of the rest of one', () => {
    expect(parseSendEstimate(stdout('send-size-increments'))).toMatchObject({
      parts: [{ snapshot: 'tank/web one@s2' }],
    })
    const rest = parseSendEstimate(stdout('resume-size'))
    expect(rest.totalBytes).toBeGreaterThan(3_000_000)
    expect(rest.parts).toMatchObject([{ snapshot: 'tank/web one@s1' }])
  })

  test('a resume token, also when its snapshot is gone', () => {
    const token = parseResumeToken(stdout('resume-token'))
    expect(token).toMatchObject({
      snapshot: 'tank/web one@s1',
      raw: false,
      compressed: true,
      embedded: false,
    })
    expect(token.fromGuid).toBeUndefined()
    expect(token.receivedBytes).toBeGreaterThan(4_000_000)
    expect(parseSnapshotRows(stdout('snapshots')).map(({ guid }) => guid)).toContain(token.guid)
    const stale = recorded(release, 'resume-token-stale')
    expect(stale.code).not.toBe(0)
    expect(parseResumeToken(stale.stdout)).toEqual(token)
  })

  test('events and history', () => {
    const events = parseEvents(stdout('events'))
    expect(events.map((event) => event.class)).toContain('sysevent.fs.zfs.pool_create')
    for (const { id, at, values } of events) {
      expect(id).toBeGreaterThan(0)
      expect(at).toMatch(/^2026-11-26T/)
      expect(values.get('pool')).toBe('bk')
    }
    const history = parseHistory(stdout('history'))
    expect(history[0]).toMatchObject({
      command: expect.stringMatching(/^zpool create (?:-f )?tank /) as string,
      user: 'root',
    })
    expect(history.map(({ command }) => command)).toContain(
      'zfs set kiste:note=two\nlines\tand a tab tank/web one',
    )
  })

  test('the numbers and properties of a pool', () => {
    const [pool] = parsePoolListText(stdout('pool-list-table'))
    expect(pool).toMatchObject({ name: 'tank', state: 'online', dedupRatio: 1, readOnly: false })
    const properties = parsePoolPropertyRows(stdout('pool-get-table'), 'tank' as PoolName)
    expect(properties.get('ashift')).toEqual({ value: '12', source: { from: 'local' } })
    expect(properties.get('size')?.value).toBe(String(pool?.sizeBytes))
  })
})

describe('JSON of 2.3.2 says what its text says', () => {
  const stdout = (name: string) => recorded('2.3.2', name).stdout

  test('of datasets', () => {
    const json = parseDatasetsJson(stdout('datasets-json'))
    const heads = parseDatasetRows(stdout('datasets-table'))
    expect(json).toMatchObject(heads)
    const names = new Set<string>(heads.map(({ name }) => name))
    const text = parsePropertyRows(
      stdout('properties-table'),
      names,
      new Set(['kiste:note', 'volsize', 'compression']),
    )
    for (const { name, properties } of json) expect(properties).toEqual(text.get(name))
  })

  test('of pools', () => {
    expect(parsePoolListJson(stdout('pool-list-json'))).toEqual(parsePoolListText(stdout('pool-list-table')))
    const tank = 'tank' as PoolName
    const json = parsePoolPropertiesJson(stdout('pool-get-json'), tank)
    const text = parsePoolPropertyRows(stdout('pool-get-table'), tank)
    expect([...text.keys()]).toEqual([...json.keys()])
    for (const [name, { value }] of text) expect([name, json.get(name)?.value]).toEqual([name, value])
  })
})
