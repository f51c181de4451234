import {
  longestListing,
  type GuestFileEntry,
  type GuestFileSystem,
  type GuestPlace,
} from '../../domain/guest-file.ts'
import { parseGuestPath } from '../../domain/guest-path.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import {
  isAFolder,
  notAFile,
  notAFolder,
  noTree,
  unknownFileSystem,
  unreadable,
} from '../guest-file-problems.ts'
import type { Appliance } from './appliance.ts'
import type { FoundFileSystem, Mounts } from './file-systems.ts'
import { asProblem } from './fish-problems.ts'
import type { Fish } from './fish.ts'
import { entriesOf, entryAt, ignoreRefusal, namesIn, realPath, statAt, walkTree } from './look-around.ts'

/**
 * What is asked of disks that are open: each answer with the tree mounted that it is about, one after the other.
 */
export function lookInto(
  fish: Fish,
  title: string,
  fileSystems: readonly FoundFileSystem[],
  tree: Mounts | undefined,
): Omit<Appliance, 'end'> {
  let mounted: Mounts | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other, each with its tree mounted. A work may go on after its result is there: `until` says how long. */
  const inTree = <T>(
    { fileSystem, path: text }: GuestPlace,
    work: (path: Uint8Array) => Promise<{ readonly result: T; readonly until?: Promise<void> }>,
  ): Promise<T> => {
    const path = checkedPath(text)
    const begun = last.then(async () => {
      try {
        await mount(treeOf(fileSystem))
        return await work(path)
      } catch (error) {
        throw asProblem(error, title, text)
      }
    })
    last = begun.then(({ until }) => until).catch(() => undefined)
    return begun.then(({ result }) => result)
  }
  const treeOf = (id: string | undefined): Mounts => {
    if (id === undefined) {
      if (tree) return tree
      throw noTree(title, fileSystems)
    }
    const found = fileSystems.find((each) => each.id === id)
    if (!found) throw unknownFileSystem(title, id, fileSystems)
    if (found.content !== 'files') throw unreadable(title, found)
    return [{ mountable: found.mountable, path: Buffer.from('/') }]
  }
  const mount = async (wanted: Mounts) => {
    if (mounted && isSame(mounted, wanted)) return
    mounted = undefined
    await fish.ask(['umount-all'])
    for (const [index, { mountable, path }] of wanted.entries()) {
      const mounting = fish.ask(['mount-ro', mountable, path])
      // What lies deeper may be damaged or gone; the tree is worth looking at all the same.
      await (index === 0 ? mounting : mounting.catch(ignoreRefusal))
    }
    mounted = wanted
  }
  const shown = fileSystems.map(withoutMountable)

  const realFolder = async (path: Uint8Array, place: GuestPlace) => {
    const real = await realPath(fish, path)
    if ((await statAt(fish, real)).type === 'folder') return real
    throw notAFolder(title, place.path)
  }

  return {
    look: async (place) => {
      if (place.fileSystem === undefined && tree === undefined && checkedPath(place.path).length === 1)
        return { fileSystems: shown, entries: [], total: 0 }
      return inTree(place, async (path) => {
        const entry = await entryAt(fish, path)
        const isFolder = (entry.leadsTo ?? entry.type) === 'folder'
        const folder = isFolder ? await realPath(fish, path) : path
        const names = isFolder ? await namesIn(fish, folder) : []
        const entries: GuestFileEntry[] = await entriesOf(fish, folder, names.slice(0, longestListing))
        return { result: { fileSystems: shown, entry, entries, total: names.length } }
      })
    },
    read: (place) =>
      inTree(place, async (path) => {
        const real = await realPath(fish, path)
        const stat = await statAt(fish, real)
        // What is no file may never end: libguestfs would wait for someone to write to a pipe.
        if (stat.type === 'folder') throw isAFolder(title, place.path)
        if (stat.type !== 'file') throw notAFile(title, place.path)
        const { content, done } = await fish.stream(['download', real, '-'])
        return { result: { content, sizeBytes: stat.sizeBytes }, until: done }
      }),
    readFolder: (place) =>
      inTree(place, async (path) => {
        const folder = await realFolder(path, place)
        const { content, done } = await fish.stream(['tar-out', folder, '-', 'numericowner:true'])
        return { result: content, until: done }
      }),
    walk: (place, signal) =>
      inTree(place, async (path) => ({
        result: await walkTree(fish, await realFolder(path, place), signal),
      })),
    hasEnded: fish.hasEnded,
  }
}

function checkedPath(text: string): Uint8Array {
  const checked = parseGuestPath(text)
  if (!checked.ok) throwIfProblems(checked.problems)
  return checked.ok ? checked.value : Buffer.from('/')
}

function isSame(one: Mounts, other: Mounts): boolean {
  const key = (mounts: Mounts) =>
    mounts.flatMap(({ mountable, path }) => [
      Buffer.from(mountable).toString('hex'),
      Buffer.from(path).toString('hex'),
    ])
  return key(one).join(' ') === key(other).join(' ')
}

function withoutMountable({ id, kind, content, mountedAt }: FoundFileSystem): GuestFileSystem {
  return { id, kind, content, ...(mountedAt === undefined ? {} : { mountedAt }) }
}
