import { describe, expect, test } from 'vitest'
import { planDeleteVm, planRestoreFromBin } from './plan-bin.ts'
import { codes, someVm } from './testing/facts.ts'

describe('bin', () => {
  const bin = { id: 'web.1', deletedAt: '2026-11-22T20:00:00.000Z', keepUntil: '2026-12-22T20:00:00.000Z' }
  const entry = { store: 'local', ...bin, vm: 'web', uuid: someVm().uuid }
  const restore = {
    entry,
    definition: 'x',
    vms: [],
    placeNames: [],
    oldRoots: ['/s/web'],
    newRoots: ['/s/web'],
  }

  test('a running VM is not deleted', () => {
    const vm = someVm({ status: { state: 'running', agent: 'connected' } })
    expect(
      codes(
        planDeleteVm(
          { now: true },
          { vm, store: 'local', roots: ['/s/web'], definition: 'x', bin, snapshots: 0 },
        ),
      ),
    ).toBe('wrong_state -')
  })
  test.each([
    [0, false, []],
    [1, false, ['Its snapshot goes to the bin with it.']],
    [3, true, ['Its 3 snapshots go with it, for good.']],
    [undefined, false, ['Its history cannot be read now; whatever snapshots it has go to the bin with it.']],
  ])('with %s snapshots, for good: %s', (snapshots, now, notes) => {
    const vm = someVm({ disks: [] })
    const facts = { vm, store: 'local', roots: ['/s/web'], definition: 'x', bin, snapshots }
    expect(planDeleteVm({ now }, facts)).toMatchObject({ value: { notes } })
  })
  test('disks that lie elsewhere stay there, and that is said', () => {
    const disk = { target: 'vdb', device: 'disk', bus: 'virtio', format: 'raw', readOnly: false } as const
    const source = { type: 'file', path: '/srv/old.img' } as const
    const vm = someVm({ disks: [{ ...disk, source }] })
    const facts = { vm, store: 'local', roots: ['/s/web'], definition: 'x', bin, snapshots: 0 }
    expect(planDeleteVm({ now: true }, facts)).toMatchObject({
      value: { notes: ['Its disk vdb stays where it is: /srv/old.img.'] },
    })
  })
  test('coming back under the old name changes nothing in the definition', () => {
    expect(planRestoreFromBin(undefined, restore)).toMatchObject({ value: { name: 'web', changes: {} } })
  })
  test('the name is taken meanwhile: the hint shows the way', () => {
    const other = someVm({ uuid: 'other' })
    expect(planRestoreFromBin(undefined, { ...restore, vms: [other] })).toMatchObject({
      problems: [
        {
          code: 'already_exists',
          hint: 'Bring it back under another name: kiste bin restore web.1 --as NAME',
        },
      ],
    })
    expect(planRestoreFromBin('web-2', { ...restore, vms: [other], newRoots: ['/s/web-2'] })).toMatchObject({
      value: { changes: { name: 'web-2', movePaths: [{ from: '/s/web', to: '/s/web-2' }] } },
    })
  })
  test('its UUID lives, or its definition is gone', () => {
    expect(codes(planRestoreFromBin('b', { ...restore, vms: [someVm()] }))).toBe('already_exists -')
    expect(codes(planRestoreFromBin('b', { ...restore, definition: undefined }))).toBe('host_failed -')
  })
})
