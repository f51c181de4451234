import { describe, expect, test } from 'vitest'
import type { ImportablePool, ImportableVdev } from './importable-pool.ts'
import { planImport, type ImportWish } from './plan-pool-import.ts'
import { codes } from './testing/facts.ts'
import { linesOf } from './testing/pool-facts.ts'
import { somePool } from './testing/pools.ts'

const device = (name: string, changes: Partial<ImportableVdev> = {}): ImportableVdev => ({
  name,
  class: 'normal',
  state: 'online',
  children: [],
  ...changes,
})

function someImportable(changes: Partial<ImportablePool> = {}): ImportablePool {
  return {
    name: 'tank',
    guid: '42',
    state: 'online',
    destroyed: false,
    otherHost: { use: 'none' },
    vdevs: [device('mirror-0', { children: [device('sda'), device('sdb')] })],
    ...changes,
  }
}

const foreign: Partial<ImportablePool> = { guid: '77' }
const theirs: Partial<ImportablePool> = {
  ...foreign,
  otherHost: { use: 'last' },
  statusText: 'The pool was last accessed by another system.',
}
const noLog: Partial<ImportablePool> = {
  state: 'degraded',
  vdevs: [device('mirror-0'), device('sdl', { class: 'log', state: 'unavail' })],
}
const newer: Partial<ImportablePool> = {
  state: 'unavail',
  statusText: 'The pool uses the following feature(s) not supported on this system.',
  actionText: 'The pool cannot be imported in read-write mode. Import the pool with "-o readonly=on".',
}
const by = '-d /dev/disk/by-id'
const looked = '-o readonly=on -o cachefile=none'
const cached = '-o cachefile=/etc/zfs/zpool.cache'

const plan = (
  wish: Partial<ImportWish> = {},
  pool: Partial<ImportablePool> = {},
  pools = [somePool({ name: 'other' })],
) =>
  planImport(
    { pool: 'tank', ...wish },
    {
      importable: [someImportable(pool), someImportable({ name: 'second', guid: '43' })],
      pools,
      knownGuids: ['42'],
    },
  )

test.each<[string, Partial<ImportWish>, Partial<ImportablePool>, string]>([
  ['our own', {}, {}, `zpool import ${by} ${cached} -- 42`],
  ['by its guid', { pool: '42' }, {}, `zpool import ${by} ${cached} -- 42`],
  ['our own, without its file systems', { mount: false }, {}, `zpool import ${by} -N ${cached} -- 42`],
  ['another’s: nothing is mounted', {}, foreign, `zpool import ${by} -N ${cached} -- 77`],
  ['another’s, mounted on request', { mount: true }, foreign, `zpool import ${by} ${cached} -- 77`],
  [
    'another’s that was not exported, forced',
    { force: true },
    theirs,
    `zpool import ${by} -f -N ${cached} -- 77`,
  ],
  ['under another name', { as: 'barn' }, {}, `zpool import ${by} ${cached} -- 42 barn`],
  ['only to look', { look: true }, foreign, `zpool import ${by} -N ${looked} -- 77`],
  ['only to look, never mounted', { look: true, mount: true }, {}, `zpool import ${by} -N ${looked} -- 42`],
  ['one that was destroyed', {}, { destroyed: true }, `zpool import ${by} -D ${cached} -- 42`],
  [
    'as at its checkpoint, for a look',
    { rewind: true, look: true },
    {},
    `zpool import ${by} -N --rewind-to-checkpoint ${looked} -- 42`,
  ],
  [
    'back to its checkpoint',
    { rewind: true },
    {},
    `zpool import ${by} --rewind-to-checkpoint ${cached} -- 42`,
  ],
  ['without its log, meant', { dropLog: true }, noLog, `zpool import ${by} -m ${cached} -- 42`],
  ['newer features, to look', { look: true }, newer, `zpool import ${by} -N ${looked} -- 42`],
])('%s', (_, wish, pool, line) => {
  expect(linesOf(plan(wish, pool))).toEqual([line])
})

test.each<[string, Partial<ImportWish>, Partial<ImportablePool>, string]>([
  ['none of that name', { pool: 'nope' }, {}, 'not_found pool'],
  ['one that is imported', { pool: 'other' }, {}, 'already_exists pool'],
  ['another’s that may still be in use', {}, theirs, 'in_use force'],
  ['another’s, even to look', { look: true }, theirs, 'in_use force'],
  [
    'one that is in use now, forced or not',
    { force: true },
    { otherHost: { use: 'now', host: 'attic' } },
    'in_use -',
  ],
  ['one that guards itself, forced or not', { force: true }, { otherHost: { use: 'unknown' } }, 'in_use -'],
  [
    'too many drives gone',
    {},
    { state: 'unavail', vdevs: [device('sda', { state: 'unavail' })] },
    'pool_unavailable -',
  ],
  ['without its log, unasked', {}, noLog, 'pool_unavailable dropLog'],
  ['newer features', {}, newer, 'pool_unavailable -'],
  [
    'newer features that cannot even be read',
    { look: true },
    { ...newer, actionText: 'Use a newer system.' },
    'pool_unavailable -',
  ],
  ['a bad new name', { as: '-f' }, {}, 'invalid_input as'],
  ['a new name that is taken', { as: 'other' }, {}, 'already_exists as'],
  ['a new name that waits', { as: 'second' }, {}, 'already_exists as'],
  ['a new name for a look', { as: 'barn', look: true }, {}, 'invalid_input as'],
])('refused: %s', (_, wish, pool, expected) => {
  expect(codes(plan(wish, pool))).toBe(expected)
})

test('two of one name are told apart by their guids', () => {
  expect(plan({ pool: 'second' }, { name: 'second' })).toMatchObject({
    problems: [{ code: 'invalid_input', hint: 'Name one by its guid: 42 or 43.' }],
  })
})

test('the name of an imported pool has to be changed', () => {
  expect(codes(plan({ pool: '42' }, {}, [somePool()]))).toBe('already_exists pool')
  expect(codes(plan({ pool: '42', as: 'barn' }, {}, [somePool()]))).toBe('ok')
})

describe('what would change is said', () => {
  test('that another host had it, in the words of ZFS', () => {
    expect(plan({}, theirs)).toMatchObject({
      problems: [
        {
          message: expect.stringContaining(
            'ZFS says: The pool was last accessed by another system.',
          ) as string,
        },
      ],
    })
    expect(plan({}, { otherHost: { use: 'now', host: 'attic' } })).toMatchObject({
      problems: [{ message: 'tank is in use by attic now. Two hosts on one pool destroy it.' }],
    })
  })

  test('of a look: nothing', () => {
    const planned = plan({ look: true })
    expect(planned.ok && planned.value.notes).toEqual([
      'Read-only and nothing mounted: not one byte on its drives changes.',
    ])
  })

  test('of a foreign pool that misses a drive', () => {
    const vdevs = [device('mirror-0', { children: [device('sda'), device('sdb', { state: 'unavail' })] })]
    const planned = plan({ as: 'barn' }, { ...foreign, state: 'degraded', vdevs })
    expect(planned.ok && planned.value.notes).toEqual([
      'From then on the pool names this host as its own, and another one imports it only when forced.',
      expect.stringMatching(/^Nothing is mounted/),
      'Its name is barn from then on, also on other hosts.',
      'It works without sdb: see kiste pool doctor afterwards.',
    ])
  })
})

test('going back to the checkpoint has no way back and says what is lost; a look loses nothing', () => {
  const back = plan({ rewind: true })
  expect(back.ok && back.value.losses).toEqual([expect.stringContaining('after its checkpoint was made')])
  expect(back.ok && back.value.commands[0]?.undo).toBe(undefined)
  expect(back.ok && back.value.wayBack).toBe(undefined)
  const look = plan({ rewind: true, look: true })
  expect(look.ok && look.value.losses).toEqual([])
  expect(look.ok && look.value.commands[0]?.undo).toHaveLength(1)
})
