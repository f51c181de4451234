import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterGoingBack,
  afterSwitching,
  currentBranch,
  noLines,
  tipOf,
  toHistory,
  withoutBranch,
  withoutSnapshot,
  withSnapshot,
  type Lines,
} from '../../src/domain/history.ts'
import { whyNotRemoveBranch, whyNotRemoveSnapshot } from '../../src/domain/snapshot-rules.ts'
import type { History } from '../../src/domain/snapshot.ts'
import { history, note } from '../../src/domain/testing/histories.ts'
import { layOutHistory, type HistoryLayout, type HistoryRow } from './history-layout.ts'

/** One line a row: the lane as dots in front of what is there, and the branches that end there. */
const draw = ({ rows }: HistoryLayout) =>
  rows.map((row) => `${'.'.repeat(row.lane)}${nameOf(row)}${row.ends.map((id) => ` (${id})`).join('')}`)

const nameOf = (row: HistoryRow) => (row.what === 'now' ? `now on ${row.branch}` : row.snapshot.id)

describe('a history is drawn', () => {
  test.each<[string, string[]]>([
    ['*main: ', ['now on main']],
    ['*main: s1 s2', ['now on main', 's2', 's1']],
    ['main: s1 s2 l1 | *b<s1: s3', ['now on b', 's3', '.l1 (main)', '.s2', 's1']],
    // What was left last stands nearest, so that no line meets another on its way.
    ['main: s1 s2 l1 | b<s2: l2 | *c<s2: s5', ['now on c', 's5', '.l2 (b)', '..l1 (main)', 's2', 's1']],
    // A branch that goes on elsewhere from its end has no line of its own.
    ['main: s1 l1 | *b<l1: s2', ['now on b', 's2', 'l1 (main)', 's1']],
  ])('%s', (drawing, rows) => {
    expect(draw(layOutHistory(history(drawing)))).toEqual(rows)
  })

  test('with what runs through each row', () => {
    const { rows } = layOutHistory(history('main: s1 s2 l1 | *b<s1: '))
    expect(rows.map(({ strokes }) => strokes.map(({ kind, lane }) => `${kind} ${lane}`))).toEqual([
      ['down 0'],
      ['through 0', 'down 1'],
      ['through 0', 'up 1', 'down 1'],
      ['up 0', 'fork 1'],
    ])
  })

  test('lines that never stand beside each other share a lane', () => {
    const { lanes } = layOutHistory(history('main: s1 l1 | b<s1: s2 s3 l2 | *c<s3: '))
    expect(lanes).toBe(2)
  })
})

describe('any history that can come about', () => {
  const check = (law: (layout: HistoryLayout, past: History) => void) =>
    fc.assert(fc.property(anyHistory, (past) => law(layOutHistory(past), past)))

  test('each snapshot is drawn once, and now above all', () => {
    check(({ rows }, past) => {
      expect(rows[0]?.what).toBe('now')
      const drawn = rows.flatMap((row) => (row.what === 'point' ? [row.snapshot.id] : []))
      expect(drawn.toSorted()).toEqual(past.snapshots.map(({ id }) => id).toSorted())
    })
  })

  test('time goes down: what a point stands on is below it', () => {
    check(({ rows }) => {
      const rowOf = rowNumbers(rows)
      for (const [index, row] of rows.entries()) {
        if (row.what === 'now' || row.snapshot.parent === undefined) continue
        expect(rowOf.get(row.snapshot.parent)).toBeGreaterThan(index)
      }
    })
  })

  test('the way that led to now runs down the first lane', () => {
    check(({ rows }, past) => {
      const rowOf = rowNumbers(rows)
      for (let id = tipOf(past, currentBranch(past).id); id !== undefined;) {
        const at: string = id
        expect(rows[rowOf.get(at) ?? -1]?.lane).toBe(0)
        id = past.snapshots.find((snapshot) => snapshot.id === at)?.parent
      }
    })
  })

  test('no line runs over a point of another, and none meets another on its way to its own', () => {
    check(({ rows }) => {
      for (const { lane, strokes } of rows) {
        const upwards = strokes.filter(({ kind }) => kind === 'up' || kind === 'through')
        const through = strokes.filter(({ kind }) => kind === 'through')
        expect(through.map((stroke) => stroke.lane)).not.toContain(lane)
        expect(new Set(upwards.map((stroke) => stroke.lane)).size).toBe(upwards.length)
        for (const fork of strokes.filter(({ kind }) => kind === 'fork')) {
          expect(fork.lane).toBeGreaterThan(lane)
          const between = through.filter((stroke) => stroke.lane > lane && stroke.lane <= fork.lane)
          expect(between).toEqual([])
        }
      }
    })
  })

  test('every line goes on in the next row', () => {
    check(({ rows }) => {
      for (const [index, { strokes }] of rows.entries()) {
        const down = strokes.filter(({ kind }) => kind === 'down' || kind === 'through')
        const next = rows[index + 1]?.strokes.filter(({ kind }) => kind !== 'down') ?? []
        expect(new Set(next.map(({ lane }) => lane))).toEqual(new Set(down.map(({ lane }) => lane)))
      }
    })
  })

  test('each branch that was left ends at one point', () => {
    check(({ rows }, past) => {
      const left = past.branches.filter(({ current }) => !current).map(({ id }) => id)
      expect(rows.flatMap(({ ends }) => ends).toSorted()).toEqual(left.toSorted())
    })
  })
})

test('a store that says the order wrongly still gets a tree', () => {
  const past = history('*main: s1 s2 s3')
  const turned = { ...past, snapshots: past.snapshots.toReversed() }
  expect(draw(layOutHistory(turned))).toEqual(['now on main', '.s3', '.s2', 's1'])
})

function rowNumbers(rows: readonly HistoryRow[]): ReadonlyMap<string, number> {
  return new Map(
    rows.flatMap((row, index) => (row.what === 'point' ? [[row.snapshot.id, index] as const] : [])),
  )
}

/** What people do to a VM, with numbers that choose among what there is then. */
const deeds = fc.array(
  fc.tuple(fc.constantFrom('take', 'back', 'switch', 'remove', 'removeBranch'), fc.nat(99)),
  { maxLength: 40 },
)

const anyHistory = deeds.map((done) => {
  let lines: Lines = noLines
  const past = () => toHistory(lines, () => ({ uniqueBytes: 0 }))
  for (const [index, [deed, choice]] of done.entries()) {
    const chosen = lines.snapshots[choice % Math.max(1, lines.snapshots.length)]?.id
    const branch = lines.branches[choice % lines.branches.length]
    const left = { note: note(`l${index}`, { by: 'leaving' }), at: 'then' }
    if (deed === 'take') lines = withSnapshot(lines, note(`s${index}`))
    else if (deed === 'back' && chosen !== undefined)
      lines = afterGoingBack(lines, { snapshot: chosen, branch: `b${index}` }, left)
    else if (deed === 'switch' && branch && !branch.current) lines = afterSwitching(lines, branch.id, left)
    else if (
      deed === 'remove' &&
      chosen !== undefined &&
      whyNotRemoveSnapshot('web', past(), chosen).length === 0
    )
      lines = withoutSnapshot(lines, chosen)
    else if (deed === 'removeBranch' && branch && whyNotRemoveBranch('web', past(), branch.id).length === 0)
      lines = withoutBranch(lines, branch.id)
  }
  return past()
})
