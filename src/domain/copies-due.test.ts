import { expect, test } from 'vitest'
import { copiesDue, type CopiesDueFacts, type CopyState } from './copies-due.ts'

const usb = { name: 'usb', id: 'a', pool: 'backup', dataset: 'backup/kiste-copies/box' }
const attic = { name: 'attic', id: 'b', pool: 'cold', dataset: 'cold/kiste-copies/box' }
const at = (day: string) => `2026-11-${day}T03:00:00.000Z`
const vm = (name: string, day: string | undefined, store = 'tank') => ({
  name,
  uuid: `uuid of ${name}`,
  store,
  ...(day === undefined ? {} : { newest: { id: day, createdAt: at(day) } }),
})
const nowMs = Date.parse(at('28'))

const due = (facts: Partial<CopiesDueFacts>, states: Readonly<Record<string, CopyState>> = {}) =>
  copiesDue({
    vms: [vm('web', '28')],
    wished: { host: ['usb'], stores: {}, vms: {} },
    targets: [usb, attic],
    pools: ['tank', 'backup', 'cold'],
    state: (target, uuid) => states[`${target.name} ${uuid}`],
    nowMs,
    ...facts,
  }).map(({ target, store, vms }) => `${vms.map(({ name }) => name).join('+')}@${store}>${target.name}`)

const failed = (count: number, minutesAgo: number): CopyState => ({
  failed: { count, lastAtMs: nowMs - minutesAgo * 60_000, because: 'no room' },
})

test.each<[what: string, facts: Partial<CopiesDueFacts>, states: Record<string, CopyState>, runs: string[]]>([
  ['what never was', {}, {}, ['web@tank>usb']],
  ['what has a newer snapshot', {}, { 'usb uuid of web': { upTo: at('27') } }, ['web@tank>usb']],
  ['not what is there', {}, { 'usb uuid of web': { upTo: at('28') } }, []],
  ['not what has no snapshot', { vms: [vm('web', undefined)] }, {}, []],
  ['not where the pool is away', { pools: ['tank'] }, {}, []],
  ['not what is wished nowhere', { wished: { stores: {}, vms: {} } }, {}, []],
  [
    'not what is wished not to be',
    { wished: { host: ['usb'], stores: {}, vms: { 'uuid of web': [] } } },
    {},
    [],
  ],
  [
    'all of a store in one run, each store in its own, to every target',
    {
      vms: [vm('web', '28'), vm('db', '28'), vm('pi', '28', 'fast')],
      wished: { host: ['usb', 'attic'], stores: {}, vms: {} },
    },
    { 'attic uuid of db': { upTo: at('28') } },
    ['web+db@tank>usb', 'pi@fast>usb', 'web@tank>attic', 'pi@fast>attic'],
  ],
  ['not just after it failed', {}, { 'usb uuid of web': failed(1, 0.5) }, []],
  ['again a minute after it failed', {}, { 'usb uuid of web': failed(1, 1) }, ['web@tank>usb']],
  ['not so soon after it failed often', {}, { 'usb uuid of web': failed(4, 7) }, []],
  ['after an hour at the latest', {}, { 'usb uuid of web': failed(40, 60) }, ['web@tank>usb']],
])('it is time for %s', (_, facts, states, runs) => {
  expect(due(facts, states)).toEqual(runs)
})
