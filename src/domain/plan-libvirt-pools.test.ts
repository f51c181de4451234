import { describe, expect, test } from 'vitest'
import { poolsToShow, type FoundPool, type PlaceDisks, type ShownPool } from './libvirt-pool.ts'
import { planLibvirtPools } from './plan-libvirt-pools.ts'

const disk = (name: string, sizeBytes = 10, format: 'qcow2' | 'raw' = 'raw') => ({
  name,
  kind: format === 'raw' ? ('volume' as const) : ('file' as const),
  path: `/at/${name}`,
  format,
  sizeBytes,
})
const inTank = (vm: string, ...disks: PlaceDisks['disks']): PlaceDisks => ({
  store: 'tank',
  kind: 'zfs',
  vm,
  place: `tank/kiste/${vm}`,
  disks,
})
const inFolder = (vm: string, ...disks: PlaceDisks['disks']): PlaceDisks => ({
  store: 'local',
  kind: 'dir',
  vm,
  place: `/store/${vm}`,
  disks,
})

describe('what is to be shown', () => {
  test('the directory is one pool, a place in a ZFS pool is one each, and no two things get one name', () => {
    const shown = poolsToShow([
      inFolder('a', disk('b-c', 10, 'qcow2')),
      inFolder('a-b', disk('c', 20, 'qcow2')),
      inTank('web', disk('root'), disk('data', 20)),
      { ...inTank('b'), store: 'tank-a', place: 'tank-a/kiste/b' },
      { ...inTank('a-b'), place: 'tank/kiste/a-b' },
      { ...inTank('secret', disk('root')), lockedBy: 'tank' },
    ])
    expect(shown.map(({ name }) => name)).toEqual([
      'kiste-local',
      'kiste-tank+web',
      'kiste-tank-a+b',
      'kiste-tank+a-b',
    ])
    expect(shown[0]?.disks).toEqual([
      { name: 'a+b-c.qcow2', path: '/at/b-c', sizeBytes: 10 },
      { name: 'a-b+c.qcow2', path: '/at/c', sizeBytes: 20 },
    ])
    expect(shown[1]).toEqual({
      type: 'zfs',
      name: 'kiste-tank+web',
      store: 'tank',
      dataset: 'tank/kiste/web',
      disks: [
        { name: 'root', path: '/at/root', sizeBytes: 10 },
        { name: 'data', path: '/at/data', sizeBytes: 20 },
      ],
    })
  })

  test('a disk in a pool that is a file is left out: libvirt lists volumes there, and would guess in a folder', () => {
    const file = { ...disk('log'), kind: 'file', path: '/stores/tank/web/log/disk.raw' } as const
    const [local, tank] = poolsToShow([inTank('web', disk('root'), file)])
    expect(local?.disks).toEqual([])
    expect(tank?.disks.map(({ name }) => name)).toEqual(['root'])
  })

  test('the directory is one without VMs, too', () => {
    expect(poolsToShow([])).toEqual([{ type: 'dir', name: 'kiste-local', store: 'local', disks: [] }])
  })

  test('a raw file, whose first bytes are the guest’s, is never put before libvirt to guess from', () => {
    const [local] = poolsToShow([inFolder('web', disk('root', 10, 'qcow2'), disk('data', 10, 'raw'))])
    expect(local?.disks.map(({ name }) => name)).toEqual(['web+root.qcow2'])
  })
})

const [local, web] = poolsToShow([
  inFolder('a', disk('root', 10, 'qcow2')),
  inTank('web', disk('root', 10), disk('data', 20)),
]) as [ShownPool, ShownPool]
const all = { dir: true, zfs: true }

function found(shown: ShownPool, changes: Partial<FoundPool> = {}): FoundPool {
  const volumes = shown.disks.map(({ name, sizeBytes }) => ({ name, sizeBytes }))
  return { name: shown.name, uuid: '', active: true, ours: true, volumes, ...changes }
}

function plan(pools: readonly FoundPool[], types = all, wanted = [local, web]) {
  const { hide, show, obstacles } = planLibvirtPools(wanted, { state: 'seen', types, pools })
  return {
    hide: hide.map(({ name }) => name),
    show: show.map(({ name }) => name),
    obstacles: obstacles.map(({ code, object }) => `${code} ${object?.name}`),
  }
}

const nothing = { hide: [], show: [], obstacles: [] }
const again = { ...nothing, show: ['kiste-tank+web'] }
const volumes = web.disks.map(({ name, sizeBytes }) => ({ name, sizeBytes }))

test.each<[what: string, pools: readonly FoundPool[], expected: ReturnType<typeof plan>]>([
  ['all there', [found(local), found(web)], nothing],
  ['nothing there', [], { ...nothing, show: ['kiste-local', 'kiste-tank+web'] }],
  ['one stopped', [found(local), found(web, { active: false, volumes: [] })], again],
  ['a disk missing', [found(local), found(web, { volumes: volumes.slice(1) })], again],
  [
    'a disk grown',
    [found(local), found(web, { volumes: volumes.map((one) => ({ ...one, sizeBytes: one.sizeBytes / 2 })) })],
    again,
  ],
  [
    'a disk that libvirt cannot read any more',
    [found(local), found(web, { volumes: volumes.map(({ name }) => ({ name })) })],
    again,
  ],
  [
    'a disk gone',
    [found(local), found(web, { volumes: [...volumes, { name: 'old', sizeBytes: 1 }] })],
    again,
  ],
  [
    'a disk that was removed and that snapshots need',
    [found(local), found(web, { volumes: [...volumes, { name: '.old.12', sizeBytes: 1 }] })],
    nothing,
  ],
  [
    'one of a VM that is gone',
    [found(local), found(web), found(web, { name: 'kiste-tank+gone' })],
    { ...nothing, hide: ['kiste-tank+gone'] },
  ],
  [
    'others’, with a name of ours and without',
    [found(local), found(web, { ours: false }), found(web, { name: 'kiste-theirs', ours: false })],
    { ...nothing, obstacles: ['foreign_object tank'] },
  ],
])('%s', (_, pools, expected) => {
  expect(plan(pools)).toEqual(expected)
})

test('what this libvirt has no type for is told once a store, and what it had is forgotten', () => {
  const [, , db] = poolsToShow([inTank('web'), inTank('db')])
  if (!db) throw new Error('there are three')
  expect(plan([found(local), found(web)], { dir: true, zfs: false }, [local, web, db])).toEqual({
    hide: ['kiste-tank+web'],
    show: [],
    obstacles: ['not_supported tank'],
  })
})

test('a pool with a blank in its name is told: libvirt would name devices that are not there', () => {
  const [, blank] = poolsToShow([{ ...inTank('web'), store: 'my tank', place: 'my tank/kiste/web' }])
  if (!blank) throw new Error('there are two')
  expect(plan([found(local)], all, [local, blank])).toEqual({
    ...nothing,
    obstacles: ['not_supported my tank'],
  })
})
