import { expect, test } from 'vitest'
import { withWish } from '../../domain/scoped.ts'
import { keepCopies } from './copies-keeper.ts'

const usb = { name: 'usb', id: '0badcafe', pool: 'backup', dataset: 'backup/kiste-copies/box' }

function settings(kept = new Map<string, unknown>()) {
  return {
    kept,
    get: (key: string) => kept.get(key),
    // As a database has it.
    set: (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  }
}

const open = (table: ReturnType<typeof settings>, told: string[] = []) =>
  keepCopies(table, { now: () => new Date(0), onTrouble: (message) => told.push(message) })

test('targets, wishes and what came of them outlive the daemon', () => {
  const table = settings()
  const copies = open(table)
  copies.changeTargets((now) => [...now, usb])
  copies.changeWished((now) => withWish(now, { of: 'vm', uuid: 'u1' }, ['usb']))
  copies.changeWished((now) => withWish(now, { of: 'store', store: '__proto__' }, []))
  copies.note(usb.id, 'u1', { last: { id: 'a', createdAt: '2026-01-01T00:00:00.000Z' } })
  copies.note(usb.id, 'u2', { failed: { count: 1, lastAtMs: 5, because: 'no room' } })
  const again = open(table)
  expect(again.targets()).toEqual([usb])
  expect(again.wished()).toEqual(copies.wished())
  expect(again.state(usb.id, 'u1')).toEqual(copies.state(usb.id, 'u1'))
  expect(again.state(usb.id, 'u2')?.failed?.because).toBe('no room')
  expect(again.state('other', 'u1')).toBeUndefined()
})

test('what cannot be read is told, and keeps none of the others', () => {
  const table = settings(
    new Map<string, unknown>([
      ['copies.targets', [usb, { name: 'odd' }, 5]],
      ['copies.wished', { host: 'all', vms: { u1: ['usb'], u2: [5] } }],
      ['copies.states', { a: 5, b: { u1: null } }],
    ]),
  )
  const told: string[] = []
  const copies = open(table, told)
  expect(copies.targets()).toEqual([usb])
  expect(copies.wished()).toEqual({ stores: {}, vms: { u1: ['usb'] } })
  expect(copies.state('b', 'u1')).toBeUndefined()
  expect(told).toEqual([
    'the target {"name":"odd"} cannot be read',
    'the target 5 cannot be read',
    'where the host is copied to cannot be read',
    'where VM u2 is copied to cannot be read',
  ])
})
