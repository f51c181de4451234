import type { BinEntry, NewBinEntry } from '../../store-host.ts'
import { binEntryTaken, foreignPlace, noBinEntry, noPlace, placeOfAnother } from '../../store-problems.ts'
import { formatBinMark, marks, parseBinMark } from './marks.ts'
import { assertMovable, findPlace } from './places.ts'
import type { ZfsStore } from './store.ts'
import { lastStep, parentName } from './tree.ts'

export async function listBin({ layout, zfs }: ZfsStore): Promise<BinEntry[]> {
  const tree = await zfs.look([layout.bin], { depth: 1, kinds: ['filesystem'] })
  return tree.flatMap(({ name, own, usedBytes, lockedBy }) => {
    const note = parseBinMark(own[marks.bin])
    const uuid = own[marks.vm]
    if (parentName(name) !== layout.bin || uuid === undefined || note?.id !== lastStep(name)) return []
    const locked = lockedBy === undefined ? {} : { lockedBy }
    return [{ store: layout.pool, ...note, uuid, sizeBytes: usedBytes, ...locked }]
  })
}

/** Two commands: the note is on it before the move, so that an entry of the bin always says what it is. */
export async function moveToBin(
  store: ZfsStore,
  vm: string,
  uuid: string,
  entry: NewBinEntry,
): Promise<void> {
  const { layout, zfs } = store
  const [source, target] = [layout.vm(vm), layout.binned(entry.id)]
  await store.ready()
  const there = await findPlace(store, target)
  if (there.state === 'ours' && there.uuid === uuid) return
  if (there.state !== 'absent') throw binEntryTaken(entry.id)
  const found = await findPlace(store, source)
  if (found.state === 'absent') throw noPlace(vm)
  if (found.state === 'foreign') throw foreignPlace(vm, source)
  if (found.uuid !== uuid) throw placeOfAnother(vm, layout.place(vm).path)
  await assertMovable(store, vm, found)
  const { id, deletedAt, keepUntil } = entry
  const note = formatBinMark({ id, vm: entry.vm ?? vm, deletedAt, keepUntil })
  await zfs.run({ do: 'set', dataset: source, properties: { [marks.bin]: note } })
  await zfs.run({ do: 'rename', from: source, to: target })
}

/** Moves an entry back. Moved already, or never moved at all, is success: then the place is there and the entry is not. */
export async function restoreFromBin(store: ZfsStore, id: string, vm: string): Promise<void> {
  const { layout, zfs } = store
  const [source, target] = [layout.binned(id), layout.vm(vm)]
  await store.ready()
  const found = await findPlace(store, source)
  const there = await findPlace(store, target)
  if (found.state === 'ours') {
    if (there.state === 'ours') throw placeOfAnother(vm, layout.place(vm).path)
    if (there.state === 'foreign') throw foreignPlace(vm, target)
    await assertMovable(store, id, found)
    await zfs.run({ do: 'rename', from: source, to: target })
  } else if (there.state !== 'ours') throw noBinEntry(id)
  const note = (found.state === 'ours' ? found : there.state === 'ours' ? there : undefined)?.files.own[
    marks.bin
  ]
  if (note !== undefined) await zfs.run({ do: 'inherit', dataset: target, property: marks.bin })
  await zfs.mount(target, layout.pathOf(target))
}
