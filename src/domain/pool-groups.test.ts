import { expect, test } from 'vitest'
import type { Drive } from './drive.ts'
import { driveId } from './drive.ts'
import { needsForce } from './pool-groups.ts'
import type { LayoutGroup } from './pool-layout.ts'
import { drivesOf } from './testing/drives.ts'
import { known } from './testing/pool-facts.ts'

const drives = drivesOf([4, 4, 4, 4, 4, 4, 8, 8], known)
const [a, b, c, d, e, f, large, larger] = drives as [Drive, Drive, Drive, Drive, Drive, Drive, Drive, Drive]

const of = (
  shape: LayoutGroup['shape'],
  members: readonly Drive[],
  vdevClass: LayoutGroup['class'] = 'normal',
): LayoutGroup => ({
  class: vdevClass,
  shape,
  drives: members.map(driveId),
})
const mirror = (...members: Drive[]) => of({ kind: 'mirror' }, members)
const raidz = (parity: 1 | 2, ...members: Drive[]) => of({ kind: 'raidz', parity }, members)
const special = (...members: Drive[]) =>
  of({ kind: members.length > 1 ? 'mirror' : 'single' }, members, 'special')

// Each was tried on OpenZFS 2.3.2.
test.each<[string, readonly LayoutGroup[], boolean, (readonly LayoutGroup[])?]>([
  ['a pair', [mirror(a, b)], false],
  ['a pair of 8 and 4 TB', [mirror(large, a)], true],
  ['pairs of 8 and of 4 TB', [mirror(large, larger), mirror(a, b)], false],
  ['a special pair beside raidz2', [raidz(2, a, b, c, d), special(e, f)], true],
  ['a special pair beside raidz1', [raidz(1, a, b, c), special(e, f)], false],
  ['two copies and three', [mirror(a, b), mirror(c, d, e)], true],
  ['raidz1 of three and of two', [raidz(1, a, b, c), raidz(1, d, e)], false],
  ['a lone special device beside a pair', [mirror(a, b), special(c)], true],
  [
    'log, cache and spare',
    [mirror(a, b), of({ kind: 'single' }, [large], 'log'), of({ kind: 'single' }, [larger], 'spare')],
    false,
  ],
  ['raidz1 of three beside a pool’s raidz1 of four', [raidz(1, a, b, c)], true, [raidz(1, d, e, f, large)]],
  ['a special pair beside a pool’s raidz1', [special(a, b)], false, [raidz(1, c, d, e)]],
  [
    'a spare beside a pool that is uneven itself',
    [of({ kind: 'single' }, [a], 'spare')],
    false,
    [mirror(b, c), mirror(d, e, f)],
  ],
])('%s', (_, groups, force, has) => {
  expect(needsForce(groups, drives, has)).toBe(force)
})
