import { expect, test } from 'vitest'
import { failuresOf, layoutWords, type LayoutGroup } from './pool-layout.ts'

const group = (
  vdevClass: LayoutGroup['class'],
  shape: LayoutGroup['shape'],
  ...drives: readonly string[]
): LayoutGroup => ({ class: vdevClass, shape, drives })

const full = [
  group('normal', { kind: 'mirror' }, '/a', '/b'),
  group('spare', { kind: 'single' }, '/i'),
  group('normal', { kind: 'mirror' }, '/c', '/d'),
  group('log', { kind: 'single' }, '/g'),
  group('l2cache', { kind: 'single' }, '/h'),
  group('special', { kind: 'mirror' }, '/e', '/f'),
]

test('the words of zpool create', () => {
  expect(layoutWords(full).join(' ')).toBe(
    'mirror /a /b mirror /c /d special mirror /e /f log /g cache /h spare /i',
  )
  expect(layoutWords([group('normal', { kind: 'raidz', parity: 2 }, '/a', '/b', '/c', '/d')]).join(' ')).toBe(
    'raidz2 /a /b /c /d',
  )
  expect(
    layoutWords([group('normal', { kind: 'single' }, '/a'), group('normal', { kind: 'single' }, '/b')]),
  ).toEqual(['/a', '/b'])
  const draid = group(
    'normal',
    { kind: 'draid', parity: 2, data: 4, spares: 1 },
    ...Array<string>(11).fill('/x'),
  )
  expect(layoutWords([draid])[0]).toBe('draid2:4d:11c:1s')
})

test.each<[string, readonly LayoutGroup[], { any: number; atBest: number }]>([
  ['two pairs, and a special pair', full, { any: 1, atBest: 3 }],
  [
    'a log, cache or spare takes nothing with it',
    [group('normal', { kind: 'mirror' }, '/a', '/b', '/c'), full[3]!],
    { any: 2, atBest: 2 },
  ],
  [
    'a lone special device takes all with it',
    [full[0]!, group('special', { kind: 'single' }, '/e')],
    { any: 0, atBest: 1 },
  ],
  ['raidz2', [group('normal', { kind: 'raidz', parity: 2 }, '/a', '/b', '/c', '/d')], { any: 2, atBest: 2 }],
  ['nothing', [], { any: 0, atBest: 0 }],
])('%s', (_, groups, failures) => {
  expect(failuresOf({ groups, ashift: 12 })).toEqual(failures)
})
