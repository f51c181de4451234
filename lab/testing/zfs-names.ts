import {
  checkBookmarkName,
  checkDatasetName,
  checkPoolName,
  checkSnapshotName,
  type BookmarkName,
  type DatasetName,
  type PoolName,
  type SnapshotName,
} from '../../src/domain/dataset-name.ts'
import type { LayoutGroup } from '../../src/domain/pool-layout.ts'
import type { Checked } from '../../src/domain/problem.ts'
import { diskPath } from '../disks.ts'

export const pool = (name: string): PoolName => sound(checkPoolName(name))
export const dataset = (name: string): DatasetName => sound(checkDatasetName(name))
export const snapshot = (name: string): SnapshotName => sound(checkSnapshotName(name))
export const bookmark = (name: string): BookmarkName => sound(checkBookmarkName(name))

/** The nth disk of the machine, from 1. */
export function disk(nth: number): string {
  return diskPath(`lab-disk-${nth}`)
}

export function single(nth: number, of: LayoutGroup['class'] = 'normal'): LayoutGroup {
  return { class: of, shape: { kind: 'single' }, drives: [disk(nth)] }
}

export function mirror(...nths: number[]): LayoutGroup {
  return { class: 'normal', shape: { kind: 'mirror' }, drives: nths.map(disk) }
}

function sound<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  throw new Error(checked.problems.map(({ message }) => message).join(' '))
}
