import { expect, test } from 'vitest'
import type { DiskKind, PlacedDisk } from './disk.ts'
import { planMoveVm, type MoveFacts } from './plan-move-vm.ts'
import { GiB, TiB } from './size.ts'
import { someVm } from './testing/facts.ts'

const local = (vm: string) => ({
  roots: [`/store/${vm}`],
  disk: (name: string) =>
    ({ source: { type: 'file', path: `/store/${vm}/${name}.qcow2` }, format: 'qcow2' }) as const,
})
const tank = (vm: string) => ({
  roots: [`/stores/tank/${vm}`, `/dev/zvol/tank/kiste/${vm}`],
  disk: (name: string) =>
    ({ source: { type: 'block', path: `/dev/zvol/tank/kiste/${vm}/${name}` }, format: 'raw' }) as const,
})
const pool = (store: string) => ({
  roots: [`/stores/${store}/web`, `/dev/zvol/${store}/kiste/web`],
  disk: (name: string, kind: DiskKind): PlacedDisk =>
    kind === 'volume'
      ? { source: { type: 'block', path: `/dev/zvol/${store}/kiste/web/${name}` }, format: 'raw' }
      : {
          source: { type: 'file', path: `/stores/${store}/web/${name}/disk.raw` },
          format: 'raw',
          hostCached: true,
        },
})
const disk = (path: string, target: string) => ({
  target,
  device: 'disk' as const,
  bus: 'virtio',
  format: 'qcow2',
  source: { type: 'file' as const, path },
  readOnly: false,
})
const vm = someVm({
  uuid: '11111111-1111-4111-8111-111111111111',
  disks: [disk('/store/web/root.qcow2', 'vda')],
  nics: [],
})
const bin = { id: 'web-1', deletedAt: '2026-11-26T10:00:00Z', keepUntil: '2026-12-26T10:00:00Z' }
const facts = (more: Partial<MoveFacts> = {}): MoveFacts => ({
  vm,
  definition: '<domain/>',
  stores: [
    { name: 'local', kind: 'dir', path: '/store', totalBytes: TiB, freeBytes: TiB },
    { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: 40 * GiB, freeBytes: 10 * GiB },
  ],
  from: { store: 'local', place: local('web') },
  placeIn: () => tank('web'),
  sizes: { root: { virtualSizeBytes: 20 * GiB, allocatedBytes: 2 * GiB } },
  snapshots: 0,
  keepsRam: false,
  bin,
  ...more,
})

test('its disks are copied, its paths changed, and what it leaves goes to the bin', () => {
  expect(planMoveVm({ store: 'tank' }, facts())).toEqual({
    ok: true,
    value: {
      vm: 'web',
      uuid: vm.uuid,
      from: 'local',
      to: 'tank',
      disks: [
        {
          name: 'root',
          sizeBytes: 20 * GiB,
          path: '/store/web/root.qcow2',
          format: 'qcow2',
          kind: 'volume',
        },
      ],
      definition: '<domain/>',
      changes: {
        disks: [{ from: '/store/web/root.qcow2', to: tank('web').disk('root') }],
        movePaths: [{ from: '/store/web', to: '/stores/tank/web' }],
      },
      bin,
      forGood: false,
      notes: [expect.stringContaining('takes room in local')],
    },
  })
})

test('a disk stays what it is from one pool to another, and nowhere else', () => {
  const tank = { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: TiB, freeBytes: TiB } as const
  const data = '/stores/tank/web/data/disk.raw'
  const moved = (store: string, placeIn: MoveFacts['placeIn']) =>
    planMoveVm(
      { store },
      facts({
        vm: { ...vm, disks: [disk(data, 'vda')] },
        stores: [tank, { ...tank, name: 'pond' }, { ...tank, name: 'local', kind: 'dir' }],
        from: { store: 'tank', place: pool('tank') },
        sizes: { data: { virtualSizeBytes: 20 * GiB, allocatedBytes: GiB } },
        placeIn,
      }),
    )
  expect(moved('pond', pool)).toMatchObject({
    value: {
      disks: [{ name: 'data', path: data, format: 'raw', kind: 'file' }],
      changes: { disks: [{ from: data, to: pool('pond').disk('data', 'file'), wasHostCached: true }] },
    },
  })
  expect(moved('local', () => local('web'))).toMatchObject({
    value: {
      disks: [{ kind: 'file' }],
      changes: { disks: [{ from: data, to: local('web').disk('data'), wasHostCached: true }] },
    },
  })
})

test('a history that stays behind is told', () => {
  expect(planMoveVm({ store: 'tank' }, facts({ snapshots: 2 }))).toMatchObject({
    value: { notes: [expect.stringContaining('(2) do not come along'), expect.any(String)] },
  })
  expect(planMoveVm({ store: 'tank', now: true }, facts({ snapshots: 2 }))).toMatchObject({
    value: { forGood: true, notes: [expect.stringContaining('go for good')] },
  })
})

test('disks elsewhere stay where they are', () => {
  const disks = [...vm.disks, disk('/srv/big.raw', 'vdb')]
  expect(planMoveVm({ store: 'tank' }, facts({ vm: { ...vm, disks } }))).toMatchObject({
    value: {
      disks: [{ name: 'root' }],
      notes: [expect.stringContaining('/srv/big.raw'), expect.any(String)],
    },
  })
})

test.each<[string, Partial<MoveFacts>, string]>([
  ['runs', { vm: { ...vm, status: { state: 'running', agent: 'connected' } } }, 'wrong_state'],
  ['is not ours', { vm: { ...vm, managed: false } }, 'foreign_object'],
  ['has its RAM with libvirt', { keepsRam: true }, 'wrong_state'],
  ['has a disk that is not there', { sizes: {} }, 'not_found'],
  ['was given an overlay', { vm: { ...vm, disks: [disk('/store/web/root.snap1', 'vda')] } }, 'not_supported'],
  ['does not fit', { sizes: { root: { virtualSizeBytes: 20 * GiB, allocatedBytes: 11 * GiB } } }, 'no_space'],
])('a VM that %s stays', (_, more, code) => {
  const plan = planMoveVm({ store: 'tank' }, facts(more))
  expect(plan).toMatchObject({ ok: false })
  expect(plan.ok ? [] : plan.problems.map((problem) => problem.code)).toContain(code)
})

test('to where it is, or to no store, it does not move', () => {
  expect(planMoveVm({ store: 'local' }, facts())).toMatchObject({ problems: [{ field: 'store' }] })
  expect(planMoveVm({ store: 'none' }, facts())).toMatchObject({ problems: [{ code: 'not_found' }] })
})
