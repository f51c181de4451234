import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm, rmdir, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { problemError } from '../../../../domain/problem.ts'
import { MiB } from '../../../../domain/size.ts'
import { createInTurn } from '../../../in-turn.ts'
import { applyStep, StepRefused } from '../apply-step.ts'
import type { LayoutBases } from '../layout.ts'
import type { Step } from '../step.ts'
import type { StoreZfs } from '../store-zfs.ts'
import {
  find,
  findSnapshot,
  parentName,
  splitSnapshot,
  within,
  type Tree,
  type TreeSnapshot,
} from '../tree.ts'
import { dataset } from './example-tree.ts'

/** The power is gone: nothing changes any more. */
export class PowerCut extends Error {}

export interface ModelZfs extends StoreZfs {
  tree(): Tree
  /** Puts something there by other hands. */
  change(next: (tree: Tree) => Tree): void
  /** Called before each change; a throw keeps it from happening. `bare` is what ZFS does first of one that has properties. */
  before: (what: string, bare?: () => Promise<void>) => Promise<void>
  readonly open: Set<string>
  /** The key of the pool goes, and with it all that is mounted; and is loaded again, which mounts nothing. */
  lock(): Promise<void>
  unlock(): Promise<void>
}

/**
 * A pool in memory whose file systems are folders and whose volumes are files below `root`, so that what is in them is snapshotted,
 * cloned and moved as ZFS does it. Behind the store's own view of OpenZFS, in whose place it stands.
 */
export function modelZfs(root: string, pool: string): ModelZfs & { readonly bases: LayoutBases } {
  const bases = { mounts: join(root, 'mounts'), devices: join(root, 'devices') }
  let tree: Tree = [dataset(pool)]
  let txg = 0
  /** How large volumes were when they were taken. */
  const sizes = new Map<string, number | undefined>()
  const store = `${pool}/kiste`
  const pathOf = (name: string) => join(bases.mounts, pool, name.slice(store.length))
  const deviceOf = (name: string) => join(bases.devices, name)
  const mounts = join(bases.mounts, pool)
  const away = join(root, 'locked')
  const kept = (guid: string) => join(root, 'snapshots', guid.replaceAll('/', '+'))
  const isFiles = (name: string) => find(tree, name)?.kind === 'filesystem'

  /** What a file system holds itself: what is mounted below it is another one's. */
  const copyFiles = async (from: string, to: string, name: string) => {
    const others = new Set(within(tree, name).map((other) => pathOf(other.name)))
    await cp(from, to, {
      recursive: true,
      filter: (path) => path === from || (!others.has(path) && path !== join(from, '.zfs')),
    })
  }
  const move = async (from: string, to: string) => {
    if (!existsSync(from)) return
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  }
  /** `.zfs/snapshot` of each file system leads to what was kept. */
  const showSnapshots = async (changed: readonly string[]) => {
    for (const { name, kind, snapshots } of tree) {
      if (kind !== 'filesystem' || !changed.includes(name)) continue
      const folder = join(pathOf(name), '.zfs', 'snapshot')
      await rm(dirname(folder), { recursive: true, force: true })
      if (snapshots.length === 0) continue
      await mkdir(folder, { recursive: true })
      for (const { label, guid } of snapshots) await symlink(kept(guid), join(folder, label))
    }
  }
  const contents = async (step: Step, after: Tree) => {
    switch (step.do) {
      case 'create':
        await mkdir(pathOf(step.dataset), { recursive: true })
        break
      case 'create-volume':
        await mkdir(dirname(deviceOf(step.dataset)), { recursive: true })
        await writeFile(deviceOf(step.dataset), '')
        await truncate(deviceOf(step.dataset), MiB)
        break
      case 'snapshot':
        for (const full of step.snapshots) {
          const { dataset: name, label } = splitSnapshot(full)
          const guid = find(after, name)?.snapshots.find((one) => one.label === label)?.guid ?? ''
          await mkdir(join(root, 'snapshots'), { recursive: true })
          if (isFiles(name)) await copyFiles(pathOf(name), kept(guid), name)
          else await cp(deviceOf(name), kept(guid))
        }
        break
      case 'clone': {
        const { dataset: name, label } = splitSnapshot(step.snapshot)
        const guid = find(tree, name)?.snapshots.find((one) => one.label === label)?.guid ?? ''
        const to = isFiles(name) ? pathOf(step.dataset) : deviceOf(step.dataset)
        await mkdir(dirname(to), { recursive: true })
        await cp(kept(guid), to, { recursive: true })
        break
      }
      case 'rename':
        if (isFiles(step.from)) await move(pathOf(step.from), pathOf(step.to))
        await move(deviceOf(step.from), deviceOf(step.to))
        break
      case 'destroy':
        await rm(isFiles(step.dataset) ? pathOf(step.dataset) : deviceOf(step.dataset), {
          recursive: true,
          force: true,
        })
        break
      case 'promote':
      case 'rename-snapshot':
      case 'mark-snapshot':
      case 'set':
      case 'inherit':
      case 'hold':
      case 'release':
      case 'destroy-snapshots':
        break
    }
  }
  // One change after another, as a pool writes them.
  const inTurn = createInTurn()
  const apply = (step: Step) => inTurn(pool, () => applyAlone(step))
  const applyAlone = async (step: Step) => {
    const reached = snapshotsReached(tree, step)
    const after = withSizes(
      refused(() => applyStep(tree, step)),
      step,
      sizes,
    )
    for (const { sizeBytes, snapshots } of after)
      for (const { guid } of snapshots) if (!sizes.has(guid)) sizes.set(guid, sizeBytes)
    await contents(step, after)
    // Time goes on, also when the newest thing goes.
    txg += 1
    tree = after.map((one) => (one.name === pool ? { ...one, createTxg: 100 + txg } : one))
    await showSnapshots(reached)
  }
  const withSize = (snapshot: TreeSnapshot): TreeSnapshot => {
    const sizeBytes = sizes.get(snapshot.guid)
    return sizeBytes === undefined ? snapshot : { ...snapshot, sizeBytes }
  }
  const model: ModelZfs & { readonly bases: LayoutBases } = {
    bases,
    open: new Set(),
    before: () => Promise.resolve(),
    tree: () => tree,
    change: (next) => void (tree = next(tree)),
    async look(roots, { depth, kinds = ['filesystem', 'volume'], snapshots = false } = {}) {
      const found = roots.flatMap((name) =>
        within(tree, name)
          .filter((one) => kinds.includes(one.kind))
          .filter((one) => depth === undefined || steps(one.name) - steps(name) <= depth)
          .map((one) => ({ ...one, snapshots: snapshots ? one.snapshots.map(withSize) : [] })),
      )
      return [...new Map(found.map((one) => [one.name, one])).values()]
    },
    withSettings: (found) => Promise.resolve(found),
    async lock() {
      tree = tree.map((one) => ({ ...one, lockedBy: pool }))
      await rename(mounts, away)
      // The mount point stays, empty.
      await mkdir(mounts)
    },
    async unlock() {
      tree = tree.map(({ lockedBy: _lockedBy, ...one }) => one)
    },
    async run(step) {
      if (find(tree, pool)?.lockedBy !== undefined && changesContent.has(step.do)) throw keyNeeded(pool)
      await model.before(step.do, () => apply('properties' in step ? { ...step, properties: {} } : step))
      await apply(step)
    },
    space: () => Promise.resolve({ usedBytes: 2 ** 30, availableBytes: 2 ** 33 }),
    async mount(name, path) {
      const there = find(tree, name)
      if (there?.lockedBy !== undefined) throw keyNeeded(name)
      if (!there || path !== pathOf(name)) throw none(name)
      if (!existsSync(away)) return
      if (name !== store) throw new Error(`${name} would be mounted into a folder of the disk below`)
      // Not if anything was put there meanwhile.
      await rmdir(mounts)
      await rename(away, mounts)
    },
    device: (volume) => Promise.resolve(deviceOf(volume)),
    link: (volume, path) =>
      find(tree, volume) && path === deviceOf(volume) ? Promise.resolve() : Promise.reject(none(volume)),
    isOpen: ({ name }) => Promise.resolve(model.open.has(name)),
    fileBytes: async (name, path) => {
      const isThere = find(tree, name)?.lockedBy === undefined && dirname(path) === pathOf(name)
      return isThere && existsSync(path) ? (await stat(path)).size : undefined
    },
    async copy(snapshot, to, properties, { signal, onProgress }) {
      await model.before('copy')
      const sizeBytes = sizes.get(findSnapshot(tree, snapshot)?.guid ?? '')
      if (signal?.aborted === true) throw problemError({ code: 'cancelled', message: 'cancelled' })
      await apply({ do: 'clone', snapshot, dataset: to, properties })
      // A copy is no clone: it has the snapshot itself.
      const { dataset: from, label } = splitSnapshot(snapshot)
      const taken = find(tree, from)?.snapshots.find((one) => one.label === label)
      tree = tree.map((one) => {
        if (one.name === from)
          return {
            ...one,
            snapshots: one.snapshots.map((each) => (each.label === label ? { ...each, clones: [] } : each)),
          }
        if (one.name !== to || !taken) return one
        const { origin: _, ...rest } = one
        return {
          ...rest,
          ...(sizeBytes === undefined ? {} : { sizeBytes }),
          snapshots: [{ ...taken, guid: `${taken.guid}-copy`, clones: [] }],
        }
      })
      onProgress?.(1, 1)
    },
    abandonCopy: () => Promise.resolve(),
    existing: (names) => Promise.resolve(names.filter((name) => findSnapshot(tree, name) !== undefined)),
    snapshotNames: (name) =>
      Promise.resolve(
        within(tree, name).flatMap((one) => one.snapshots.map(({ label }) => `${one.name}@${label}`)),
      ),
  }
  return model
}

/** Datasets whose snapshots a step changes. */
function snapshotsReached(tree: Tree, step: Step): string[] {
  if (step.do === 'snapshot') return step.snapshots.map((name) => splitSnapshot(name).dataset)
  if (step.do === 'destroy-snapshots' || step.do === 'rename-snapshot') return [step.dataset]
  if (step.do !== 'promote') return []
  const origin = find(tree, step.dataset)?.origin
  return [step.dataset, ...(origin === undefined ? [] : [splitSnapshot(origin).dataset])]
}

function steps(name: string): number {
  return name === '' ? 0 : 1 + steps(parentName(name))
}

/** The size of a volume is a property that counts, and a snapshot has that of its time. */
function withSizes(tree: Tree, step: Step, sizes: ReadonlyMap<string, number | undefined>): Tree {
  if (step.do !== 'clone' && step.do !== 'set') return tree
  const wish = step.properties['volsize']
  return tree.map((one) => {
    if (one.name !== step.dataset || one.kind !== 'volume') return one
    const guid = step.do === 'clone' ? findSnapshot(tree, step.snapshot)?.guid : undefined
    const before = guid === undefined ? one.sizeBytes : sizes.get(guid)
    const { volsize: _, ...settings } = one.settings ?? {}
    return { ...one, sizeBytes: wish === undefined ? before : Number(wish), settings }
  })
}

function refused<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StepRefused)) throw error
    const code = error.message.includes('exists')
      ? 'already_exists'
      : error.message.includes('there is no')
        ? 'not_found'
        : 'in_use'
    throw problemError({ code, message: error.message }, error)
  }
}

function none(name: string) {
  return problemError({ code: 'not_found', message: `There is no dataset ${name}.` })
}

/** What ZFS does not do without the key. */
const changesContent: ReadonlySet<string> = new Set(['create', 'create-volume', 'clone'])

function keyNeeded(name: string) {
  return problemError({
    code: 'key_needed',
    message: `Dataset ${name} could not be mounted: the key of its encryption is not loaded.`,
  })
}
