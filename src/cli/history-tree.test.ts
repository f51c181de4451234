import { expect, test } from 'vitest'
import { history } from '../domain/testing/histories.ts'
import type { HistoryAnswer } from '../contract/schemas/snapshot.ts'
import { historyTree } from './history-tree.ts'

const draw = (drawing: string, unicode = true): string =>
  historyTree(history(drawing) as HistoryAnswer, unicode)
    .map((row) => {
      const name = row.what === 'branch' ? row.branch.id : row.what === 'snapshot' ? row.snapshot.id : 'now'
      return `${row.stem}${name}\n`
    })
    .join('')

test('one line', () => {
  expect(draw('*main: s1 s2')).toMatchInlineSnapshot(`
    "main
    ├─ s1
    ├─ s2
    ╰─ now
    "
  `)
})

test('lines that leave others, in the middle and at the end', () => {
  expect(draw('main: s1 s2 l1 | main-2<s1: s3 l2 | *main-3<l2: s4 | main-4<s1: l3')).toMatchInlineSnapshot(`
    "main
    ├─ s1
    │  ├─ main-2
    │  │  ├─ s3
    │  │  ╰─ l2
    │  │     ╰─ main-3
    │  │        ├─ s4
    │  │        ╰─ now
    │  ╰─ main-4
    │     ╰─ l3
    ├─ s2
    ╰─ l1
    "
  `)
})

test('in ASCII', () => {
  expect(draw('main: s1 l1 | *main-2<s1: s2', false)).toMatchInlineSnapshot(`
    "main
    |- s1
    |  \`- main-2
    |     |- s2
    |     \`- now
    \`- l1
    "
  `)
})
