import { join } from 'node:path'
import { noLines, type Lines, type SnapshotNote } from '../../domain/history.ts'
import { problemError } from '../../domain/problem.ts'
import { consistencies, snapshotAuthors, type Branch } from '../../domain/snapshot.ts'
import { messageOf } from '../../domain/thrown.ts'
import { storeName } from '../store-names.ts'
import { readText } from '../store-files.ts'
import { makeAside, type DirStore } from './store.ts'

/** What a `dir` store notes of a snapshot: for each disk, by its name, the id of the layer that holds it. */
export interface DirNote extends SnapshotNote {
  readonly layers: Readonly<Record<string, string>>
}

/** The history of one VM as it lies in its place. */
export interface DirHistory extends Lines<DirNote> {
  /** The snapshot whose content is on its way into the place: a power cut in the middle of that is made good by the next verb. */
  readonly arriving?: string | undefined
}

/** The folder in a place that holds its history: this file, and a folder for each snapshot with what is no disk. */
export const historyFolder = 'history'
const historyFile = 'history.json'
const version = 1

export function snapshotFolder(placePath: string, id: string): string {
  return join(placePath, historyFolder, storeName('snapshot', id))
}

/**
 * Reads the history of a place; one without has the one line `main`. Throws if it cannot be understood, because then nothing may be
 * concluded about which layers are needed.
 */
export async function readHistory(placePath: string): Promise<DirHistory> {
  const path = join(placePath, historyFolder, historyFile)
  const text = await readText(path)
  if (text === undefined) return noLines
  try {
    return parseHistory(text)
  } catch (error) {
    throw problemError(
      {
        code: 'host_failed',
        object: { type: 'file', name: path },
        message: `The history ${path} cannot be read: ${messageOf(error)}.`,
        hint: 'Nothing it names is removed until it can be read again; bring it back from a backup, or update Kiste.',
      },
      error,
    )
  }
}

/** Replaces the history of a place, whole; on stable storage when done. */
export async function writeHistory(store: DirStore, placePath: string, history: DirHistory): Promise<void> {
  const path = join(placePath, historyFolder, historyFile)
  await makeAside(store, 'write', path, (aside) => store.files.writeNew(aside, formatHistory(history)))
}

export function formatHistory(history: DirHistory): string {
  return `${JSON.stringify({ kiste: 'history', version, ...history }, undefined, 1)}\n`
}

/** Throws an error that says what is wrong with it. */
export function parseHistory(text: string): DirHistory {
  const { kiste, version: wrote, branches, snapshots, arriving } = asObject(JSON.parse(text), 'it')
  if (kiste !== 'history') throw new Error('it is no history')
  if (wrote !== version)
    throw new Error(`it is of version ${String(wrote)}, and this program reads ${version}`)
  const history: DirHistory = {
    branches: asList(branches, 'branches').map(asBranch),
    snapshots: asList(snapshots, 'snapshots').map(asNote),
    ...(arriving === undefined ? {} : { arriving: asName(arriving, 'arriving') }),
  }
  if (history.branches.filter((branch) => branch.current).length !== 1)
    throw new Error('not exactly one branch is current')
  return history
}

function asBranch(value: unknown): Branch {
  const { id, current, forkedAt, leftAt } = asObject(value, 'a branch')
  return {
    id: asName(id, 'the id of a branch'),
    current: current === true,
    ...(forkedAt === undefined ? {} : { forkedAt: asName(forkedAt, 'forkedAt') }),
    ...(leftAt === undefined ? {} : { leftAt: asText(leftAt, 'leftAt') }),
  }
}

function asNote(value: unknown): DirNote {
  const { id, createdAt, consistency, by, note, branch, holds, layers } = asObject(value, 'a snapshot')
  return {
    id: asName(id, 'the id of a snapshot'),
    createdAt: asText(createdAt, 'createdAt'),
    consistency: oneOf(consistencies, consistency, 'consistency'),
    by: oneOf(snapshotAuthors, by, 'by'),
    ...(note === undefined ? {} : { note: asText(note, 'note') }),
    branch: asName(branch, 'branch'),
    holds: asList(holds, 'holds').map((hold) => asName(hold, 'a hold')),
    layers: Object.fromEntries(
      Object.entries(asObject(layers, 'layers')).map(([disk, layer]) => [
        asName(disk, 'a disk'),
        asName(layer, 'a layer'),
      ]),
    ),
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is no object`)
  return value as Record<string, unknown>
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${what} is no list`)
  return value
}

function asText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what} is no text`)
  return value
}

/** Names in it become paths, whoever wrote the file. */
function asName(value: unknown, what: string): string {
  return storeName('snapshot', asText(value, what))
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, what: string): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new Error(`${what} is ${JSON.stringify(value)}`)
  return found
}
