import { ProblemError } from '../../../domain/problem.ts'
import { look, namesIn, readText } from '../../store-files.ts'
import type { Marks } from './marks.ts'
import { nextSweeping } from './plan-destroy.ts'
import { carryOut, type ZfsStore } from './store.ts'
import { find } from './tree.ts'

/**
 * ZFS makes a dataset in one transaction and sets its properties in the next, so a power cut can leave one that does not say whose it is
 * (zfs_ioc_create: "It would be nice to do this atomically"). A note is written first; whatever is found without its marks, and has a
 * note, gets them then.
 */
export interface Note {
  readonly dataset: string
  readonly properties: Marks
  /** The VM's file system whose disk it is made from: snapshots taken for that go, where no clone stands on them. */
  readonly source?: string | undefined
}

export const notesName = '.making'

/** Makes a dataset that is never taken for somebody else's. The store is ready, and nothing has the name. */
export async function makeNoted(store: ZfsStore, note: Note, make: () => Promise<void>): Promise<void> {
  const { files, zfs } = store
  const path = notePath(store, note.dataset)
  await store.inTurn('notes', () => writeNote(store, note, path))
  try {
    await make()
  } catch (error) {
    // Another dataset came to the name: there is nothing to finish. Else the note stays until somebody does.
    const there = find(await zfs.look([note.dataset], { depth: 0 }), note.dataset)
    if (there && isAlreadyThere(error)) await files.remove(path)
    else if (!there) await settleNote(store, note.dataset)
    throw error
  }
  await files.remove(path)
}

/** Whole at once, under a name that several notes must not have at a time. */
async function writeNote(store: ZfsStore, note: Note, path: string): Promise<void> {
  const { files } = store
  const folder = folderOf(store)
  if (!(await look(folder))) await files.makeFolder(folder)
  const aside = `${folder}/.new`
  await files.remove(aside)
  await files.writeNew(aside, `${JSON.stringify(note)}\n`)
  await files.move(aside, path)
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof ProblemError && error.problems.some(({ code }) => code === 'already_exists')
}

/** Finishes what was noted for a dataset, if anything was. */
export async function settleNote(store: ZfsStore, dataset: string): Promise<void> {
  const { files, zfs } = store
  const path = notePath(store, dataset)
  const note = parseNote(await readText(path))
  if (!note) return
  if (note.dataset === dataset) {
    const there = find(await zfs.look([dataset], { depth: 0 }), dataset)
    const marks = Object.entries(note.properties).filter(([name]) => name.startsWith('kiste:'))
    if (there && !marks.every(([name, value]) => there.own[name] === value))
      await zfs.run({ do: 'set', dataset, properties: note.properties })
    const { source } = note
    if (source !== undefined) await sweepSource(store, source)
  }
  await files.remove(path)
}

/** Removes snapshots of a VM that were taken for clones and copies which never came. */
async function sweepSource(store: ZfsStore, source: string): Promise<void> {
  await store.inTurn('clones', async () => {
    const tree = await store.zfs.look([source], { snapshots: true })
    await carryOut(store, tree, (now) => nextSweeping(now, [source]))
  })
}

/** Finishes everything that was noted. */
export async function settleNotes(store: ZfsStore): Promise<void> {
  for (const name of await namesIn(folderOf(store))) {
    const note = parseNote(await readText(`${folderOf(store)}/${name}`))
    if (note && notePath(store, note.dataset) === `${folderOf(store)}/${name}`)
      await settleNote(store, note.dataset)
    else await store.files.remove(`${folderOf(store)}/${name}`)
  }
}

function folderOf({ layout }: ZfsStore): string {
  return `${layout.mountpoint}/${notesName}`
}

/** `+` is in no dataset's name. */
function notePath(store: ZfsStore, dataset: string): string {
  return `${folderOf(store)}/${dataset.slice(store.layout.root.length + 1).replaceAll('/', '+')}`
}

function parseNote(text: string | undefined): Note | undefined {
  if (text === undefined) return undefined
  try {
    const { dataset, properties, source } = JSON.parse(text) as Partial<Record<keyof Note, unknown>>
    if (typeof dataset !== 'string' || typeof properties !== 'object' || properties === null) return undefined
    return {
      dataset,
      properties: properties as Marks,
      ...(typeof source === 'string' ? { source } : {}),
    }
  } catch {
    return undefined
  }
}
