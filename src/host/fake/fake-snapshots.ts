import {
  afterGoingBack,
  afterSwitching,
  noLines,
  tipOf,
  toHistory,
  withNote,
  withoutBranch,
  withoutSnapshot,
  withSnapshot,
  type Lines,
  type SnapshotNote,
} from '../../domain/history.ts'
import type { DiskChange } from '../../domain/diff-files.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { goingTogether } from '../../domain/snapshot-rules.ts'
import type { History } from '../../domain/snapshot.ts'
import { folderSnapshotCommands } from '../folder-commands.ts'
import { placeHistory } from '../histories-of.ts'
import { imageReaders } from '../image-readers.ts'
import type { Leaving, NewSnapshot, SnapshotHost } from '../snapshot-host.ts'
import {
  canRemoveBranch,
  existingSnapshot,
  leavingTaken,
  mustGoBack,
  mustSwitch,
} from '../snapshot-problems.ts'
import { storeName } from '../store-names.ts'
import { asDefinitionText } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { assertOff, kindOfFake, ownPlace } from './fake-places.ts'
import type { Spot } from './spots.ts'
import { emptyDiskBytes, type FakeContent, type FakePlace } from './world.ts'

/** Points in time in the fake store: copies of what a place held. */
export function fakeSnapshots(fake: Fake, spot: Spot): SnapshotHost {
  const { world, verb } = fake
  const readers = fake.readers.get(spot.name) ?? imageReaders()
  fake.readers.set(spot.name, readers)
  const at = (vm: string, uuid: string) => {
    const place = ownPlace(spot.part(world), spot, vm, uuid)
    return { place, history: historyOf(place), lines: linesOf(place) }
  }
  const leave = (vm: string, place: FakePlace, { snapshot, at }: Leaving) => {
    if (place.history?.kept[snapshot]) throw leavingTaken(vm, historyOf(place), snapshot)
    assertOff(world, spot, vm, place)
    const note = { id: snapshot, createdAt: at, by: 'leaving', consistency: 'off', holds: [] } as const
    keep(place, snapshot)
    return { note, at }
  }

  const removeMany: SnapshotHost['removeMany'] = async (vm, uuid, ids) => {
    const unread = await readers.dismissMany(vm, uuid, ids)
    const { place, history, lines } = at(vm, uuid)
    const { going, staying } = goingTogether(vm, history, unread.going)
    write(place, going.reduce<Lines>(withoutSnapshot, lines))
    return [...unread.staying, ...staying]
  }

  return {
    history: verb('snapshots.history', (vm, uuid) => at(vm, uuid).history),
    histories: verb('snapshots.histories', (of) => {
      const { places } = spot.part(world)
      const all = Object.entries(places).map(([vm, { uuid }]) => ({ vm, uuid }))
      return (of ?? all).map((each) => placeHistory(each, () => at(each.vm, each.uuid).history))
    }),
    create: verb('snapshots.create', (vms, snapshot) => {
      const id = storeName('snapshot', snapshot.id)
      const places = vms.map((each) => ({ ...each, place: at(each.vm, each.uuid).place }))
      for (const { place, consistency } of places) {
        if (place.history?.kept[id]) continue
        keep(place, id)
        write(place, withSnapshot(linesOf(place), { ...noteOf(snapshot), consistency }))
      }
    }),
    remove: verb('snapshots.remove', async (vm, uuid, id) => {
      throwIfProblems(await removeMany(vm, uuid, [id]))
    }),
    removeMany: verb('snapshots.removeMany', removeMany),
    hold: verb('snapshots.hold', (vm, uuid, id, hold) => {
      storeName('snapshot', hold)
      const { place, history, lines } = at(vm, uuid)
      existingSnapshot(vm, history, id)
      write(
        place,
        withNote(lines, id, (note) => ({ ...note, holds: [...new Set([...note.holds, hold])] })),
      )
    }),
    release: verb('snapshots.release', (vm, uuid, id, hold) => {
      const { place, history, lines } = at(vm, uuid)
      existingSnapshot(vm, history, id)
      write(
        place,
        withNote(lines, id, (note) => ({ ...note, holds: note.holds.filter((other) => other !== hold) })),
      )
    }),
    definition: verb('snapshots.definition', (vm, uuid, id) => {
      const { place, history } = at(vm, uuid)
      existingSnapshot(vm, history, id)
      const text = place.history?.kept[id]?.definition
      return text === undefined ? undefined : asDefinitionText(text)
    }),
    diskSizes: verb('snapshots.diskSizes', (vm, uuid, id) => {
      const { disks } = contentAt(vm, at(vm, uuid).place, id).content
      return Object.fromEntries(Object.entries(disks).map(([name, disk]) => [name, disk.virtualSizeBytes]))
    }),
    images: verb('snapshots.images', (vm, uuid, id, reader) => {
      const { place } = at(vm, uuid)
      if (id === undefined) assertOff(world, spot, vm, place)
      const disks = Object.entries(contentAt(vm, place, id).content.disks).map(([name, disk]) => ({
        name,
        path: `${spot.place(vm).path}/${id === undefined ? 'now' : `history/${id}`}/${name}`,
        format: spot.place(vm).disk(name, kindOfFake(spot, disk)).format,
      }))
      const takeOff = readers.add(vm, uuid, id, reader)
      return { disks, close: () => Promise.resolve(takeOff()) }
    }),
    written: verb('snapshots.written', (vm, uuid, from, to) => {
      const { place } = at(vm, uuid)
      return diskChanges(contentAt(vm, place, from).content, contentAt(vm, place, to).content)
    }),
    ramPath: (vm) => ramPathAt(spot, vm),
    dropRam: verb('snapshots.dropRam', (vm, uuid) => {
      delete at(vm, uuid).place.ram
    }),
    goBack: verb('snapshots.goBack', (vm, uuid, to) => {
      storeName('snapshot', to.branch)
      storeName('snapshot', to.leaving.snapshot)
      const { place, history, lines } = at(vm, uuid)
      if (!mustGoBack(vm, history, to)) return
      const left = leave(vm, place, to.leaving)
      putBack(place, to.snapshot)
      write(place, afterGoingBack(lines, to, left))
    }),
    switchBranch: verb('snapshots.switchBranch', (vm, uuid, to, leaving) => {
      storeName('snapshot', leaving.snapshot)
      const { place, history, lines } = at(vm, uuid)
      if (!mustSwitch(vm, history, to)) return
      const left = leave(vm, place, leaving)
      putBack(place, tipOf(lines, to) ?? '')
      write(place, afterSwitching(lines, to, left))
    }),
    removeBranch: verb('snapshots.removeBranch', async (vm, uuid, branch) => {
      await readers.dismiss(vm, uuid, 'all')
      const { place, history, lines } = at(vm, uuid)
      if (canRemoveBranch(vm, history, branch)) write(place, withoutBranch(lines, branch))
    }),
    commands: folderSnapshotCommands({ place: spot.place }),
  }
}

function ramPathAt(spot: Spot, vm: string): string {
  return `${spot.place(vm).path}/ram.save`
}

function linesOf({ history }: FakePlace): Lines {
  return history?.lines ?? noLines
}

export function historyOf(place: FakePlace): History {
  return toHistory(linesOf(place), (id) => ({
    uniqueBytes: Object.keys(place.history?.kept[id]?.disks ?? {}).length * emptyDiskBytes,
  }))
}

function noteOf({ id, createdAt, by, note }: NewSnapshot): Omit<SnapshotNote, 'branch' | 'consistency'> {
  return { id, createdAt, by, holds: [], ...(note === undefined ? {} : { note }) }
}

/** What a place holds, now or at a snapshot. */
export function contentAt(
  vm: string,
  place: FakePlace,
  id: string | undefined,
): { readonly content: FakeContent; readonly createdAt: string } {
  if (id === undefined) return { content: place, createdAt: nowTime }
  const { createdAt } = existingSnapshot(vm, historyOf(place), id)
  return { content: place.history?.kept[id] ?? { disks: {} }, createdAt }
}

/** What was written last in a fake guest was written at this time, whatever its clock says. */
const nowTime = '2026-01-01T00:00:00.000Z'

function diskChanges(before: FakeContent, after: FakeContent): DiskChange[] {
  const names = [...new Set([...Object.keys(before.disks), ...Object.keys(after.disks)])].toSorted()
  return names.map((disk): DiskChange => {
    const [old, now] = [before.disks[disk]?.files, after.disks[disk]?.files]
    const paths = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])]
    const writtenBytes = paths
      .filter((path) => old?.[path] !== now?.[path])
      .reduce((sum, path) => sum + Buffer.from((now ?? old)?.[path] ?? '', 'base64').length, 0)
    if (!old) return { disk, change: 'added', writtenBytes }
    if (!now) return { disk, change: 'removed', writtenBytes }
    return { disk, change: writtenBytes === 0 ? 'same' : 'written', writtenBytes }
  })
}

/** The lines as they are now, without the content of snapshots that are not on them any more. */
function write(place: FakePlace, lines: Lines): void {
  const { kept = {} } = place.history ?? {}
  const ids = new Set(lines.snapshots.map(({ id }) => id))
  const isBare = lines.snapshots.length === 0 && lines.branches.length === 1
  if (isBare && lines.branches[0]?.id === noLines.branches[0]?.id) {
    delete place.history
    return
  }
  place.history = { lines, kept: Object.fromEntries(Object.entries(kept).filter(([id]) => ids.has(id))) }
}

function keep(place: FakePlace, id: string): void {
  place.history ??= { lines: noLines, kept: {} }
  place.history.kept[id] = contentOf(place)
}

function contentOf({ disks, nvram, seed, definition, ram }: FakeContent): FakeContent {
  return structuredClone({
    disks,
    ...(nvram === undefined ? {} : { nvram }),
    ...(seed === undefined ? {} : { seed }),
    ...(definition === undefined ? {} : { definition }),
    ...(ram === undefined ? {} : { ram }),
  })
}

function putBack(place: FakePlace, id: string): void {
  const content = place.history?.kept[id]
  if (!content) throw new Error(`the fake store keeps no content of ${id}`)
  for (const part of ['nvram', 'seed', 'definition', 'ram'] as const) delete place[part]
  Object.assign(place, contentOf(content))
}
