import { describe, expect, test } from 'vitest'
import { planAdoptVm, type AdoptVmFacts } from './plan-adopt-vm.ts'
import { GiB } from './size.ts'
import { someVm } from './testing/facts.ts'

const vm = someVm({
  name: 'old-server',
  managed: false,
  disks: [
    {
      target: 'vda',
      device: 'disk',
      bus: 'virtio',
      format: 'raw',
      source: { type: 'file', path: '/srv/old.img' },
      readOnly: false,
    },
    { target: 'sda', device: 'cdrom', bus: 'sata', format: 'raw', readOnly: true },
  ],
})

const facts: AdoptVmFacts = {
  vm,
  definition: '<domain/>',
  vms: [vm],
  placeNames: [],
  stores: [
    { name: 'local', kind: 'dir', path: '/store', totalBytes: GiB, freeBytes: GiB },
    { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: GiB, freeBytes: GiB },
  ],
  placeIn: (store) => ({ roots: [`/${store}/old-server`] }),
  now: '2026-01-01T00:00:00.000Z',
}

describe('taking over a VM that others made', () => {
  test('leaves its disks where they are, and says so', () => {
    expect(planAdoptVm(undefined, facts)).toMatchObject({
      ok: true,
      value: {
        store: 'tank',
        name: 'old-server',
        uuid: vm.uuid,
        definition: '<domain/>',
        changes: { made: { at: '2026-01-01T00:00:00.000Z' } },
        notes: ['Its disk vda stays where it is: /srv/old.img.'],
      },
    })
  })

  test('keeps its definition in the store that was asked for', () => {
    expect(planAdoptVm('local', facts)).toMatchObject({ ok: true, value: { store: 'local' } })
  })

  test('says all that stands in the way at once', () => {
    const running = someVm({
      name: 'a name with spaces',
      managed: false,
      status: { state: 'running', agent: 'no-channel' },
    })
    const plan = planAdoptVm('nowhere', { ...facts, vm: running, vms: [running] })
    expect(plan).toMatchObject({
      ok: false,
      problems: [
        { code: 'wrong_state', hint: 'Stop it first with the tool that runs it, such as virsh.' },
        { code: 'invalid_input', hint: expect.stringContaining('virsh domrename') as string },
        { code: 'not_found', field: 'store' },
      ],
    })
  })

  test('is refused for a VM that is ours', () => {
    const ours = someVm({ name: 'web', managed: true })
    expect(planAdoptVm(undefined, { ...facts, vm: ours, vms: [ours] })).toMatchObject({
      ok: false,
      problems: [{ code: 'already_exists', message: "web is in Kiste's care already." }],
    })
  })

  test('is refused while another folder has its name', () => {
    expect(planAdoptVm(undefined, { ...facts, placeNames: ['Old-Server'] })).toMatchObject({
      ok: false,
      problems: [{ code: 'already_exists', object: { name: 'old-server' } }],
    })
  })
})
