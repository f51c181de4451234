import { describe, expect, test } from 'vitest'
import { planImport, type ImportablePool, type ImportWish } from './plan-pool-import.ts'
import { codes } from './testing/facts.ts'
import { linesOf } from './testing/pool-facts.ts'
import { leaf, mirror, somePool } from './testing/pools.ts'

function someImportable(changes: Partial<ImportablePool> = {}): ImportablePool {
  return {
    name: 'tank',
    guid: '42',
    state: 'online',
    vdevs: [mirror([leaf('/dev/a'), leaf('/dev/b')])],
    destroyed: false,
    isOurs: true,
    logMissing: false,
    ...changes,
  }
}

const theirs: Partial<ImportablePool> = {
  isOurs: false,
  lastUsedBy: { hostname: 'attic', hostid: '7a8fd4e2', at: '2026-11-20T10:00:00.000Z' },
}
const by = '-d /dev/disk/by-id'
const cached = '-o cachefile=/etc/zfs/zpool.cache'

const plan = (
  wish: Partial<ImportWish> = {},
  pool: Partial<ImportablePool> = {},
  pools = [somePool({ name: 'other' })],
) =>
  planImport(
    { pool: 'tank', ...wish },
    { importable: [someImportable(pool), someImportable({ name: 'second', guid: '43' })], pools },
  )

test.each<[string, Partial<ImportWish>, Partial<ImportablePool>, string]>([
  ['our own', {}, {}, `zpool import ${by} ${cached} -- 42`],
  ['by its guid', { pool: '42' }, {}, `zpool import ${by} ${cached} -- 42`],
  ['our own, without its file systems', { mount: false }, {}, `zpool import ${by} -N ${cached} -- 42`],
  [
    'another’s that was exported: nothing is mounted',
    {},
    { isOurs: false },
    `zpool import ${by} -N ${cached} -- 42`,
  ],
  ['another’s, mounted on request', { mount: true }, { isOurs: false }, `zpool import ${by} ${cached} -- 42`],
  [
    'another’s that was not exported, forced',
    { force: true },
    theirs,
    `zpool import ${by} -f -N ${cached} -- 42`,
  ],
  ['under another name', { as: 'barn' }, {}, `zpool import ${by} ${cached} -- 42 barn`],
  [
    'only to look',
    { look: true },
    { isOurs: false },
    `zpool import ${by} -N -o readonly=on -o cachefile=none -- 42`,
  ],
  [
    'only to look, never mounted',
    { look: true, mount: true },
    {},
    `zpool import ${by} -N -o readonly=on -o cachefile=none -- 42`,
  ],
  ['one that was destroyed', {}, { destroyed: true }, `zpool import ${by} -D ${cached} -- 42`],
  [
    'without its log, meant',
    { dropLog: true },
    { logMissing: true },
    `zpool import ${by} -m ${cached} -- 42`,
  ],
  [
    'newer features, to look',
    { look: true },
    { unsupported: { features: ['x:y'], readable: true } },
    `zpool import ${by} -N -o readonly=on -o cachefile=none -- 42`,
  ],
])('%s', (_, wish, pool, line) => {
  expect(linesOf(plan(wish, pool))).toEqual([line])
})

test.each<[string, Partial<ImportWish>, Partial<ImportablePool>, string]>([
  ['none of that name', { pool: 'nope' }, {}, 'not_found pool'],
  ['one that is imported', { pool: 'other' }, {}, 'already_exists pool'],
  ['two of one name', {}, { name: 'second' }, 'not_found pool'],
  ['another’s that may still be in use', {}, theirs, 'in_use force'],
  ['another’s, even to look', { look: true }, theirs, 'in_use force'],
  [
    'too many drives gone',
    {},
    { state: 'unavail', vdevs: [leaf('/dev/a', { state: 'unavail' })] },
    'pool_unavailable -',
  ],
  ['without its log, unasked', {}, { logMissing: true }, 'pool_unavailable dropLog'],
  ['newer features', {}, { unsupported: { features: ['x:y'], readable: true } }, 'not_supported -'],
  [
    'newer features that cannot be read',
    { look: true },
    { unsupported: { features: ['x:y'], readable: false } },
    'not_supported -',
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
  test('who had it last', () => {
    expect(plan({}, theirs)).toMatchObject({
      problems: [
        {
          message:
            'tank was last used by attic (hostid 7a8fd4e2, 2026-11-20T10:00:00.000Z) and was not exported there. Two hosts on one pool destroy it.',
        },
      ],
    })
  })

  test('of a look: nothing', () => {
    const planned = plan({ look: true })
    expect(planned.ok && planned.value.notes).toEqual([
      'Read-only and nothing mounted: not one byte on its drives changes.',
    ])
  })

  test('of a foreign pool that misses a drive', () => {
    const vdevs = [mirror([leaf('/dev/a'), leaf('/dev/b', { state: 'unavail' })])]
    const planned = plan({ as: 'barn' }, { isOurs: false, state: 'degraded', vdevs })
    expect(planned.ok && planned.value.notes).toEqual([
      'From then on the pool names this host as its own, and another one imports it only when forced.',
      expect.stringMatching(/^Nothing is mounted/),
      'Its name is barn from then on, also on other hosts.',
      'It works without /dev/b: see kiste pool doctor afterwards.',
    ])
  })
})
