import { describe, expect, test } from 'vitest'
import {
  afterGoingBack,
  afterSwitching,
  currentBranch,
  noLines,
  onlyOnBranch,
  parentOf,
  tipOf,
  toHistory,
  withNote,
  withoutBranch,
  withoutSnapshot,
  withSnapshot,
  type Lines,
} from './history.ts'
import { lines, note } from './testing/histories.ts'

const draw = ({ branches, snapshots }: Lines) =>
  branches
    .map(
      ({ id, current, forkedAt }) =>
        `${current ? '*' : ''}${id}${forkedAt === undefined ? '' : `<${forkedAt}`}: ` +
        snapshots
          .filter((snapshot) => snapshot.branch === id)
          .map((snapshot) => snapshot.id)
          .join(' '),
    )
    .join(' | ')

describe('lines of a history', () => {
  test('begin with one, and snapshots lie on the current one', () => {
    expect(draw(noLines)).toBe('*main: ')
    expect(draw(withSnapshot<ReturnType<typeof note>>(noLines, note('s1')))).toBe('*main: s1')
  })

  test('going back leaves what is newer where it is', () => {
    expect(draw(afterGoingBack(lines('*main: s1 s2 s3'), { snapshot: 's1', branch: 'b' }, left('l')))).toBe(
      'main: s1 s2 s3 l | *b<s1: ',
    )
  })

  test('going back to another line, and on from there', () => {
    const there = afterGoingBack(lines('main: s1 l | *b<s1: s2'), { snapshot: 'l', branch: 'c' }, left('l2'))
    expect(draw(there)).toBe('main: s1 l | b<s1: s2 l2 | *c<l: ')
    expect(currentBranch(there).id).toBe('c')
    expect(tipOf(there, 'c')).toBe('l')
    expect(there.branches).toContainEqual({ id: 'b', current: false, forkedAt: 's1', leftAt: 'then' })
  })

  test('switching there and back', () => {
    const there = afterSwitching(lines('main: s1 l | *b<s1: s2'), 'main', left('l2'))
    expect(draw(there)).toBe('*main: s1 l | b<s1: s2 l2')
    expect(currentBranch(there)).toEqual({ id: 'main', current: true })
    expect(draw(afterSwitching(there, 'b', left('l3')))).toBe('main: s1 l l3 | *b<s1: s2 l2')
  })

  test.each([
    ['s1', undefined],
    ['s3', 's2'],
    ['s4', 's1'],
    ['none', undefined],
  ])('before %s comes %s', (id, parent) => {
    expect(parentOf(lines('main: s1 s2 s3 | *b<s1: s4'), id)).toBe(parent)
  })

  test('without one in the middle the next moves up', () => {
    expect(parentOf(withoutSnapshot(lines('*main: s1 s2 s3'), 's2'), 's3')).toBe('s1')
  })

  test('notes of one are changed, of others not', () => {
    const changed = withNote(lines('*main: s1 s2'), 's2', (was) => ({ ...was, holds: ['h'] }))
    expect(changed.snapshots.map(({ holds }) => holds)).toEqual([[], ['h']])
  })

  test('a history says what stands on each snapshot', () => {
    const history = toHistory(lines('main: s1 s2 | *b<s1: s3'), (id) => ({
      uniqueBytes: 7,
      clones: id === 's2' ? ['web-2'] : [],
    }))
    expect(history.snapshots.map(({ id, parent, dependents }) => [id, parent, dependents])).toEqual([
      ['s1', undefined, ['b']],
      ['s2', 's1', ['web-2']],
      ['s3', 's1', []],
    ])
    expect(history.snapshots[0]).not.toHaveProperty('parent')
  })

  describe('without a branch', () => {
    test.each([
      [
        'nothing leaves it: all of it goes',
        'main: s1 | b<s1: s2 s3 | *c<s1: ',
        'b',
        's2 s3',
        'main: s1 | *c<s1: ',
      ],
      [
        'what another stands on goes over to that',
        'main: s1 s2 s3 | *b<s2: s4',
        'main',
        's3',
        '*b: s1 s2 s4',
      ],
      [
        'of several the one that leaves last takes it all',
        'main: s1 s2 s3 | *b<s1: s4 | c<s2: s5',
        'main',
        's3',
        'c: s1 s2 s5 | *b<s1: s4',
      ],
      [
        'of two at the same point the current one',
        'main: s1 s2 | b<s1: s4 | *c<s1: s5',
        'main',
        's2',
        '*c: s1 s5 | b<s1: s4',
      ],
      ['one in the middle', 'main: s1 | b<s1: s2 s3 | *c<s2: s4', 'b', 's3', 'main: s1 | *c<s1: s2 s4'],
      ['one that is not there', '*main: s1', 'x', '', '*main: s1'],
    ])('%s', (_title, before, branch, lost, after) => {
      expect(
        onlyOnBranch(lines(before), branch)
          .map(({ id }) => id)
          .join(' '),
      ).toBe(lost)
      expect(draw(withoutBranch(lines(before), branch))).toBe(after)
    })
  })
})

function left(id: string) {
  return { note: note(id, { by: 'leaving' }), at: 'then' }
}
