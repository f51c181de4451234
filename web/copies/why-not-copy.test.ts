import { expect, test } from 'vitest'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import type { Host } from '../api/answers.ts'
import { whyNotCopy } from './why-not-copy.ts'

const branches = [
  { id: 'main', current: false },
  { id: 'again', current: true },
] as Parameters<typeof whyNotCopy>[1]['history']['branches']
const on = (branch: string) => ({ branches, snapshots: [{ id: 's1', branch } as Snapshot] })
const space = { path: '', totalBytes: 0, freeBytes: 0 }
const stores: Host['stores'] = [
  { name: 'local', kind: 'dir', ...space },
  { name: 'tank', kind: 'zfs', ...space },
]

test.each([
  ['in a folder', on('again'), 'local', 'copy.whyNot.store'],
  ['without a snapshot', { branches, snapshots: [] }, 'tank', 'copy.whyNot.snapshot'],
  ['with none on its branch', on('main'), 'tank', 'copy.whyNot.snapshot'],
  ['in a pool', on('again'), 'tank', undefined],
  ['in a store that is not known', on('again'), undefined, undefined],
])('a VM %s', (_, history, store, key) => {
  expect(whyNotCopy('web', { history, store, stores })?.key).toBe(key)
})
