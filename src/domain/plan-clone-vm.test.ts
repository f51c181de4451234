import { expect, test } from 'vitest'
import { planCloneVm, type CloneFacts, type CloneWish } from './plan-clone-vm.ts'
import { GiB } from './size.ts'
import { someVm } from './testing/facts.ts'

const forward = { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 } as const
const seedDisk = {
  target: 'sda',
  device: 'cdrom',
  bus: 'scsi',
  format: 'raw',
  source: { type: 'file', path: '/store/web/seed.iso' },
  readOnly: true,
} as const

function clone(wish: Partial<CloneWish> = {}, facts: Partial<CloneFacts> = {}) {
  const source = facts.source ?? someVm({ disks: [...someVm().disks, seedDisk] })
  return planCloneVm(
    { name: 'web-2', ...wish },
    {
      source,
      model: source,
      definition: 'kept',
      vms: [source],
      placeNames: ['web'],
      busyPorts: [],
      store: 'local',
      sourcePlace: { roots: ['/store/web'], seedPath: '/store/web/seed.iso' },
      place: { roots: ['/store/web-2'] },
      diskSizes: { root: 20 * GiB },
      fresh: { uuid: 'new', macs: ['52:54:00:00:00:02'], now: '2026-11-22T20:00:00.000Z' },
      ...facts,
    },
  )
}

test('a clone shares its disk, and has a name, UUID, MAC and seed of its own', () => {
  const planned = clone()
  expect(planned).toMatchObject({
    ok: true,
    value: {
      how: 'linked',
      disks: [{ name: 'root', sizeBytes: 20 * GiB }],
      changes: {
        uuid: 'new',
        name: 'web-2',
        macs: ['52:54:00:00:00:02'],
        forwards: [],
        movePaths: [{ from: '/store/web', to: '/store/web-2' }],
        made: { clonedFrom: 'web' },
      },
      start: false,
      notes: [],
    },
  })
  expect(planned.ok && planned.value.seed?.metaData).toContain('instance-id: new')
})

test('published ports stay with the source, and that is said', () => {
  const source = someVm({
    nics: [{ mac: 'x', model: 'virtio', link: { type: 'user', forwards: [forward] } }],
  })
  const planned = clone({}, { source })
  expect(planned.ok && planned.value.notes).toEqual([
    'web has no cloud-init seed: inside, the clone keeps its host name and machine id.',
    'The ports that web publishes stay with it; publish others with --publish.',
  ])
})

test('refusals', () => {
  expect(clone({}, { source: someVm({ status: { state: 'running', agent: 'connected' } }) })).toMatchObject({
    problems: [{ code: 'wrong_state' }],
  })
  expect(clone({ name: 'web' })).toMatchObject({ problems: [{ code: 'already_exists', field: 'name' }] })
  const [root] = someVm().disks
  const outside = someVm({ disks: root ? [{ ...root, source: { type: 'block', path: '/dev/sdb' } }] : [] })
  expect(clone({}, { source: outside })).toMatchObject({
    problems: [{ code: 'not_supported', object: { type: 'disk', name: '/dev/sdb' } }],
  })
  expect(clone({}, { source: someVm({ managed: false }) })).toMatchObject({
    problems: [{ code: 'foreign_object' }],
  })
})

const point = {
  id: 's1',
  createdAt: '2026-11-20T20:00:00.000Z',
  consistency: 'crash',
  by: 'user',
  branch: 'main',
  uniqueBytes: 0,
  holds: [],
  dependents: [],
} as const
const history = { branches: [{ id: 'main', current: true }], snapshots: [point] }

test('of a snapshot the VM is copied as it was then, also while it runs and under another name', () => {
  const source = someVm({ status: { state: 'running', agent: 'connected' } })
  const [root] = someVm().disks
  const disks = root ? [{ ...root, source: { type: 'file', path: '/store/old/root.qcow2' } as const }] : []
  const model = someVm({ name: 'old', memoryMiB: 512, disks })
  const then = {
    source,
    model,
    history,
    sourcePlace: { roots: ['/store/old'], seedPath: '/store/old/seed.iso' },
  }
  const planned = clone({ fromSnapshot: 's1' }, { ...then, definition: 'as it was' })
  expect(planned).toMatchObject({
    ok: true,
    value: {
      source: 'web',
      snapshot: 's1',
      definition: 'as it was',
      disks: [{ name: 'root', sizeBytes: 20 * GiB }],
      changes: { movePaths: [{ from: '/store/old', to: '/store/web-2' }], made: { clonedFrom: 'web' } },
    },
  })
  expect(planned.ok && planned.value.notes[0]).toBe('web-2 finds its disks as after a power cut.')
  const inOrder = {
    branches: history.branches,
    snapshots: [{ ...point, consistency: 'filesystem' } as const],
  }
  const calm = clone({ fromSnapshot: 's1' }, { ...then, history: inOrder })
  expect(calm.ok && calm.value.notes.join()).not.toContain('power cut')
})

test('of a snapshot that is not there, or lacks a disk, none is made', () => {
  expect(clone({ fromSnapshot: 's2' }, { history })).toMatchObject({
    problems: [{ code: 'not_found', field: 'fromSnapshot' }],
  })
  expect(clone({ fromSnapshot: 's2' })).toMatchObject({ problems: [{ code: 'not_found' }] })
  expect(clone({ fromSnapshot: 's1' }, { history, diskSizes: {} })).toMatchObject({
    problems: [{ code: 'not_supported', field: 'fromSnapshot' }],
  })
  expect(
    clone({ fromSnapshot: 's1', name: 'web' }, { history, source: someVm({ managed: false }) }),
  ).toMatchObject({ problems: [{ code: 'foreign_object' }, { code: 'already_exists' }] })
})
