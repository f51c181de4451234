import { expect, test } from 'vitest'
import { tryHold } from '../../src/domain/snapshot-rules.ts'
import type { History } from '../../src/domain/snapshot.ts'
import { history } from '../../src/domain/testing/histories.ts'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import { historyVerdict } from './history-verdict.ts'

const tried = history('*main: s1 s2', (note) => (note.id === 's2' ? { ...note, holds: [tryHold] } : note))

test.each<[History, string, string]>([
  [
    history('*main: '),
    'off',
    'No snapshots yet. A snapshot holds all disks, the firmware and the settings of one instant. Going back to it later loses nothing that is newer.',
  ],
  [
    history('*main: s1'),
    'ok',
    'There is one point to go back to. Whatever is newer then stays, on a branch.',
  ],
  [
    history('main: s1 s2 l1 | *b<s1: s3'),
    'ok',
    'There are 4 points to go back to. They lie on 2 branches; the VM lives on b.',
  ],
  [tried, 'look', 'Something is being tried out. Keep it, or discard it: neither removes anything.'],
])('%#', (past, tone, said) => {
  expect(sayVerdict(historyVerdict(past))).toMatchObject({ tone, en: said })
})
