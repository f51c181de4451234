import { expect, test } from 'vitest'
import { withWish } from '../../domain/scoped.ts'
import { keepPolicies } from './policies-keeper.ts'

const startMs = Date.parse('2026-11-28T12:00Z')
const daily = {
  zone: 'Europe/Berlin',
  rules: [{ rhythm: { every: 'day', at: 180 }, keep: { count: 14 } }],
} as const

function settings() {
  const kept = new Map<string, unknown>()
  const writes: string[] = []
  return {
    kept,
    writes,
    get: (key: string) => kept.get(key),
    set(key: string, value: unknown) {
      writes.push(key)
      // As a database has it.
      kept.set(key, JSON.parse(JSON.stringify(value)))
    },
  }
}

const open = (table: ReturnType<typeof settings>, told: string[] = []) =>
  keepPolicies(table, { now: () => new Date(startMs), onTrouble: (message) => told.push(message) })

test('wishes outlive the daemon, and are kept as people write them', () => {
  const table = settings()
  const policies = open(table)
  policies.change((now) => withWish(now, { of: 'host' }, daily))
  policies.change((now) => withWish(now, { of: 'store', store: '__proto__' }, daily))
  policies.change((now) => withWish(now, { of: 'vm', uuid: 'u1' }, 'none'))
  expect(open(table).read()).toEqual(policies.read())
  expect(table.kept.get('policies')).toMatchObject({
    host: { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' },
    vms: { u1: 'none' },
  })
  policies.change((now) => withWish(now, { of: 'host' }, undefined))
  expect(open(table).read().host).toBeUndefined()
})

test('a wish that cannot be read is told, and keeps none of the others', () => {
  const table = settings()
  table.set('policies', {
    host: { rules: 'when it rains', zone: 'UTC' },
    stores: { tank: { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' }, old: 5 },
  })
  const told: string[] = []
  expect(open(table, told).read()).toEqual({ stores: { tank: daily }, vms: {} })
  expect(told).toEqual([
    'the policy of the host cannot be read: {"rules":"when it rains","zone":"UTC"}',
    'the policy of store old cannot be read: 5',
  ])
})

test('what was left by somebody else is no wish', () => {
  for (const odd of ['x', null, [], { stores: [] }]) {
    const table = settings()
    table.set('policies', odd)
    expect(open(table).read()).toEqual({ stores: {}, vms: {} })
  }
})

test('the doubt about a clock outlives the daemon, and an even clock is seldom written down', () => {
  const table = settings()
  const at = (minutes: number, aheadMs = 0) => ({
    wallMs: startMs + minutes * 60_000 + aheadMs,
    upMs: minutes * 60_000,
    boot: 'a',
  })
  const policies = open(table)
  for (let minutes = 0; minutes < 120; minutes += 1) expect(policies.doubt(at(minutes))).toBeUndefined()
  expect(table.writes.length).toBe(2)
  const yearMs = 365 * 86_400_000
  expect(policies.doubt(at(120, yearMs))).toMatchObject({ because: 'ahead', byMs: yearMs })
  expect(open(table).doubted()).toMatchObject({ because: 'ahead' })
})
