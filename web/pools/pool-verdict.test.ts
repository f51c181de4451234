import { expect, test } from 'vitest'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import { glanceVerdict, poolsVerdict, poolVerdict } from './pool-verdict.ts'
import { encrypted, finding, group, health, pool, running, vdev } from './testing/pools.ts'

const mirrorLeft = (failuresLeft: number) =>
  group('mirror-0', 'mirror', [vdev('sda'), vdev('sdb')], { failuresLeft })

test.each([
  [pool(), undefined, 'ok', 'tank is online.', 'tank ist da.'],
  [pool({ state: 'degraded' }), undefined, 'broken', 'tank is not whole.', 'tank ist nicht vollständig.'],
  [pool(), health(), 'ok', 'tank is well. Nothing is lost.', 'tank ist gesund. Es ist nichts verloren.'],
  [
    pool({ state: 'suspended' }),
    health(),
    'broken',
    'tank stands still: it lost too many drives at once. What was to be written waits. Once the drives are back, it goes on.',
    'tank steht still: Ihm fehlen zu viele Platten auf einmal. Was geschrieben werden sollte, wartet. Sind die Platten wieder da, geht es weiter.',
  ],
  [
    pool({ state: 'degraded', vdevs: mirrorLeft(0) }),
    health({ verdict: 'fail', findings: [finding('device-down', 'fail', 'a')] }),
    'broken',
    'A drive has failed. Nothing is lost. But if one more fails now, all may be gone.',
    'Eine Platte ist ausgefallen. Es ist nichts verloren. Aber fällt jetzt noch eine aus, kann alles weg sein.',
  ],
  [
    pool({ state: 'degraded', vdevs: mirrorLeft(1) }),
    health({
      verdict: 'fail',
      findings: [finding('device-down', 'fail', 'a'), finding('device-down', 'fail', 'b')],
    }),
    'broken',
    '2 drives have failed. Nothing is lost. One more drive may fail.',
    '2 Platten sind ausgefallen. Es ist nichts verloren. Eine weitere Platte darf ausfallen.',
  ],
  [
    pool({ state: 'degraded', scan: { ...running, what: 'resilver' }, vdevs: mirrorLeft(0) }),
    health({ verdict: 'warn' }),
    'busy',
    'tank is being made whole again. Nothing is lost. But if one more fails now, all may be gone.',
    'tank wird wieder vollständig. Es ist nichts verloren. Aber fällt jetzt noch eine aus, kann alles weg sein.',
  ],
  [
    pool(),
    health({ verdict: 'fail', losses: { state: 'some', objects: ['/tank/a'], more: 2 } }),
    'broken',
    'In tank, data is damaged. 3 things are named below; all else is whole.',
    'In tank sind Daten beschädigt. 3 Dinge sind unten genannt; alles andere ist heil.',
  ],
  [
    pool(),
    health({ verdict: 'fail', findings: [finding('errors-on-several', 'fail'), finding('full', 'info')] }),
    'broken',
    'tank is not well: one thing is broken. Nothing is lost.',
    'tank ist nicht gesund: eine Sache ist kaputt. Es ist nichts verloren.',
  ],
  [
    pool(),
    health({
      verdict: 'warn',
      findings: [finding('data-lost', 'warn')],
      losses: { state: 'unknown', objects: [], more: 0 },
    }),
    'look',
    'tank wants a look: one thing. Whether anything is lost is not known.',
    'tank will angesehen werden: eine Sache. Ob etwas verloren ist, weiß man nicht.',
  ],
  [
    pool({ settings: encrypted('unavailable') }),
    health(),
    'off',
    'tank is well, and locked. Until its key is loaded, nothing in it can be read.',
    'tank ist gesund, und verschlossen. Bis sein Schlüssel geladen ist, lässt sich nichts in ihm lesen.',
  ],
] as const)('%#', (which, said, tone, en, de) => {
  expect(sayVerdict(poolVerdict(which, said))).toEqual({ tone, en, de })
})

test('a spare that failed is no failed drive of the pool', () => {
  const warned = health({ verdict: 'warn', findings: [finding('device-down', 'warn', 'spare')] })
  expect(sayVerdict(poolVerdict(pool(), warned)).tone).toBe('look')
})

const glance = (name: string, state: 'online' | 'degraded' | 'suspended' = 'online') =>
  ({ answers: false, name, state }) as const

test.each([
  [[], [], 'off', 'There is no pool yet. Two free drives are enough to make one that survives a failure.'],
  [[glance('tank')], [health()], 'ok', 'The pool is well.'],
  [[glance('tank'), glance('fast')], [health(), health()], 'ok', 'All 2 pools are well.'],
  [[glance('tank'), glance('fast')], [health(), undefined], 'off', 'All 2 pools are online.'],
  [
    [glance('tank', 'degraded'), glance('fast')],
    [health({ verdict: 'fail' }), health()],
    'broken',
    'tank needs you. Nothing is lost.',
  ],
  // What the doctor has not answered yet is not said to be whole.
  [[glance('tank', 'degraded'), glance('fast')], [health(), undefined], 'broken', 'tank needs you.'],
  // A pool can say that it is online over what has failed.
  [[glance('tank')], [health({ verdict: 'fail' })], 'broken', 'tank needs you. Nothing is lost.'],
  [[glance('tank'), glance('fast')], [health(), health({ verdict: 'warn' })], 'look', 'fast wants a look.'],
] as const)('all pools %#', (pools, answers, tone, en) => {
  expect(sayVerdict(poolsVerdict(pools, answers))).toMatchObject({ tone, en })
})

test('of a pool that does not answer only its state is told', () => {
  expect(sayVerdict(glanceVerdict(glance('tank', 'suspended'))).tone).toBe('broken')
})
