import { ProblemError } from '../../../domain/problem.ts'
import { look, namesIn, readText } from '../../store-files.ts'
import type { Step } from './step.ts'
import type { ZfsStore } from './store.ts'
import { find } from './tree.ts'

/**
 * ZFS makes a dataset in one transaction and sets its properties in the next, so a power cut can leave one that does not say whose it is
 * (zfs_ioc_create: "It would be nice to do this atomically"). A note is written first; whatever is found without its marks, and has a
 * note, gets them then.
 */
interface Note {
  readonly dataset: string
  readonly properties: Readonly<Record<string, string>>
}

const folderName = '.making'

type Making = Extract<Step, { do: 'create' | 'create-volume' | 'clone' }>

/** Makes a dataset that is never taken for somebody else's. The store is ready, and nothing has the name. */
export async function makeNoted(store: ZfsStore, step: Making): Promise<void> {
  const { files, zfs } = store
  const path = notePath(store, step.dataset)
  const folder = folderOf(store)
  if (!(await look(folder))) await files.makeFolder(folder)
  const aside = `${folder}/.new`
  await files.remove(aside)
  await files.writeNew(aside, formatNote(step))
  await files.move(aside, path)
  try {
    await zfs.run(step)
  } catch (error) {
    // Another dataset came to the name, or nothing did: then there is nothing to finish. Else the note stays until somebody does.
    const isOthers =
      error instanceof ProblemError && error.problems.some(({ code }) => code === 'already_exists')
    if (isOthers || !find(await zfs.look([step.dataset], { depth: 0 }), step.dataset))
      await files.remove(path)
    throw error
  }
  await files.remove(path)
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
  }
  await files.remove(path)
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
  return `${layout.mountpoint}/${folderName}`
}

/** `+` is in no dataset's name. */
function notePath(store: ZfsStore, dataset: string): string {
  return `${folderOf(store)}/${dataset.slice(store.layout.root.length + 1).replaceAll('/', '+')}`
}

function formatNote({ dataset, properties }: Making): string {
  return `${JSON.stringify({ dataset, properties })}\n`
}

function parseNote(text: string | undefined): Note | undefined {
  if (text === undefined) return undefined
  try {
    const { dataset, properties } = JSON.parse(text) as Partial<Record<keyof Note, unknown>>
    if (typeof dataset !== 'string' || typeof properties !== 'object' || properties === null) return undefined
    return { dataset, properties: properties as Note['properties'] }
  } catch {
    return undefined
  }
}
