import { Readable } from 'node:stream'
import { longestListing, type GuestFileEntry, type GuestPlace } from '../../domain/guest-file.ts'
import { formatGuestName, joinGuestPath, parseGuestPath } from '../../domain/guest-path.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { localStore } from '../../domain/store.ts'
import { formatTarHeader, tarBlockBytes } from '../../domain/tar-header.ts'
import {
  isAFolder,
  noGuestFile,
  notAFile,
  notAFolder,
  noTree,
  pointTitle,
  unknownFileSystem,
  unreadable,
} from '../guest-file-problems.ts'
import type { SnapshotAt, SnapshotFiles } from '../snapshot-host.ts'
import { ownPlace } from './fake-places.ts'
import { contentAt } from './fake-snapshots.ts'
import { localSpot, poolSpot } from './spots.ts'
import { fakeTree, resolveInTree, type FakeNode } from './fake-tree.ts'
import type { Fake } from './fake.ts'

/** The files of guests at a snapshot, in memory: each disk holds one file system, or is blank. */
export function fakeFiles({ world, verb }: Fake): SnapshotFiles {
  const open = ({ store, vm, uuid, snapshot }: SnapshotAt) => {
    const title = pointTitle(vm, snapshot)
    const spot = store === localStore ? localSpot : poolSpot(store)
    const place = ownPlace(spot.part(world), spot, vm, uuid)
    const { createdAt, content } = contentAt(vm, place, snapshot)
    const disks = Object.entries(content.disks).map(([name, disk]) => ({
      name,
      tree: fakeTree(disk),
    }))
    const readable = disks.filter(({ tree }) => tree !== undefined)
    const fileSystems = disks.map(({ name, tree }) => ({
      id: tree ? `${name}:1` : name,
      kind: tree ? 'ext4' : 'unknown',
      content: tree ? ('files' as const) : ('none' as const),
      ...(tree && (readable.length === 1 || name === 'root') ? { mountedAt: '/' } : {}),
    }))
    return { title, createdAt, disks, fileSystems }
  }
  /** The tree meant, and the path in it with no link in it but at its end. */
  const find = (at: SnapshotAt, { fileSystem, path: text }: GuestPlace) => {
    const checked = parseGuestPath(text)
    if (!checked.ok) throwIfProblems(checked.problems)
    const opened = open(at)
    const { title, disks, fileSystems } = opened
    const meant = fileSystems.find(({ id, mountedAt }) =>
      fileSystem === undefined ? mountedAt === '/' : id === fileSystem,
    )
    if (!meant)
      throw fileSystem === undefined
        ? noTree(title, fileSystems)
        : unknownFileSystem(title, fileSystem, fileSystems)
    const tree = disks[fileSystems.indexOf(meant)]?.tree
    if (!tree) throw unreadable(title, meant)
    const path = checked.ok ? formatGuestName(checked.value) : '/'
    const folder = resolveInTree(tree, path.replace(/[^/]*$/, ''))
    const whole = folder === undefined ? path : joinGuestPath(folder, path.slice(path.lastIndexOf('/') + 1))
    const key = whole.length > 1 ? whole.replace(/\/$/, '') : whole
    const node = tree.get(key)
    if (!node) throw noGuestFile(title, text)
    const target = resolveInTree(tree, key)
    return {
      ...opened,
      tree,
      key,
      node,
      target,
      followed: target === undefined ? undefined : tree.get(target),
    }
  }
  const childrenOf = (tree: ReadonlyMap<string, FakeNode>, folder: string) => {
    const start = folder === '/' ? '/' : `${folder}/`
    return [...tree]
      .filter(([path]) => path !== '/' && path.startsWith(start) && !path.slice(start.length).includes('/'))
      .map(([path, node]) => ({ path, name: path.slice(start.length), node }))
      .toSorted((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)))
  }

  return {
    look: verb('files.look', (at, place) => {
      const { fileSystems } = open(at)
      if (
        place.fileSystem === undefined &&
        place.path === '/' &&
        !fileSystems.some((each) => each.mountedAt === '/')
      )
        return { fileSystems, entries: [], total: 0 }
      const { tree, key, node, target, followed, createdAt } = find(at, place)
      const children = followed?.type === 'folder' && target !== undefined ? childrenOf(tree, target) : []
      return {
        fileSystems,
        entry: {
          ...toEntry(key.slice(key.lastIndexOf('/') + 1) || '/', node, createdAt),
          ...(node.type === 'link' && followed ? { leadsTo: followed.type } : {}),
        },
        entries: children
          .slice(0, longestListing)
          .map(({ name, node: each }) => toEntry(name, each, createdAt)),
        total: children.length,
      }
    }),
    read: verb('files.read', (at, place) => {
      const { title, followed } = find(at, place)
      if (!followed) throw noGuestFile(title, place.path)
      if (followed.type === 'folder') throw isAFolder(title, place.path)
      if (followed.type !== 'file') throw notAFile(title, place.path)
      return { content: Readable.from([Buffer.from(followed.content)]), sizeBytes: followed.content.length }
    }),
    readFolder: verb('files.readFolder', (at, place) => {
      const { title, tree, target, followed, createdAt } = find(at, place)
      if (followed?.type !== 'folder' || target === undefined) throw notAFolder(title, place.path)
      return Readable.from(tarOf(tree, target, createdAt))
    }),
    walk: verb('files.walk', (at, place) => {
      const { title, tree, target, followed, createdAt } = find(at, place)
      if (followed?.type !== 'folder' || target === undefined) throw notAFolder(title, place.path)
      return below(tree, target).map(([path, node]) => {
        const { type, mode, sizeBytes } = toEntry(path, node, createdAt)
        return { path, type, mode, uid: 0, gid: 0, sizeBytes, modifiedNs: 0n, ...contentMark(node) }
      })
    }),
    close: async () => undefined,
  }
}

/** In a fake world the time a file was written at is made of its content, so that what differs looks different. */
function contentMark(node: FakeNode): { readonly modifiedNs: bigint } | undefined {
  if (node.type !== 'file') return undefined
  return { modifiedNs: node.content.reduce((sum, byte) => (sum * 31n + BigInt(byte)) % 1_000_000_007n, 7n) }
}

function below(tree: ReadonlyMap<string, FakeNode>, top: string): (readonly [string, FakeNode])[] {
  const start = top === '/' ? '/' : `${top}/`
  return [...tree]
    .filter(([path]) => path !== top && path.startsWith(start))
    .map(([path, node]) => [path.slice(start.length), node] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

const modes = { folder: 0o755, file: 0o644, link: 0o777, other: 0o666 } as const

function toEntry(name: string, node: FakeNode, modifiedAt: string): GuestFileEntry {
  return {
    name,
    type: node.type,
    sizeBytes: node.type === 'file' ? node.content.length : node.type === 'link' ? node.target.length : 0,
    modifiedAt,
    mode: modes[node.type],
    ...(node.type === 'link' ? { target: node.target } : {}),
  }
}

function* tarOf(tree: ReadonlyMap<string, FakeNode>, top: string, at: string): Generator<Buffer> {
  for (const [path, node] of below(tree, top)) {
    const { type, mode } = toEntry(path, node, at)
    const content = node.type === 'file' ? node.content : new Uint8Array()
    yield Buffer.from(
      formatTarHeader({
        type,
        name: Buffer.from(`./${path}${type === 'folder' ? '/' : ''}`),
        linkName: Buffer.from(node.type === 'link' ? node.target : ''),
        sizeBytes: content.length,
        mode,
        modifiedSeconds: Math.floor(Date.parse(at) / 1000),
      }),
    )
    yield Buffer.concat([
      content,
      Buffer.alloc((tarBlockBytes - (content.length % tarBlockBytes)) % tarBlockBytes),
    ])
  }
  yield Buffer.alloc(2 * tarBlockBytes)
}
