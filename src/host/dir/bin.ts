import { localStore } from '../../domain/store.ts'
import { join } from 'node:path'
import type { BinEntry, StoreHost } from '../store-host.ts'
import { binEntryTaken, foreignPlace, noBinEntry, noPlace, placeOfAnother } from '../store-problems.ts'
import { assertUnused } from './disk-lock.ts'
import { formatBinNote, parseBinNote } from './place-notes.ts'
import { folderBytes } from './folder-bytes.ts'
import { findPlace } from './places.ts'
import { forMany, look, namesIn, readText } from '../store-files.ts'
import { binNoteName } from './store-layout.ts'
import { makeAside, type DirStore } from './store.ts'

export async function listBin({ layout }: DirStore): Promise<BinEntry[]> {
  const entries = await forMany(await namesIn(layout.bin), async (id) => {
    const path = join(layout.bin, id)
    const found = await findPlace(path)
    const note = parseBinNote(await readText(join(path, binNoteName)))
    if (found.state !== 'ours' || note?.id !== id) return []
    return [{ store: localStore, ...note, uuid: found.uuid, sizeBytes: await folderBytes(path) }]
  })
  return entries.flat()
}

export async function moveToBin(
  store: DirStore,
  vm: string,
  uuid: string,
  entry: Parameters<StoreHost['moveToBin']>[2],
): Promise<void> {
  const { layout, files } = store
  const place = layout.place(vm)
  const target = layout.binPlace(entry.id)
  const there = await findPlace(target.path)
  if (there.state === 'ours' && there.uuid === uuid) return
  if (there.state !== 'absent') throw binEntryTaken(entry.id)
  const found = await findPlace(place.path)
  if (found.state === 'absent') throw noPlace(vm)
  if (found.state === 'foreign') throw foreignPlace(vm, place.path)
  if (found.uuid !== uuid) throw placeOfAnother(vm, place.path)
  await assertUnused(store, place.path)
  // The note goes in before the move, so that an entry of the bin always says what it is.
  const note = formatBinNote({
    id: entry.id,
    vm: entry.vm ?? vm,
    deletedAt: entry.deletedAt,
    keepUntil: entry.keepUntil,
  })
  await makeAside(store, 'write', join(place.path, binNoteName), (aside) => files.writeNew(aside, note))
  await files.move(place.path, target.path)
}

/** Moves an entry back. Moved already, or never moved at all, is success: then the place is there and the entry is not. */
export async function restoreFromBin({ layout, files }: DirStore, id: string, vm: string): Promise<void> {
  const source = layout.binPlace(id)
  const place = layout.place(vm)
  const found = await findPlace(source.path)
  const there = await findPlace(place.path)
  if (found.state === 'ours') {
    if (there.state === 'ours') throw placeOfAnother(vm, place.path)
    if (there.state === 'foreign') throw foreignPlace(vm, place.path)
    await files.move(source.path, place.path)
  } else if (there.state !== 'ours') throw noBinEntry(id)
  const note = join(place.path, binNoteName)
  if (await look(note)) await files.remove(note)
}
