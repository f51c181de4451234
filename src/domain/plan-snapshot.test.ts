import { describe, expect, test } from 'vitest'
import { planSnapshot, type SnapshotVmFacts, type SnapshotWish } from './plan-snapshot.ts'
import { codes, someVm } from './testing/facts.ts'
import { history } from './testing/histories.ts'
import { snapshotTime as now, someSnapshotVm } from './testing/snapshot-facts.ts'
import type { VmStatus } from './vm.ts'

const plan = (wish: SnapshotWish, ...vms: SnapshotVmFacts[]) => planSnapshot(wish, { vms, now })
const one = (status: VmStatus) => someSnapshotVm({ vm: someVm({ status }) })
const running = { state: 'running', agent: 'connected' } as const
const named = (name: string, status: VmStatus = running) => someVm({ name, uuid: `uuid of ${name}`, status })

describe('a snapshot', () => {
  test('is named by the second it was taken, and differs from those that are there', () => {
    expect(plan({}, one(running))).toMatchObject({
      value: { id: '2026-11-26T20-15-00Z', createdAt: now, hold: null },
    })
    const again = someSnapshotVm({ history: history('*main: 2026-11-26T20-15-00Z') })
    expect(plan({}, again)).toMatchObject({ value: { id: '2026-11-26T20-15-00Z-2' } })
  })

  test.each<[VmStatus, SnapshotWish, string, string, RegExp | undefined]>([
    [{ state: 'stopped' }, {}, 'off', 'off', undefined],
    [{ state: 'stopped' }, { ram: true }, 'off', 'off', /no RAM to keep/],
    [{ state: 'crashed' }, {}, 'crash', 'off', /not shut down/],
    [running, {}, 'filesystem', 'on', /frozen for a moment/],
    [running, { crash: true }, 'crash', 'on', undefined],
    [running, { ram: true }, 'ram', 'on', /stands still while its RAM \(2 GiB\).*up to 41 s/],
    [{ state: 'running', agent: 'disconnected' }, {}, 'crash', 'on', /No guest agent answers/],
    [{ state: 'running', agent: 'no-channel' }, {}, 'crash', 'on', /No guest agent answers/],
    [{ state: 'paused', because: 'user' }, {}, 'crash', 'paused', /is paused/],
    [{ state: 'paused', because: 'user' }, { ram: true }, 'ram', 'paused', /stands still/],
  ])('of a VM that is %j, asked for %j: %s', (status, wish, consistency, runs, note) => {
    const planned = plan(wish, one(status))
    expect(planned).toMatchObject({ value: { vms: [{ consistency, runs }], held: [] } })
    const notes = planned.ok ? planned.value.notes.join(' ') : ''
    if (note) expect(notes).toMatch(note)
    else expect(notes).toBe('')
  })

  test.each<[string, SnapshotWish, SnapshotVmFacts[], string]>([
    ['a bad name', { name: '-rf' }, [one(running)], 'invalid_input name'],
    ['a name that is taken', { name: 's1' }, [one(running)], 'already_exists name'],
    ['no VM', {}, [], 'invalid_input vms'],
    ['with RAM and without', { ram: true, crash: true }, [one(running)], 'invalid_input crash'],
    ['a note without end', { note: 'x'.repeat(1001) }, [one(running)], 'invalid_input note'],
    ['a VM that goes down just now', {}, [one({ state: 'stopping' })], 'wrong_state -'],
    ['RAM that waits on the disk', {}, [someSnapshotVm({ keepsRam: true })], 'wrong_state -'],
    ['a VM of others', {}, [someSnapshotVm({ vm: someVm({ managed: false }) })], 'foreign_object -'],
    [
      'no room for RAM',
      { ram: true },
      [someSnapshotVm({ vm: someVm({ status: running }), store: { name: 's', kind: 'dir', freeBytes: 1 } })],
      'no_space ram',
    ],
    [
      'everything at once',
      { name: 's1', ram: true, crash: true },
      [one(running), someSnapshotVm({ vm: named('db', { state: 'stopping' }) })],
      'invalid_input crash, already_exists name, already_exists name, wrong_state -',
    ],
  ])('is refused: %s', (_title, wish, vms, expected) => {
    expect(codes(plan(wish, ...vms))).toBe(expected)
  })

  test('a disk elsewhere is told of; one that virsh put there is refused', () => {
    const [root] = someVm().disks
    const withDisk = (path: string) =>
      someSnapshotVm({
        vm: someVm({
          disks: root ? [root, { ...root, target: 'vdb', source: { type: 'block', path } }] : [],
        }),
      })
    expect(plan({}, withDisk('/dev/sdb'))).toMatchObject({
      value: { notes: ['The disk vdb of web (/dev/sdb) is not in its place and stays as it is.'] },
    })
    expect(plan({}, withDisk('/store/web/root.1234'))).toMatchObject({
      problems: [{ code: 'not_supported', object: { type: 'disk', name: '/store/web/root.1234' } }],
    })
  })

  describe('of several VMs', () => {
    const store = (kind: 'dir' | 'zfs', name: string = kind) => ({ name, kind, freeBytes: 1e12 })
    const web = (changes: Partial<SnapshotVmFacts> = {}) => someSnapshotVm({ vm: named('web'), ...changes })
    const db = (changes: Partial<SnapshotVmFacts> = {}) => someSnapshotVm({ vm: named('db'), ...changes })

    test.each<[string, SnapshotWish, SnapshotVmFacts[], string[]]>([
      ['two that run', {}, [web(), db()], ['uuid of web', 'uuid of db']],
      ['the same one twice', {}, [web(), web()], []],
      ['one runs, one is off', {}, [web(), db({ vm: named('db', { state: 'stopped' }) })], []],
      ['in one zfs store', {}, [web({ store: store('zfs') }), db({ store: store('zfs') })], []],
      [
        'in one zfs store, with RAM',
        { ram: true },
        [web({ store: store('zfs') }), db({ store: store('zfs') })],
        ['uuid of web', 'uuid of db'],
      ],
      [
        'in two stores',
        {},
        [web({ store: store('zfs', 'a') }), db({ store: store('zfs', 'b') })],
        ['uuid of web', 'uuid of db'],
      ],
    ])('%s: held are those that must be', (_title, wish, vms, held) => {
      expect(plan(wish, ...vms)).toMatchObject({ ok: true, value: { held } })
    })

    test('each is what it is, and the instant is told', () => {
      const planned = plan({ name: 'both' }, web(), db({ vm: named('db', { state: 'stopped' }) }))
      expect(planned).toMatchObject({
        value: {
          vms: [
            { name: 'web', consistency: 'filesystem' },
            { name: 'db', consistency: 'off' },
          ],
        },
      })
      expect(planned.ok && planned.value.notes.at(-1)).toBe('All are taken at one instant.')
      const held = plan({}, web(), db())
      expect(held.ok && held.value.notes.at(-1)).toBe(
        'web, db are held for a moment, so that all are of one instant.',
      )
    })
  })
})
