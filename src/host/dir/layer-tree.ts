import { join } from 'node:path'
import { diskFiles, readDisk, type DiskFileFacts } from './disk-files.ts'
import { readHistory } from './history-file.ts'
import { forMany, look, namesIn } from '../store-files.ts'
import type { DirStore } from './store.ts'

/** Something that needs a file to be there: the disk of a place, or a snapshot in one. */
export interface LayerRoot {
  /** The place, in the store or in the bin. */
  readonly placePath: string
  /** Absent for the disk itself. */
  readonly snapshot?: string | undefined
  readonly path: string
}

/**
 * Which file stands on which, in the whole store. Found by reading what every disk stands on and what every history names, never by
 * counting, so that a crash cannot make a count wrong.
 */
export interface LayerTree {
  readonly files: ReadonlyMap<string, DiskFileFacts>
  readonly roots: readonly LayerRoot[]
  /** The shared layers there are. */
  readonly layers: readonly string[]
}

/** Rejects if a disk or a history cannot be read: it might need any of the layers. */
export async function readLayerTree({ layout }: DirStore): Promise<LayerTree> {
  const layers = (await namesIn(layout.bases))
    .filter((name) => name.endsWith('.qcow2'))
    .map((name) => join(layout.bases, name))
  const files = new Map<string, DiskFileFacts>()
  const roots: LayerRoot[] = []
  const read = async (path: string, format: DiskFileFacts['format']) => {
    const facts = await readDisk(path, format)
    if (facts) files.set(path, facts)
  }
  await forMany(layers, (path) => read(path, 'qcow2'))
  for (const placePath of [...(await folders(layout.root, true)), ...(await folders(layout.bin, false))]) {
    for (const { file, format } of await diskFiles(placePath)) {
      const path = join(placePath, file)
      await read(path, format)
      roots.push({ placePath, path })
    }
    for (const { id, layers: kept } of (await readHistory(placePath)).snapshots)
      for (const layer of Object.values(kept))
        roots.push({ placePath, snapshot: id, path: layout.base(layer) })
  }
  return { files, roots, layers }
}

async function folders(parent: string, skipHidden: boolean): Promise<string[]> {
  const names = (await namesIn(parent)).filter((name) => !skipHidden || !name.startsWith('.'))
  const paths = names.map((name) => join(parent, name))
  const found = await forMany(paths, async (path) => ((await look(path))?.isDirectory() ? [path] : []))
  return found.flat()
}

/** A file and all it stands on, top first. */
export function chainOf({ files }: LayerTree, path: string): readonly DiskFileFacts[] {
  const chain: DiskFileFacts[] = []
  for (let facts = files.get(path); facts && !chain.includes(facts); facts = below(files, facts))
    chain.push(facts)
  return chain
}

function below(files: LayerTree['files'], { backing }: DiskFileFacts): DiskFileFacts | undefined {
  return backing === undefined ? undefined : files.get(backing)
}

/** What each layer is needed by, through however many others. */
export function needers(tree: LayerTree): ReadonlyMap<string, ReadonlySet<LayerRoot>> {
  const needed = new Map<string, Set<LayerRoot>>(tree.layers.map((path) => [path, new Set()]))
  for (const root of tree.roots) for (const { path } of chainOf(tree, root.path)) needed.get(path)?.add(root)
  return needed
}

/** What would become free of layers if a snapshot alone were removed: those that nothing else needs. */
export function uniqueLayerBytes(tree: LayerTree, placePath: string): (snapshot: string) => number {
  const bytes = new Map<string, number>()
  for (const [path, roots] of needers(tree)) {
    const all = [...roots]
    const [first] = all
    if (first?.snapshot === undefined || first.placePath !== placePath) continue
    if (!all.every((root) => root.placePath === placePath && root.snapshot === first.snapshot)) continue
    bytes.set(first.snapshot, (bytes.get(first.snapshot) ?? 0) + (tree.files.get(path)?.allocatedBytes ?? 0))
  }
  return (snapshot) => bytes.get(snapshot) ?? 0
}

/** A layer that only keeps what the one file on it has not overwritten. */
export interface HiddenLayer {
  readonly path: string
  /** The one file that stands on it: another layer, or a disk of the same place. */
  readonly on: string
}

/** A layer that is no snapshot's, and on which one file stands, all for this place alone: the two can be one. */
export function hiddenLayer(tree: LayerTree, placePath: string): HiddenLayer | undefined {
  const needed = needers(tree)
  const noted = new Set(tree.roots.map((root) => root.path))
  for (const path of tree.layers) {
    const roots = [...(needed.get(path) ?? [])]
    if (noted.has(path) || roots.length === 0 || roots.some((root) => root.placePath !== placePath)) continue
    const standing = [...tree.files.values()].filter(({ backing }) => backing === path)
    const [on] = standing
    if (on && standing.length === 1 && on.format === 'qcow2') return { path, on: on.path }
  }
  return undefined
}
