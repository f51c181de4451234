import { ProblemError } from '../../../domain/problem.ts'
import type { StoreFacts } from '../../../domain/store.ts'
import { historiesOf } from '../../histories-of.ts'
import { imageReaders } from '../../image-readers.ts'
import { createInTurn } from '../../in-turn.ts'
import type { PoolStores } from '../../join-stores.ts'
import { realFiles, type StoreFiles } from '../../store-files.ts'
import type { StoreHost } from '../../store-host.ts'
import { lockedStore, noPool, noStore } from '../../store-problems.ts'
import { imageUsers } from './images.ts'
import { seatOf, storeLayout, systemBases, type LayoutBases } from './layout.ts'
import { makeStore, makeStoreCommand, storeObstacles } from './make-store.ts'
import { marks } from './marks.ts'
import { readDefinitionAt } from './place-files.ts'
import { mounted } from './places.ts'
import type { PoolsView } from './pools-view.ts'
import { removeStore } from './remove-store.ts'
import { releaseReserve } from './reserve.ts'
import { datasetNamed } from './run-step.ts'
import type { ImageSource, ZfsStore, ZfsStoreTools } from './store.ts'
import type { StoreZfs } from './store-zfs.ts'
import { sweepStore } from './sweep.ts'
import { find } from './tree.ts'
import { zfsSnapshots } from './zfs-snapshots.ts'
import { zfsStoreHost } from './zfs-store.ts'

export interface ZfsStoresOptions {
  readonly zfs: StoreZfs
  readonly pools: PoolsView
  readonly tools: ZfsStoreTools
  readonly images: ImageSource
  /** Told what an earlier life of the daemon left that could not be finished, and of pools that do not answer. */
  readonly onProblem: (error: unknown) => void
  readonly bases?: LayoutBases | undefined
  readonly now?: (() => Date) | undefined
  /** How files are changed; tests cut the power here. */
  readonly files?: StoreFiles | undefined
}

export interface ZfsStores extends PoolStores {
  /** Who needs an image of the library, in all stores; `medium` is where it lies if it is for a CD drive. */
  imageUsers(id: string, medium: string): Promise<readonly string[]>
  /** Gives back the space a store sets aside, for a pool so full that nothing else goes. */
  releaseReserve(pool: string): Promise<void>
}

/** The stores in the pools of this machine. Pools come and go; a store is opened when it is first used. */
export function openZfsStores(options: ZfsStoresOptions): ZfsStores {
  const { zfs, pools, bases = systemBases, onProblem } = options
  const opened = new Map<string, { readonly store: ZfsStore; readonly host: StoreHost }>()
  const open = (pool: string) => {
    const there = opened.get(pool)
    if (there) return there
    const store = openStore(pool, options)
    const made = { store, host: zfsStoreHost(store, zfsSnapshots(store)) }
    opened.set(pool, made)
    return made
  }
  const list = async () => {
    const found = await Promise.all(
      (await pools.answering()).map((pool) => factsOf(zfs, pool, bases, onProblem)),
    )
    return found.flatMap((facts) => facts ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }
  const ofAll = async <T>(read: (store: StoreHost) => Promise<readonly T[]>): Promise<readonly T[]> => {
    const found = await Promise.all(
      (await list()).map(async ({ name }) => {
        try {
          return await read(open(name).host)
        } catch (error) {
          // It was there a moment ago; what is in the others can be read all the same.
          onProblem(error)
          return []
        }
      }),
    )
    return found.flat()
  }
  const layoutOf = (pool: string) => storeLayout(datasetNamed(pool), bases)
  return {
    list,
    places: () => ofAll((store) => store.places()),
    disks: () => ofAll((store) => store.disks()),
    histories: () => ofAll(historiesOf),
    bin: () => ofAll((store) => store.bin()),
    get: (pool) => open(pool).host,
    obstacles: async (pool) => {
      if ((await pools.answering()).includes(pool)) return storeObstacles(zfs, layoutOf(pool))
      return [...noPool(pool).problems]
    },
    createCommand: (pool) => makeStoreCommand(layoutOf(pool)),
    remove: async (pool) => {
      await removeStore(zfs, layoutOf(pool))
      opened.delete(pool)
    },
    async create(pool) {
      const layout = layoutOf(pool)
      await makeStore(zfs, layout, { directIo: await pools.directIo() })
      const facts = await factsOf(zfs, pool, bases, onProblem)
      if (!facts) throw noStore(pool)
      return facts
    },
    async imageUsers(id, medium) {
      const users = await Promise.all(
        (await list()).map(async ({ name }) => {
          const { store } = open(name)
          return [...(await imageUsers(store, id)), ...(await mediumUsers(store, id, medium))]
        }),
      )
      return [...new Set(users.flat())]
    },
    releaseReserve: async (pool) => releaseReserve(open(pool).store),
  }
}

function openStore(pool: string, options: ZfsStoresOptions): ZfsStore {
  const {
    zfs,
    pools,
    bases = systemBases,
    tools,
    images,
    files = realFiles,
    onProblem,
    now = () => new Date(),
  } = options
  const layout = storeLayout(pool, bases)
  const store: Omit<ZfsStore, 'ready'> = {
    layout,
    zfs,
    files,
    tools,
    images,
    readers: imageReaders(),
    blockBytes: () => pools.blockBytes(pool),
    directIo: () => pools.directIo(),
    now,
    inTurn: createInTurn(),
  }
  let swept: Promise<void> | undefined
  const mount = async () => {
    try {
      await zfs.mount(layout.root, layout.mountpoint)
    } catch (error) {
      const code = error instanceof ProblemError ? error.problems[0].code : undefined
      if (code === 'not_found') throw noStore(pool)
      // Whatever ZFS said first: without its key it could not be mounted anyway.
      const lockedBy = find(await zfs.look([layout.root], { depth: 0 }), layout.root)?.lockedBy
      throw lockedBy === undefined ? error : lockedStore(pool, lockedBy)
    }
  }
  const sweepOnce = async () => {
    const root = find(await zfs.look([layout.root], { depth: 0 }), layout.root)
    if (root?.own[marks.store] === undefined) throw noStore(pool)
    // What sweeping changes must not wait for itself.
    await sweepStore({ ...store, ready: mount }, onProblem)
  }
  return {
    ...store,
    async ready() {
      await mount()
      swept ??= sweepOnce()
      try {
        await swept
      } catch (error) {
        swept = undefined
        throw error
      }
    },
  }
}

async function factsOf(
  zfs: StoreZfs,
  pool: string,
  bases: LayoutBases,
  onProblem: (error: unknown) => void,
): Promise<StoreFacts | undefined> {
  const { root } = storeLayout(pool, bases)
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const there = find(await zfs.look([root], { depth: 0, signal }), root)
    if (there?.own[marks.store] === undefined) return undefined
    const { usedBytes, availableBytes } = await zfs.space(root, signal)
    return {
      name: pool,
      kind: 'zfs',
      path: root,
      totalBytes: usedBytes + availableBytes,
      freeBytes: availableBytes,
      ...(there.lockedBy === undefined ? {} : { lockedBy: there.lockedBy }),
    }
  } catch (error) {
    // One pool that does not answer must not hide the others.
    onProblem(error)
    return undefined
  }
}

/** How long a pool may take to say what is in it. A disk that has to spin up takes ten seconds. */
const patienceMs = 20_000

/** VMs and entries of the bin that have a medium in a drive, by what is written of them. */
async function mediumUsers(store: ZfsStore, id: string, medium: string): Promise<string[]> {
  const { layout, zfs } = store
  const isMedium = (await store.images.find(id))?.kind === 'iso'
  const users: string[] = []
  for (const files of await zfs.look([layout.root, layout.bin], { depth: 1, kinds: ['filesystem'] })) {
    const seat = seatOf(layout, files.name)
    if ((seat.in !== 'vms' && seat.in !== 'bin') || files.own[marks.vm] === undefined) continue
    const user = seat.in === 'vms' ? seat.vm : seat.id
    if (files.lockedBy !== undefined) {
      // It cannot be looked at, so it may have the medium.
      if (isMedium) users.push(`${user} (perhaps: its key is not loaded)`)
      continue
    }
    await mounted(store, { files })
    const text = await readDefinitionAt(layout.pathOf(files.name))
    if (text?.includes(medium) === true) users.push(user)
  }
  return users
}
