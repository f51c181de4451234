import { expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { listPoolDatasets, mountAll, unmountAll } from './pool-mounts.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'

const tank = 'tank' as PoolName
const properties = 'mountpoint,canmount,mounted,encryptionroot,keystatus'

interface Row {
  readonly type?: 'filesystem' | 'volume'
  readonly mountpoint?: string
  readonly canmount?: string
  readonly mounted?: string
  readonly root?: string
  readonly status?: string
}

/** What OpenZFS 2.1, which has no JSON, answers of these datasets. */
function listing(rows: Readonly<Record<string, Row>>) {
  const heads = Object.entries(rows).map(
    ([name, { type = 'filesystem' }], index) => `${name}\t${type}\t${index}\t1\n`,
  )
  const values = Object.entries(rows).flatMap(([name, row]) =>
    Object.entries({
      mountpoint: row.mountpoint ?? `/${name}`,
      canmount: row.canmount ?? 'on',
      mounted: row.mounted ?? 'no',
      encryptionroot: row.root ?? 'tank',
      keystatus: row.status ?? 'available',
    }).map(([property, value]) => `${name}\t${property}\t-\t${value}\n`),
  )
  const where = ['-t', 'filesystem,volume', '-r', '--']
  const ask = (verb: 'list' | 'get', columns: string, ...words: readonly string[]) =>
    ['zfs', verb, '-H', '-p', '-o', columns, ...where, ...words, 'tank'] as const
  return [
    { argv: ask('list', 'name,type,guid,createtxg'), stdout: heads.join('') },
    { argv: ask('get', 'name,property,source,value', properties), stdout: values.join('') },
  ]
}

const occupied = (path: string, isOccupied = false) => ({
  argv: ['find', path, '-maxdepth', '0', '-not', '(', '-type', 'd', '-empty', ')', '-print0'],
  stdout: isOccupied ? `${path}\0` : '',
})
const mount = (dataset: string) => ['zfs', 'mount', '--', dataset] as const
const wish = (dataset: string) => ({ dataset, path: `/${dataset}` })

test('datasets say where they are mounted, and which key they are under', async () => {
  const rows = {
    tank: { mounted: 'yes' },
    'tank/legacy': { mountpoint: 'legacy', canmount: 'noauto', status: 'unavailable' },
    'tank/plain': { root: '-', status: '-', canmount: 'off' },
    'tank/volume': { type: 'volume', mountpoint: '-', canmount: '-', mounted: '-' },
  } as const
  const { zfs } = await openRecorded('2.1.11', listing(rows))
  const key = { root: 'tank', loaded: true }
  expect(await listPoolDatasets(zfs, tank)).toEqual([
    { name: 'tank', kind: 'filesystem', mountpoint: '/tank', mountsItself: true, mounted: true, key },
    {
      name: 'tank/legacy',
      kind: 'filesystem',
      mountsItself: false,
      mounted: false,
      key: { ...key, loaded: false },
    },
    {
      name: 'tank/plain',
      kind: 'filesystem',
      mountpoint: '/tank/plain',
      mountsItself: false,
      mounted: false,
    },
    { name: 'tank/volume', kind: 'volume', mountsItself: false, mounted: false, key },
  ])
})

test('all are mounted but those in whose place something lies, what is below those, and what ZFS refuses', async () => {
  const { zfs, runner } = await openRecorded('2.1.11', [
    ...listing({ tank: { mounted: 'yes' }, 'tank/a': {}, 'tank/a/b': {}, 'tank/c': {}, 'tank/d': {} }),
    occupied('/tank/a', true),
    occupied('/tank/a/b'),
    occupied('/tank/c'),
    { argv: mount('tank/c'), code: 1, stderr: "cannot mount 'tank/c': Input/output error\n" },
    occupied('/tank/d'),
    { argv: mount('tank/d') },
  ])
  const left = await mountAll(zfs, tank, ['tank', 'tank/a', 'tank/a/b', 'tank/c', 'tank/d'].map(wish))
  expect(left.map(({ dataset }) => dataset)).toEqual(['tank/a', 'tank/a/b', 'tank/c'])
  expect(left[0]?.because).toContain('/tank/a is not empty')
  expect(left[1]?.because).toContain('/tank/a/b is in /tank/a, which is not mounted either')
  expect(runner.unused()).toEqual([])
})

test('a pool that is suspended meanwhile is no matter of one file system', async () => {
  const { zfs } = await openRecorded('2.1.11', [
    ...listing({ tank: {} }),
    occupied('/tank'),
    { argv: mount('tank'), code: 1, stderr: "cannot mount 'tank': pool I/O is currently suspended\n" },
  ])
  await expect(mountAll(zfs, tank, [wish('tank')])).rejects.toMatchObject({
    problems: [{ code: 'pool_unavailable' }],
  })
})

test('unmounting ends at the first that is in use, and what is not mounted is no trouble', async () => {
  const unmount = (dataset: string) => ['zfs', 'unmount', '--', dataset] as const
  const { zfs, runner } = await openRecorded('2.1.11', [
    { argv: unmount('tank/a/b'), code: 1, stderr: "cannot unmount 'tank/a/b': not currently mounted\n" },
    { argv: unmount('tank/a'), code: 1, stderr: "cannot unmount '/tank/a': pool or dataset is busy\n" },
  ])
  await expect(unmountAll(zfs, ['tank/a/b', 'tank/a', 'tank'].map(wish))).rejects.toMatchObject({
    problems: [{ code: 'in_use' }],
  })
  expect(commandsOf(runner)).toEqual([unmount('tank/a/b'), unmount('tank/a')])
})
