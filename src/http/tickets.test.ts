import { expect, it } from 'vitest'
import type { Caller } from '../app/access/access.ts'
import { fullRights } from '../domain/rights.ts'
import { createTickets, ticketLifeMs, type Admission } from './tickets.ts'

const session = (sessionId: string): Caller => ({
  via: 'session',
  name: 'anna',
  userId: 'u',
  sessionId,
  rights: fullRights,
})
const token: Caller = { via: 'token', name: 'anna (ha)', userId: 'u', tokenId: 's', rights: fullRights }
const web: Admission = { vm: 'uuid-of-web', screen: 'serial' }
const refused = expect.objectContaining({
  problems: [expect.objectContaining({ code: 'forbidden' })],
}) as Error

function box() {
  let nowMs = 0
  return { tickets: createTickets(() => nowMs), wait: (ms: number) => void (nowMs += ms) }
}

it('a ticket opens once what it was asked for', () => {
  const { tickets, wait } = box()
  const ticket = tickets.issue(session('s'), web)
  wait(ticketLifeMs - 1)
  tickets.take(ticket, session('s'), web)
  expect(() => tickets.take(ticket, session('s'), web)).toThrow(refused)
})

it.each<[string, Caller, Admission]>([
  ['another VM', session('s'), { ...web, vm: 'uuid-of-db' }],
  ['another screen', session('s'), { ...web, screen: 'vnc' }],
  ['another browser', session('t'), web],
  ['a program', token, web],
])('it is none for %s, and used by trying', (_what, caller, admission) => {
  const { tickets } = box()
  const ticket = tickets.issue(session('s'), web)
  expect(() => tickets.take(ticket, caller, admission)).toThrow(refused)
  expect(() => tickets.take(ticket, session('s'), web)).toThrow(refused)
})

it('it is none after 30 seconds, and none is none', () => {
  const { tickets, wait } = box()
  const ticket = tickets.issue(session('s'), web)
  wait(ticketLifeMs)
  expect(() => tickets.take(ticket, session('s'), web)).toThrow(refused)
  expect(() => tickets.take(undefined, session('s'), web)).toThrow(refused)
  expect(() => tickets.take('', session('s'), web)).toThrow(refused)
})
