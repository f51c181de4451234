import { expect, test } from 'vitest'
import { history } from '../../src/domain/testing/histories.ts'
import { rowAfterKey } from './history-keys.ts'
import { layOutHistory } from './history-layout.ts'

// now, s3, l1 (beside), s2 (beside), s1
const layout = layOutHistory(history('main: s1 s2 l1 | *b<s1: s3'))

test.each([
  [0, 'ArrowDown', 1],
  [0, 'ArrowUp', undefined],
  [4, 'ArrowDown', undefined],
  [4, 'ArrowUp', 3],
  [2, 'Home', 0],
  [2, 'End', 4],
  [4, 'End', undefined],
  // Off the line to where it begins, and into it from there.
  [2, 'ArrowLeft', 4],
  [4, 'ArrowRight', 3],
  [1, 'ArrowLeft', undefined],
  [1, 'ArrowRight', undefined],
  [1, 'a', undefined],
])('from row %d, %s leads to %s', (from, key, to) => {
  expect(rowAfterKey(layout, from, key)).toBe(to)
})
