import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkBookmarkName,
  checkDatasetName,
  checkNewPoolName,
  checkPoolName,
  checkSnapshotName,
  childOf,
  datasetOf,
  isPoolRoot,
  isWithin,
  labelOf,
  parentOf,
  poolOf,
  snapshotOf,
  type DatasetName,
} from './dataset-name.ts'
import type { Checked } from './problem.ts'

const deep = (levels: number) => Array.from({ length: levels }, () => 'a').join('/')

describe('names of datasets', () => {
  test.each([
    'tank',
    'tank/kiste',
    'tank/kiste/web',
    'tank/kiste/.branches/web-b1/root',
    'tank/with space',
    'tank/a:b_c.d-e',
    'tank/-rf',
    'T/0',
    `t/${'x'.repeat(253)}`,
    deep(50),
  ])('%j is fine', (name) => {
    expect(checkDatasetName(name)).toEqual({ ok: true, value: name })
  })

  test.each([
    ['', ['it is empty']],
    ['/tank', ['begins with "/"']],
    ['tank/', ['ends with "/"']],
    ['tank//web', ['"//"']],
    ['tank/./web', ['"." cannot be']],
    ['tank/../web', ['".." cannot be']],
    ['-rf', ['does not begin with a letter']],
    ['0tank', ['does not begin with a letter']],
    [' tank', ['does not begin with a letter']],
    ['tank/%recv', ['"%" is not allowed']],
    ['tank/a~b', ['"~" is not allowed']],
    ['tank@snap', ['"@" is not allowed']],
    ['tank#mark', ['"#" is not allowed']],
    ['tank/$(id)', ['"$" is not allowed', '"(" is not allowed', '")" is not allowed']],
    ['tank/über', ['"ü" is not allowed']],
    ['tank/🦊', ['"🦊" is not allowed']],
    ['tank/a\nb', ['"\\n" is not allowed']],
    ['tank/a\tb', ['"\\t" is not allowed']],
    ['tank/a\0b', ['"\\u0000" is not allowed']],
    [`t/${'x'.repeat(254)}`, ['256 characters and 255 are allowed']],
    [deep(51), ['51 levels deep and 50 are allowed']],
    // All that is wrong with a name is said at once.
    ['-/../a~/', ['ends with "/"', '".." cannot be', '"~" is not allowed', 'begin with a letter']],
  ])('%j is refused: %j', (name, because) => {
    expectRefusal(checkDatasetName(name), 'dataset', because)
  })
})

describe('names of pools', () => {
  test.each(['tank', 'rpool', 'my pool', 'cpool', 'c', 'logs', 'a'.repeat(239)])('%j is fine', (name) => {
    expect(checkNewPoolName(name)).toEqual({ ok: true, value: name })
  })

  test.each([
    ['mirror', ['begin with "mirror" are reserved']],
    ['mirrors', ['begin with "mirror" are reserved']],
    ['raidz', ['begin with "raidz"']],
    ['raidz2', ['begin with "raidz"']],
    ['draid1', ['begin with "draid"']],
    ['spare', ['begin with "spare"']],
    ['spares', ['begin with "spare"']],
    ['log', ['"log" is reserved']],
    ['c0', ['"c" and a digit']],
    ['c9t0d0', ['"c" and a digit']],
    ['1tank', ['begin with a letter']],
    ['tank/web', ['no "/"']],
    ['a'.repeat(240), ['240 characters and 239 are allowed']],
    ['log@x/', ['ends with "/"', '"@" is not allowed', 'no "/"']],
  ])('%j is refused for a new one: %j', (name, because) => {
    expectRefusal(checkNewPoolName(name), 'pool', because)
  })

  test('a reserved one that is already there can still be spoken of', () => {
    expect(checkPoolName('sparepool').ok).toBe(true)
    expect(checkPoolName('../etc').ok).toBe(false)
  })
})

describe('names of snapshots and bookmarks', () => {
  test.each(['tank@s1', 'tank/web@before upgrade', 'tank/web@2026-11-22T20:00:00Z', 'tank/web@..'])(
    '%j is fine',
    (name) => {
      expect(checkSnapshotName(name)).toEqual({ ok: true, value: name })
    },
  )

  test.each([
    ['tank', ['has no "@"']],
    ['tank@', ['nothing stands behind the "@"']],
    ['@s1', ['it is empty']],
    ['tank@a@b', ['"@" is not allowed']],
    ['tank@a/b', ['"/" is not allowed']],
    ['tank@a#b', ['"#" is not allowed']],
    ['tank@a%b', ['"%" is not allowed']],
    ['tank@a,b', ['"," is not allowed']],
    [`tank@${'s'.repeat(251)}`, ['256 characters and 255']],
  ])('%j is refused: %j', (name, because) => {
    expectRefusal(checkSnapshotName(name), 'snapshot', because)
  })

  test('a bookmark has "#"', () => {
    expect(checkBookmarkName('tank/web#sent')).toEqual({ ok: true, value: 'tank/web#sent' })
    expectRefusal(checkBookmarkName('tank/web@sent'), 'bookmark', ['"@" is not allowed', 'has no "#"'])
  })
})

test('names are taken apart and put together', () => {
  const web = 'tank/kiste/web' as DatasetName
  expect(poolOf(web)).toBe('tank')
  expect(parentOf(web)).toBe('tank/kiste')
  expect(parentOf(poolOf(web))).toBeUndefined()
  expect(isPoolRoot(web)).toBe(false)
  expect(isPoolRoot(poolOf(web))).toBe(true)
  expect(isWithin(web, 'tank/kiste' as DatasetName)).toBe(true)
  expect(isWithin(web, web)).toBe(true)
  expect(isWithin('tank/kiste2' as DatasetName, 'tank/kiste' as DatasetName)).toBe(false)
  const snapshot = snapshotOf(web, 's1')
  expect(snapshot).toEqual({ ok: true, value: 'tank/kiste/web@s1' })
  if (!snapshot.ok) return
  expect(datasetOf(snapshot.value)).toBe(web)
  expect(labelOf(snapshot.value)).toBe('s1')
  expect(poolOf(snapshot.value)).toBe('tank')
  expect(childOf(web, 'root')).toEqual({ ok: true, value: 'tank/kiste/web/root' })
  expect(childOf(web, 'a/b').ok).toBe(false)
  expect(childOf(web, '..').ok).toBe(false)
})

test('whatever passes has only harmless characters, is no option, and comes back from its parts', () => {
  const pieces = fc.array(
    fc.constantFrom('a', 'Z', '0', '-', '.', '..', ' ', '/', '@', '#', '%', '\t', 'é', '"'),
    {
      maxLength: 30,
    },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (name) => {
        if (!checkDatasetName(name).ok) return
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9._:\- /]*$/)
        expect(name.length).toBeLessThanOrEqual(255)
        const parent = parentOf(name as DatasetName)
        expect(parent === undefined || checkDatasetName(parent).ok).toBe(true)
        const snapshot = snapshotOf(name as DatasetName, 'x')
        if (snapshot.ok) expect(datasetOf(snapshot.value)).toBe(name)
        else expect(name.length).toBeGreaterThan(253)
      },
    ),
    { numRuns: 2_000 },
  )
})

function expectRefusal(checked: Checked<unknown>, field: string, because: readonly string[]): void {
  expect(checked.ok).toBe(false)
  if (checked.ok) return
  expect(checked.problems).toHaveLength(1)
  expect(checked.problems[0]).toMatchObject({ code: 'invalid_input', field })
  for (const reason of because) expect(checked.problems[0]?.message).toContain(reason)
}
