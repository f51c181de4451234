import { describe, expect, test } from 'vitest'
import { diskKinds, type DiskKind, type PlacedDisk } from './disk.ts'
import { planAddDisk, planGrowDisk, type DiskFactsOfVm } from './plan-disk.ts'
import { planRemoveDisk } from './plan-remove-disk.ts'
import { GiB, TiB } from './size.ts'
import { someVm } from './testing/facts.ts'
import type { VmFacts } from './vm.ts'

const place = {
  roots: ['/store/web', '/dev/zvol/tank/kiste/web'],
  disk: (name: string, kind: DiskKind): PlacedDisk =>
    kind === 'volume'
      ? { source: { type: 'block', path: `/dev/zvol/tank/kiste/web/${name}` }, format: 'raw' }
      : { source: { type: 'file', path: `/store/web/${name}/disk.raw` }, format: 'raw', hostCached: true },
}
const disk = (name: string, target: string, path = place.disk(name, 'volume').source.path) => ({
  target,
  device: 'disk' as const,
  bus: 'virtio',
  format: 'raw',
  source: { type: 'block' as const, path },
  readOnly: false,
})
const vm = someVm({
  uuid: '11111111-1111-4111-8111-111111111111',
  disks: [disk('root', 'vda'), disk('data', 'vdc')],
  nics: [],
})
const running = { ...vm, status: { state: 'running', agent: 'connected' } } as const
const facts = (of: VmFacts = vm): DiskFactsOfVm => ({
  vm: of,
  store: { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: 400 * GiB, freeBytes: 100 * GiB },
  place,
})

describe('one more disk', () => {
  const add = (wish: Partial<{ name: string; sizeBytes: number }>, of = vm, isThere = false) =>
    planAddDisk({ name: 'more', sizeBytes: GiB, ...wish }, { ...facts(of), isThere, definition: '<domain/>' })

  test('gets the first target that is free', () => {
    expect(add({})).toMatchObject({
      ok: true,
      value: {
        vm: 'web',
        live: false,
        disk: { name: 'more', target: 'vdb', ...place.disk('more', 'volume') },
        notes: [],
      },
    })
    expect(add({}, running)).toMatchObject({ ok: true, value: { live: true } })
  })

  test('may be larger than what is free, and says so', () => {
    expect(add({ sizeBytes: 200 * GiB })).toMatchObject({
      ok: true,
      value: { notes: [expect.stringContaining('100 GiB') as string] },
    })
  })

  test('may have all of its room at once, if there is so much', () => {
    const wish = (sizeBytes: number) =>
      planAddDisk({ name: 'more', sizeBytes, thick: true }, { ...facts(), isThere: false, definition: '' })
    expect(wish(100 * GiB)).toMatchObject({ ok: true, value: { thick: true } })
    expect(wish(101 * GiB)).toMatchObject({ ok: false, problems: [{ code: 'no_space', field: 'sizeBytes' }] })
  })

  test('is a raw file where that is wished, which cannot have its room at once', () => {
    const wish = { name: 'more', sizeBytes: GiB, kind: 'file' } as const
    const more = { isThere: false, definition: '' }
    expect(planAddDisk(wish, { ...facts(), ...more })).toMatchObject({
      ok: true,
      value: { disk: { name: 'more', ...place.disk('more', 'file'), hostCached: true } },
    })
    expect(planAddDisk({ ...wish, thick: true }, { ...facts(), ...more })).toMatchObject({
      ok: false,
      problems: [{ code: 'not_supported', field: 'thick' }],
    })
  })

  test.each(diskKinds)('has no kind to choose in a directory: %s', (kind) => {
    const store = { ...facts().store, kind: 'dir' } as const
    expect(
      planAddDisk(
        { name: 'more', sizeBytes: GiB, kind },
        { ...facts(), store, isThere: false, definition: '' },
      ),
    ).toMatchObject({ ok: false, problems: [{ code: 'not_supported', field: 'kind' }] })
  })

  test('in a store that fills up is made with a warning', () => {
    const store = { ...facts().store, freeBytes: 30 * GiB }
    const wish = { name: 'more', sizeBytes: GiB }
    expect(planAddDisk(wish, { ...facts(), store, isThere: false, definition: '' })).toMatchObject({
      ok: true,
      value: { notes: [expect.stringContaining('92 % full')] },
    })
  })

  test('is refused with all that is wrong', () => {
    expect(add({ name: 'data', sizeBytes: 2 * TiB })).toMatchObject({
      ok: false,
      problems: [
        { code: 'already_exists', field: 'name' },
        { code: 'invalid_input', field: 'sizeBytes' },
      ],
    })
    expect(add({ name: '../x', sizeBytes: 0.5 })).toMatchObject({
      ok: false,
      problems: [{ field: 'name' }, { field: 'sizeBytes' }],
    })
    expect(add({}, vm, true)).toMatchObject({ ok: false, problems: [{ code: 'already_exists' }] })
    expect(add({}, { ...vm, managed: false })).toMatchObject({
      ok: false,
      problems: [{ code: 'foreign_object' }],
    })
    expect(add({}, { ...vm, status: { state: 'sleeping' } })).toMatchObject({
      ok: false,
      problems: [{ code: 'wrong_state' }],
    })
    const full = Array.from('abcdefghijklmnopqrstuvwxyz').map((letter) => disk(`d${letter}`, `vd${letter}`))
    expect(add({}, { ...vm, disks: full })).toMatchObject({
      ok: false,
      problems: [{ code: 'not_supported' }],
    })
  })
})

describe('a larger disk', () => {
  const sizes = { root: 20 * GiB, data: GiB }
  const grow = (wish: { disk?: string; sizeBytes?: number }, of: VmFacts = vm) =>
    planGrowDisk({ disk: 'root', sizeBytes: 40 * GiB, ...wish }, { ...facts(of), sizes })

  test.each(['data', 'vdc'])('is found as %s', (name) => {
    expect(grow({ disk: name })).toMatchObject({
      ok: true,
      value: { disk: 'data', path: '/dev/zvol/tank/kiste/web/data', fromBytes: GiB, sizeBytes: 40 * GiB },
    })
  })

  test('of the same size is no harm', () => {
    expect(grow({ sizeBytes: 20 * GiB })).toMatchObject({
      ok: true,
      value: { notes: ['The disk root has that size already.'] },
    })
  })

  test('is never a smaller one', () => {
    expect(grow({ sizeBytes: 20 * GiB - 1 })).toMatchObject({
      ok: false,
      problems: [{ field: 'sizeBytes', hint: expect.stringContaining('can only grow') as string }],
    })
    expect(grow({ sizeBytes: 2 * TiB })).toMatchObject({ ok: false, problems: [{ field: 'sizeBytes' }] })
  })

  test('has to be there, in the place, as the store made it', () => {
    expect(grow({ disk: 'none' })).toMatchObject({
      ok: false,
      problems: [{ code: 'not_found', hint: 'It has: root, data.' }],
    })
    const elsewhere = { ...vm, disks: [disk('iso', 'vdb', '/srv/iso.raw')] }
    expect(grow({ disk: 'vdb' }, elsewhere)).toMatchObject({ ok: false, problems: [{ code: 'not_found' }] })
    const overlay = { ...vm, disks: [disk('root', 'vda', '/store/web/root.snap1')] }
    expect(grow({ disk: 'vda' }, overlay)).toMatchObject({ ok: false, problems: [{ code: 'not_supported' }] })
    expect(planGrowDisk({ disk: 'root', sizeBytes: GiB }, { ...facts(), sizes: {} })).toMatchObject({
      ok: false,
      problems: [{ code: 'not_found' }],
    })
  })
})

describe('a disk that goes', () => {
  const snapshot = (of: VmFacts) => ({
    vms: [
      {
        vm: of,
        store: { name: 'tank', kind: 'zfs' as const, freeBytes: GiB },
        history: { branches: [{ id: 'main', current: true }], snapshots: [] },
        definition: '<domain/>',
        place,
        keepsRam: false,
      },
    ],
    now: '2026-11-26T10:00:00.000Z',
  })
  const remove = (wish: { disk?: string; now?: boolean }, of: VmFacts = vm) =>
    planRemoveDisk(
      { disk: 'data', ...wish },
      { ...facts(of), definition: '<domain/>', snapshot: snapshot(of) },
    )

  test('is kept by a snapshot of the whole VM', () => {
    expect(remove({ disk: 'vdc' })).toMatchObject({
      ok: true,
      value: {
        disk: 'data',
        target: 'vdc',
        live: false,
        snapshot: { note: 'Before the disk data was removed', vms: [{ name: 'web', consistency: 'off' }] },
        notes: [expect.stringContaining('kiste snapshot rollback web')],
      },
    })
  })

  test('of a VM that runs: what the guest has to do first is told', () => {
    expect(remove({}, running)).toMatchObject({
      ok: true,
      value: { live: true, notes: [expect.any(String), expect.stringContaining('Unmount')] },
    })
  })

  test('goes for good only where that is wished', () => {
    expect(remove({ now: true })).toMatchObject({ ok: true, value: { snapshot: null } })
  })

  test('has to be there, and the VM in a state for it', () => {
    expect(remove({ disk: 'none' })).toMatchObject({ ok: false, problems: [{ code: 'not_found' }] })
    const held = { ...vm, status: { state: 'paused', because: 'user' } } as const
    expect(remove({}, held)).toMatchObject({
      ok: false,
      problems: [{ code: 'wrong_state', hint: expect.stringContaining('resume') as string }],
    })
  })
})
