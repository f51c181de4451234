import { basename } from 'node:path'
import type { GuestFileAsked, GuestFileEntry } from '../../domain/guest-file.ts'
import { formatGuestName } from '../../domain/guest-path.ts'
import type { WalkedFile } from '../../domain/diff-files.ts'
import type { Fish } from './fish.ts'
import { FishError } from './exchange.ts'
import { fitsInList, inLists, listWord, wordLength } from './quote.ts'
import { readStats, timeOf, type GuestStat } from './read-stats.ts'

// What is in the tree that is mounted, told by guestfish.

/** Facts about one file; `follow` where a link is to mean what it leads to. Rejects if there is none. */
export async function statAt(fish: Fish, path: Uint8Array, links: 'follow' | 'stay'): Promise<GuestStat> {
  const [stat] = readStats(String(await fish.ask([links === 'follow' ? 'statns' : 'lstatns', path])))
  if (!stat) throw new FishError('refused', 'No such file or directory')
  return stat
}

export async function entryAt(fish: Fish, path: Uint8Array): Promise<GuestFileAsked> {
  const stat = await statAt(fish, path, 'stay')
  const name = basename(Buffer.from(path).toString('latin1'))
  const bytes = Buffer.from(name === '' ? '/' : name, 'latin1')
  if (stat.type !== 'link') return toEntry(bytes, stat, undefined)
  const end = await statAt(fish, path, 'follow').catch(ignoreRefusal)
  return { ...toEntry(bytes, stat, await targetOf(fish, path)), ...(end ? { leadsTo: end.type } : {}) }
}

/** The names in a folder, in the order of their bytes. */
export async function namesIn(fish: Fish, folder: Uint8Array): Promise<Buffer[]> {
  return splitNames(await fish.ask(['ls0', folder, '-'])).toSorted((one, other) => Buffer.compare(one, other))
}

/** Facts about each of these names in a folder. One that is damaged may have a name and nothing else; it is left out. */
export async function entriesOf(
  fish: Fish,
  folder: Uint8Array,
  names: readonly Buffer[],
): Promise<GuestFileEntry[]> {
  const entries: GuestFileEntry[] = []
  for (const [name, stat] of await statsOf(fish, folder, names)) {
    const target = stat.type === 'link' ? await targetOf(fish, joinPath(folder, name)) : undefined
    entries.push(toEntry(name, stat, target))
  }
  return entries
}

/** Every file below a folder, with its path from there. */
export async function walkTree(fish: Fish, top: Uint8Array, signal?: AbortSignal): Promise<WalkedFile[]> {
  const files: WalkedFile[] = []
  for (const [folder, names] of byFolder(splitNames(await fish.ask(['find0', top, '-'])))) {
    signal?.throwIfAborted()
    const path = folder.length === 0 ? top : joinPath(top, folder)
    for (const [name, stat] of await statsOf(fish, path, names)) {
      const { type, mode, uid, gid, sizeBytes } = stat
      const at = folder.length === 0 ? name : joinPath(folder, name)
      files.push({ path: formatGuestName(at), type, mode, uid, gid, sizeBytes, modifiedNs: stat.modifiedNs })
    }
  }
  return files
}

async function statsOf(
  fish: Fish,
  folder: Uint8Array,
  names: readonly Buffer[],
): Promise<(readonly [Buffer, GuestStat])[]> {
  const found = new Map<Buffer, GuestStat>()
  const otherBytes = 'lstatnslist'.length + 8 + wordLength(folder)
  for (const list of inLists(names.filter(fitsInList), otherBytes)) {
    const stats = readStats(String(await fish.ask(['lstatnslist', folder, listWord(list)])))
    for (const [index, stat] of stats.entries()) {
      const name = list[index] as Buffer | undefined
      if (name && stat) found.set(name, stat)
    }
  }
  for (const name of names.filter((each) => !fitsInList(each))) {
    const stat = await statAt(fish, joinPath(folder, name), 'stay').catch(ignoreRefusal)
    if (stat) found.set(name, stat)
  }
  return names.flatMap((name) => {
    const stat = found.get(name)
    return stat ? [[name, stat] as const] : []
  })
}

/** What a link says; undefined where it cannot be read. */
async function targetOf(fish: Fish, path: Uint8Array): Promise<string | undefined> {
  const output = await fish.ask(['readlink', path]).catch(ignoreRefusal)
  // guestfish ends it with a line feed of its own.
  return output && formatGuestName(output.subarray(0, output.at(-1) === 0x0a ? -1 : undefined))
}

/** For what may be missing: goes on without it, unless guestfish itself is gone. */
export function ignoreRefusal(error: unknown): undefined {
  if (error instanceof FishError && error.why === 'refused') return undefined
  throw error
}

function toEntry(name: Uint8Array, stat: GuestStat, target: string | undefined): GuestFileEntry {
  const { type, mode, sizeBytes } = stat
  return {
    name: formatGuestName(name),
    type,
    sizeBytes,
    modifiedAt: timeOf(stat),
    mode,
    ...(target === undefined ? {} : { target }),
  }
}

export function joinPath(folder: Uint8Array, name: Uint8Array): Buffer {
  return folder.at(-1) === slash || folder.length === 0
    ? Buffer.concat([folder, name])
    : Buffer.concat([folder, Buffer.of(slash), name])
}

const slash = 0x2f

/** Names that each end with NUL. `find0` writes those at the top with a slash before them. */
function splitNames(output: Buffer): Buffer[] {
  const names: Buffer[] = []
  for (let from = 0; from < output.length;) {
    const end = output.indexOf(0, from)
    const to = end < 0 ? output.length : end
    const start = output[from] === slash ? from + 1 : from
    if (to > start) names.push(output.subarray(start, to))
    from = to + 1
  }
  return names
}

/** Paths as the names in each folder; the empty path is the top. */
function byFolder(paths: readonly Buffer[]): (readonly [folder: Buffer, names: Buffer[]])[] {
  const folders = new Map<string, [Buffer, Buffer[]]>()
  for (const path of paths) {
    const cut = path.lastIndexOf(slash)
    const folder = path.subarray(0, Math.max(cut, 0))
    const key = folder.toString('latin1')
    const entry = folders.get(key) ?? [folder, []]
    folders.set(key, entry)
    entry[1].push(path.subarray(cut + 1))
  }
  return [...folders.values()]
}
