import { describe, expect, test } from 'vitest'
import type { Words } from '../messages/translator.ts'
import { deviceActions, whyNotDevice } from './device-actions.ts'
import { poolActions } from './pool-action-rules.ts'
import { namesOfAction, nextPoolAction, whyNotAction } from './pool-actions.ts'
import { poolMenuEntries } from './pool-menu-entries.ts'
import { encrypted, group, pool, running, vdev } from './testing/pools.ts'
import type { Pool } from '../api/answers.ts'

const possible = (changes: Partial<Pool>) =>
  poolActions.filter((action) => whyNotAction(action, pool(changes)) === undefined)
const scrub = { ...running, what: 'scrub' } as const

describe('what can be done to a pool', () => {
  test('one that is well and has no key', () => {
    expect(possible({})).toEqual([
      'scrub',
      'trim',
      'clear',
      'add',
      'attach',
      'expand',
      'set',
      'checkpoint',
      'upgrade',
      'split',
      'export',
      'destroy',
    ])
  })

  test('one that stands still can only try again', () => {
    expect(possible({ state: 'suspended' })).toEqual(['clear'])
  })

  test.each([
    ['scrub', { scan: scrub }, 'pool.whyNot.scrub'],
    ['scrub', { scan: { ...scrub, paused: true } }, undefined],
    ['pauseScrub', { scan: { ...scrub, paused: true } }, 'pool.whyNot.noScrub'],
    ['pauseScrub', { scan: scrub }, undefined],
    ['stopScrub', {}, 'pool.whyNot.noScrub'],
    ['scrub', { scan: { ...running, what: 'resilver' } }, 'pool.whyNot.resilver'],
    ['stopScrub', { scan: { ...running, what: 'resilver' } }, 'pool.whyNot.noScrub'],
    ['clear', { readOnly: true }, undefined],
    ['set', { readOnly: true }, 'pool.whyNot.readOnly'],
    ['discardCheckpoint', {}, 'pool.whyNot.noCheckpoint'],
    ['rewind', {}, 'pool.whyNot.noCheckpoint'],
    ['rewind', { checkpoint: { state: 'exists', createdAt: '', sizeBytes: 1 } }, undefined],
    ['attach', { checkpoint: { state: 'exists', createdAt: '', sizeBytes: 1 } }, 'pool.whyNot.checkpoint'],
    ['loadKey', {}, 'pool.whyNot.notEncrypted'],
    ['loadKey', { settings: encrypted('available') }, 'pool.whyNot.keyLoaded'],
    ['loadKey', { settings: encrypted('unavailable') }, undefined],
    ['unloadKey', { settings: encrypted('unavailable') }, 'pool.whyNot.locked'],
    ['split', { vdevs: group('raidz1-0', 'raidz', []) }, 'pool.whyNot.noMirrors'],
    ['export', { state: 'faulted' }, undefined],
    ['add', { state: 'faulted' }, 'pool.whyNot.state'],
  ] as const)('%s %#', (action, changes, key) => {
    expect(whyNotAction(action, pool(changes))?.key).toBe(key)
  })

  test.each([
    [undefined, 'trim', undefined],
    [undefined, 'pauseTrim', 'pool.whyNot.noTrim'],
    [{ state: 'unsupported' }, 'trim', 'pool.whyNot.noSsds'],
    [{ state: 'running', percent: 4 }, 'trim', 'pool.whyNot.trim'],
    [{ state: 'running', percent: 4 }, 'pauseTrim', undefined],
    [{ state: 'running', percent: 4 }, 'stopTrim', undefined],
    [{ state: 'suspended', percent: 4 }, 'trim', undefined],
    [{ state: 'suspended', percent: 4 }, 'pauseTrim', 'pool.whyNot.noTrim'],
    [{ state: 'suspended', percent: 4 }, 'stopTrim', undefined],
    [{ state: 'finished', percent: 100 }, 'stopTrim', 'pool.whyNot.noTrim'],
  ] as const)('SSDs whose trim is %j: %s', (trim, action, key) => {
    expect(whyNotAction(action, pool({ vdevs: [vdev('nvme0n1', { trim })] }))?.key).toBe(key)
  })

  test.each([
    ['scrub', {}, 'pool.do.scrub'],
    ['scrub', { scan: { ...scrub, paused: true } }, 'pool.do.resumeScrub'],
    [
      'trim',
      { vdevs: [vdev('nvme0n1', { trim: { state: 'suspended', percent: 4 } })] },
      'pool.do.resumeTrim',
    ],
  ] as const)('%s is called %# what it does', (action, changes, label) => {
    expect(namesOfAction(action, pool(changes)).label).toBe(label)
  })

  test.each([
    [{}, 'scrub'],
    [{ scan: scrub }, 'pauseScrub'],
    [{ settings: encrypted('unavailable') }, 'loadKey'],
    [{ settings: encrypted('unavailable', 'file:///etc/key') }, 'scrub'],
    [{ state: 'suspended' }, undefined],
    [{ state: 'degraded' }, undefined],
  ] as const)('what is next %#', (changes, action) => {
    expect(nextPoolAction(pool(changes))).toBe(action)
  })
})

describe('what can be done to a device', () => {
  const old = vdev('old', { state: 'faulted' })
  const spare = vdev('spare', { class: 'spare', state: 'avail' })
  const [pair = old, ...inPair] = group('replacing-0', 'replacing', [vdev('gone'), vdev('fresh')])
  const mirror = group('mirror-0', 'mirror', [old, vdev('good'), pair])
  const raidz = group('raidz1-1', 'raidz', [vdev('z1'), vdev('z2'), vdev('z3')])
  const whole = pool({ vdevs: [...mirror, ...inPair, ...raidz, spare, vdev('alone')] })
  const can = (name: string) => {
    const device = whole.vdevs.find((one) => one.name === name) ?? old
    return deviceActions.filter((action) => whyNotDevice(action, device, whole) === undefined)
  }
  test.each([
    ['old', ['replace', 'online', 'attach', 'detach']],
    ['good', ['replace', 'offline', 'attach', 'detach']],
    ['gone', ['offline', 'detach']],
    ['z1', ['replace', 'offline']],
    ['spare', ['remove']],
    ['alone', ['replace', 'offline', 'attach', 'remove']],
    ['raidz1-1', ['replace', 'offline', 'attach', 'remove']],
  ] as const)('%s', (name, actions) => {
    expect(can(name)).toEqual(actions)
  })

  test('a vdev with data is not emptied while data is being rebuilt, a spare may go', () => {
    const busy = pool({ ...whole, scan: { ...running, what: 'resilver' } })
    expect(whyNotDevice('remove', vdev('alone'), busy)?.key).toBe('pool.whyNot.resilver')
    expect(whyNotDevice('remove', spare, busy)).toBeUndefined()
  })
})

describe('the menu', () => {
  const words = { say: (key: string) => key } as Words
  const ids = (level: 'operate' | 'admin', hasStore = false, changes: Partial<Pool> = {}) =>
    poolMenuEntries(words, pool(changes), {
      level,
      hasStore,
      ask: () => undefined,
      onMeasure: () => undefined,
    }).map(({ id }) => id)

  test('an operator of the house checks, trims and measures, and nothing else', () => {
    expect(ids('operate')).toEqual(['scrub', 'trim', 'measure'])
  })

  test.each([
    [{ scan: scrub }, ['scrub', 'pauseScrub', 'stopScrub', 'trim', 'measure']],
    [
      { vdevs: [vdev('nvme0n1', { trim: { state: 'suspended', percent: 4 } })] },
      ['scrub', 'trim', 'pauseTrim', 'stopTrim', 'measure'],
    ],
    [{ settings: encrypted('unavailable') }, ['scrub', 'trim', 'loadKey', 'measure']],
  ] as const)(
    'what goes on can be paused and stopped, and a key loaded where there is one %#',
    (changes, entries) => {
      expect(ids('operate', false, changes)).toEqual(entries)
    },
  )

  test('a checkpoint can be forgotten and gone back to where there is one', () => {
    const checkpoint = { state: 'exists', createdAt: '', sizeBytes: 1 } as const
    expect(ids('admin')).not.toContain('rewind')
    expect(ids('admin', false, { checkpoint })).toEqual(
      expect.arrayContaining(['discardCheckpoint', 'rewind']),
    )
    expect(ids('admin')).not.toContain('loadKey')
  })

  test('a store is made where there is none, and its VMs are taken in where there is', () => {
    expect(ids('admin').slice(0, 2)).toEqual(['measure', 'makeStore'])
    expect(ids('admin', true)[1]).toBe('adopt')
  })
})
