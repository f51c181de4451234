import { expect, test } from 'vitest'
import { completePoints } from './complete-points.ts'

const points = (labels: string) => labels.split('').map((label) => ({ label }))

test.each<[what: string, files: string, disks: readonly string[], whole: string]>([
  ['all there', 'abc', ['abc', 'abc'], 'abc'],
  ['no disks', 'ab', [], 'ab'],
  ['the newest of a disk is on its way', 'abc', ['abc', 'ab'], 'ab'],
  ['a disk that was added later', 'abc', ['abc', 'c'], 'abc'],
  ['a disk that was added, and whose newest is on its way', 'abcd', ['abcd', 'c'], 'abc'],
  ['a hole, as retention left it', 'abc', ['abc', 'ac'], 'ac'],
  ['nothing yet', '', ['a'], ''],
])('%s', (_, files, disks, whole) => {
  expect(completePoints(points(files), disks.map(points))).toEqual(whole.split(''))
})
