import { expect, test } from 'vitest'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import { copiesVerdict } from './copies-verdict.ts'

const last = { id: 's1', createdAt: '2026-11-22T19:00:00.000Z' }
const done = (vm: string, target = 'usb') => ({ vm, target, last, upToDate: true })
const behind = (vm: string) => ({ vm, target: 'usb', last, upToDate: false })
const missing = (vm: string, target = 'usb') => ({ vm, target, upToDate: false })
const failed = (vm: string) => ({ ...behind(vm), failed: 'There is no pool backup.' })
const targets = ['usb', 'attic'].map((name) => ({
  name,
  id: name,
  pool: name,
  dataset: `${name}/kiste-copies/box`,
}))
const wish = { of: 'host', name: 'box', to: ['usb'] } as const
const nothing = { wishes: [], copies: [] }

test.each<[string, Parameters<typeof copiesVerdict>, string, string, string]>([
  [
    'no target',
    [[], nothing],
    'off',
    'Nothing is copied elsewhere. It begins with a target: a pool on other disks.',
    'Nichts wird woandershin kopiert. Es beginnt mit einem Ziel: einem Pool auf anderen Platten.',
  ],
  [
    'no wish, but one to copy nothing',
    [targets, { wishes: [{ ...wish, to: [] }], copies: [] }],
    'off',
    'Nothing is copied elsewhere. There is a target; what goes there is wished of the host, of a store or of a VM.',
    'Nichts wird woandershin kopiert. Ein Ziel gibt es; was dorthin geht, wird für den Host, eine Ablage oder eine VM festgelegt.',
  ],
  [
    'no VM',
    [targets, { wishes: [wish], copies: [] }],
    'off',
    'Nothing is copied elsewhere. What is wished reaches no VM yet.',
    'Nichts wird woandershin kopiert. Was festgelegt ist, betrifft noch keine VM.',
  ],
  [
    'all of one',
    [targets, { wishes: [wish], copies: [done('a')] }],
    'ok',
    'One VM is up to date on usb.',
    'Eine VM ist auf usb aktuell.',
  ],
  [
    'all of several, at two targets',
    [targets, { wishes: [wish], copies: [done('a'), done('b'), done('a', 'attic')] }],
    'ok',
    'All 2 VMs are up to date on usb. One VM is up to date on attic.',
    'Alle 2 VMs sind auf usb aktuell. Eine VM ist auf attic aktuell.',
  ],
  [
    'some',
    [targets, { wishes: [wish], copies: [done('a'), done('b'), done('c'), behind('d')] }],
    'busy',
    '3 of 4 VMs are up to date on usb.',
    'Von 4 VMs sind auf usb 3 aktuell.',
  ],
  [
    'one of two, as a try failed',
    [targets, { wishes: [wish], copies: [done('a'), failed('b')] }],
    'look',
    'One of 2 VMs is up to date on usb. One try failed; it is made again.',
    'Von 2 VMs ist auf usb eine aktuell. Ein Versuch ist gescheitert; er wird wiederholt.',
  ],
  [
    'none of two yet',
    [targets, { wishes: [wish], copies: [missing('a'), missing('b')] }],
    'busy',
    'None of 2 VMs is up to date on usb yet. 2 copies are not there yet.',
    'Von 2 VMs ist auf usb noch keine aktuell. 2 Kopien sind noch nicht da.',
  ],
  [
    'one, not yet',
    [targets, { wishes: [wish], copies: [missing('a', 'attic')] }],
    'busy',
    'One VM is not up to date on attic yet. One copy is not there yet.',
    'Eine VM ist auf attic noch nicht aktuell. Eine Kopie ist noch nicht da.',
  ],
])('%s', (_, given, tone, en, de) => {
  expect(sayVerdict(copiesVerdict(...given))).toEqual({ tone, en, de })
})
