import { describe, expect, test } from 'vitest'
import type { Inventory, Job, LiveEvent, Vm } from './answers.ts'
import { applyEvent } from './apply-event.ts'

const vm = (name: string, uuid = name): Vm => ({
  uuid,
  name,
  managed: true,
  arch: 'x86_64',
  machine: 'pc-q35-7.2',
  accelerator: 'kvm',
  firmware: 'uefi',
  cpus: 1,
  memoryMiB: 1024,
  autostart: false,
  disks: [],
  nics: [],
  made: undefined,
  vncSocketPath: undefined,
  status: { state: 'stopped', waitsFor: undefined },
})
const job = (id: string, minute: number): Job => ({
  id,
  kind: 'vm.start',
  title: 'Start web',
  object: { type: 'vm', name: 'web' },
  locks: [],
  createdAt: `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`,
  actor: undefined,
  steps: [],
  held: undefined,
  state: 'queued',
})
const inventory = {
  seq: 10,
  vms: [vm('db'), vm('web')],
  images: [],
  bin: [],
  jobs: [job('b', 2), job('a', 1)],
} as unknown as Inventory
const names = ({ vms }: Inventory) => vms.map(({ name }) => name)

describe('VMs', () => {
  test('a new one stands where its name belongs', () => {
    expect(names(applyEvent(inventory, { seq: 11, type: 'vm', vm: vm('nas') }))).toEqual(['db', 'nas', 'web'])
  })

  test('one that changed is another object, the others are the same', () => {
    const after = applyEvent(inventory, { seq: 11, type: 'vm', vm: { ...vm('web'), cpus: 4 } })
    expect(after.vms[1]?.cpus).toBe(4)
    expect(after.vms[0]).toBe(inventory.vms[0])
  })

  test('one that was renamed moves', () => {
    expect(names(applyEvent(inventory, { seq: 11, type: 'vm', vm: vm('zoo', 'db') }))).toEqual(['web', 'zoo'])
  })

  test('one that is gone is gone', () => {
    expect(names(applyEvent(inventory, { seq: 11, type: 'vm-gone', uuid: 'db', name: 'db' }))).toEqual([
      'web',
    ])
  })
})

test('jobs stand newest first, and never grow beyond what a glance needs', () => {
  const after = applyEvent(inventory, { seq: 11, type: 'job', job: job('c', 3) })
  expect(after.jobs.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  const many = Array.from({ length: 300 }, (_, index) => index).reduce(
    (now, index) => applyEvent(now, { seq: 11 + index, type: 'job', job: job(`j${index}`, index % 60) }),
    inventory,
  )
  expect(many.jobs).toHaveLength(200)
})

test('what is older than the inventory changes nothing', () => {
  expect(applyEvent(inventory, { seq: 10, type: 'vm-gone', uuid: 'db', name: 'db' })).toBe(inventory)
})

test.each(['history', 'certificate', 'reset', 'something-of-next-year'])('%s only counts on', (type) => {
  const after = applyEvent(inventory, { seq: 11, type, vm: 'web' } as unknown as LiveEvent)
  expect(after).toEqual({ ...inventory, seq: 11 })
})
