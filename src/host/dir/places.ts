import { localStore } from '../../domain/store.ts'
import { dirname, join } from 'node:path'
import type { PlaceFacts, VmPlace } from '../store-host.ts'
import { foreignPlace, noPlace, placeOfAnother } from '../store-problems.ts'
import { assertUnused } from './disk-lock.ts'
import { formatMarker, parseMarker } from './place-notes.ts'
import { forMany, look, namesIn, readText } from '../store-files.ts'
import { markerName } from './store-layout.ts'
import { makeAside, type DirStore } from './store.ts'

/** Whose place a folder is. */
export type Found =
  | { readonly state: 'absent' }
  | { readonly state: 'ours'; readonly uuid: string }
  /** Something without Kiste's marker: a folder, a file, a link. */
  | { readonly state: 'foreign' }

export async function findPlace(path: string): Promise<Found> {
  const there = await look(path)
  if (!there) return { state: 'absent' }
  const marker = there.isDirectory() ? parseMarker(await readText(join(path, markerName))) : undefined
  return marker ? { state: 'ours', uuid: marker.uuid } : { state: 'foreign' }
}

/** The place of a VM that must be there, and its uuid. */
export async function existingPlace(
  { layout }: DirStore,
  vm: string,
): Promise<{ place: VmPlace; uuid: string }> {
  const place = layout.place(vm)
  const found = await findPlace(place.path)
  switch (found.state) {
    case 'absent':
      throw noPlace(vm)
    case 'foreign':
      throw foreignPlace(vm, place.path)
    case 'ours':
      return { place, uuid: found.uuid }
  }
}

export async function listPlaces({ layout }: DirStore): Promise<PlaceFacts[]> {
  const names = (await namesIn(layout.root)).filter((name) => !name.startsWith('.'))
  const places = await forMany(names, async (vm) => {
    const path = join(layout.root, vm)
    const found = await findPlace(path)
    return found.state === 'ours' ? [{ store: localStore, vm, uuid: found.uuid, path }] : []
  })
  return places.flat()
}

export async function createPlace(store: DirStore, vm: string, uuid: string): Promise<VmPlace> {
  const { layout, files } = store
  const place = layout.place(vm)
  const found = await findPlace(place.path)
  if (found.state === 'foreign') throw foreignPlace(vm, place.path)
  if (found.state === 'ours' && found.uuid !== uuid) throw placeOfAnother(vm, place.path)
  if (found.state === 'ours') return place
  // Made aside with its marker inside: a folder of this name is never there without saying whose it is.
  await makeAside(store, 'make the folder', place.path, async (aside) => {
    await files.makeFolder(aside)
    await files.writeNew(join(aside, markerName), formatMarker({ uuid }))
  })
  return place
}

/** Removes a place for good. A folder that is not this VM's is left alone: then there is nothing of it to remove. */
export async function removePlace(store: DirStore, path: string, uuid: string | undefined): Promise<void> {
  const found = await findPlace(path)
  if (found.state !== 'ours' || (uuid !== undefined && found.uuid !== uuid)) return
  await assertUnused(store, path)
  await discard(store, path)
}

/** Takes a folder out of sight in one go, then removes it: a power cut leaves a whole one or none. */
async function discard({ files, layout }: DirStore, path: string): Promise<void> {
  const aside = join(layout.scratch, `gone-${path.slice(dirname(path).length + 1)}`)
  await files.remove(aside)
  await files.move(path, aside)
  await files.remove(aside)
}

export async function renamePlace(store: DirStore, from: string, to: string, uuid: string): Promise<void> {
  const source = store.layout.place(from)
  const target = store.layout.place(to)
  const found = await findPlace(source.path)
  const there = await findPlace(target.path)
  if (from === to || found.state !== 'ours' || found.uuid !== uuid) {
    // Moved already: that is what was wanted.
    if (there.state === 'ours' && there.uuid === uuid) return
    throw noPlace(from)
  }
  if (there.state === 'ours') throw placeOfAnother(to, target.path)
  if (there.state === 'foreign') throw foreignPlace(to, target.path)
  await assertUnused(store, source.path)
  await store.files.move(source.path, target.path)
}
