import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  foreignPool,
  poolPrefix,
  type FoundPool,
  type FoundPools,
  type ShownPool,
} from '../../domain/libvirt-pool.ts'
import { ProblemError, problemError, type Problem } from '../../domain/problem.ts'
import type { LibvirtPoolHost } from '../libvirt-pool-host.ts'
import type { Caller, CallRest } from './caller.ts'
import type { LibvirtClient } from './client.ts'
import type { ErrorCodeName } from './error-codes.ts'
import { ConnectFailed, ConnectionLost, isMissing, LibvirtError } from './error.ts'
import { becauseOf, libvirtUnavailable } from './libvirt-problems.ts'
import { linkInto } from './link-folder.ts'
import type { StoragePoolRef } from './objects.ts'
import { POOLS } from './procedures/storage.ts'
import { poolUuid, readPool, readPoolTypes, writePool, type PoolSource } from './storage-pool-xml.ts'

export interface LibvirtPoolsOptions {
  /** Where the folders of links lie, one a pool of type `dir`; undefined if libvirt is on another machine and would not see them. */
  readonly folder: string | undefined
  /** How long anybody waits for one look or change. Default 10,000 ms. */
  readonly limitMs?: number
}

/**
 * The storage pools that show Kiste's disks. Each look and change has a connection of its own: libvirt reads the pools itself, and where one
 * hangs, so does every call about any pool, each keeping a worker of its daemon. So a call that hangs is waited for no longer than people
 * are, and as long as it does, no other one is sent after it.
 *
 * libvirt changes nothing in a pool of these types by itself. Defining writes its own file, starting and refreshing list a folder, or ask
 * `zpool get` and `zfs list`, stopping and undefining forget (storage_backend_fs.c, storage_backend_zfs.c). What builds or deletes pools
 * and volumes is never called here.
 */
export function libvirtPools(
  libvirt: LibvirtClient,
  { folder, limitMs = 10_000 }: LibvirtPoolsOptions,
): LibvirtPoolHost {
  const hanging = new Set<Promise<unknown>>()
  const onOwn = async <T>(work: (own: Caller) => Promise<T>): Promise<T> => {
    if (hanging.size > 0) throw new TookTooLong(limitMs)
    const answer = libvirt.withConnection((own) => work(unhurried(own)))
    const timer = new AbortController()
    const limit = delay(limitMs, undefined, { signal: timer.signal }).then(() => {
      hanging.add(answer)
      throw new TookTooLong(limitMs)
    })
    const end = () => {
      hanging.delete(answer)
      timer.abort()
    }
    answer.then(end, end)
    // Aborted, when the answer has won.
    limit.catch(() => undefined)
    return Promise.race([answer, limit])
  }
  return {
    async look() {
      if (folder === undefined) return elsewhere
      try {
        return await onOwn((own) => lookAround(own, folder))
      } catch (error) {
        return whyNotSeen(error)
      }
    },
    async show(pool) {
      try {
        const source = sourceOf(folder ?? '', pool)
        // There before libvirt looks: it refuses to start a pool without its folder.
        if (pool.type === 'dir') await linkInto(source.at, pool.disks)
        await onOwn((own) => makeShown(own, pool, source))
      } catch (error) {
        throw poolProblem(error, pool, 'shown')
      }
    },
    async hide(pool) {
      if (!pool.ours) return
      const ref = { name: pool.name, uuid: pool.uuid }
      try {
        await onOwn(async (own) => {
          await unless(['operation-invalid'], own.call('storagePoolDestroy', { pool: ref }))
          await unless([], own.call('storagePoolUndefine', { pool: ref }))
        })
      } catch (error) {
        throw poolProblem(error, pool, 'hidden')
      }
    },
  }
}

/** Without the limits of calls: one that was given up would go on in the daemon all the same. */
function unhurried(own: Caller): Caller {
  return {
    call: (name, ...[args, options]) =>
      own.call(name, ...([args, { ...options, timeoutMs: Infinity }] as CallRest<typeof name>)),
  }
}

function sourceOf(folder: string, pool: ShownPool): PoolSource {
  return pool.type === 'dir'
    ? { type: 'dir', at: join(folder, pool.store) }
    : { type: 'zfs', at: pool.dataset }
}

async function lookAround(own: Caller, folder: string): Promise<FoundPools> {
  const types = await typesOf(own)
  const [all, active] = await Promise.all([
    own.call('connectListAllStoragePools', { needResults: 1 }),
    own.call('connectListAllStoragePools', { needResults: 1, flags: POOLS.active }),
  ])
  const activeUuids = new Set(active.pools.map(({ uuid }) => uuid))
  const pools: FoundPool[] = []
  for (const ref of all.pools.filter(({ name }) => name.startsWith(poolPrefix))) {
    try {
      pools.push(await read(own, ref, folder, activeUuids.has(ref.uuid)))
    } catch (error) {
      // Gone since it was listed.
      if (!isMissing(error)) throw error
    }
  }
  return { state: 'seen', types, pools }
}

/** An older libvirt does not tell; then trying does. */
async function typesOf(own: Caller): Promise<Readonly<Record<ShownPool['type'], boolean>>> {
  try {
    return readPoolTypes(await own.call('connectGetStoragePoolCapabilities', {}))
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'no-support') return { dir: true, zfs: true }
    throw error
  }
}

async function read(own: Caller, ref: StoragePoolRef, folder: string, active: boolean): Promise<FoundPool> {
  const source = readPool(await own.call('storagePoolGetXmlDesc', { pool: ref }))
  const isOurs =
    source !== undefined &&
    poolUuid(source) === ref.uuid &&
    // Another daemon's, with a state directory of its own, is its business.
    (source.type === 'zfs' || dirname(source.at) === folder)
  const found = { ...ref, active, ours: isOurs, volumes: [] }
  if (!isOurs || !active) return found
  try {
    return { ...found, volumes: await volumesOf(own, ref) }
  } catch (error) {
    // Stopped since it was listed.
    if (error instanceof LibvirtError && error.code === 'operation-invalid')
      return { ...found, active: false }
    throw error
  }
}

async function volumesOf(own: Caller, pool: StoragePoolRef): Promise<FoundPool['volumes']> {
  const { volumes } = await own.call('storagePoolListAllVolumes', { pool, needResults: 1 })
  return Promise.all(
    volumes.map(async (volume) => {
      try {
        const { capacityBytes } = await own.call('storageVolGetInfo', { volume })
        return { name: volume.name, sizeBytes: Number(capacityBytes) }
      } catch (error) {
        // Of a file libvirt looks afresh: one that is gone it still lists, until the pool is refreshed.
        if (error instanceof LibvirtError) return { name: volume.name }
        throw error
      }
    }),
  )
}

async function makeShown(own: Caller, shown: ShownPool, source: PoolSource): Promise<void> {
  const there = await unless([], own.call('storagePoolLookupByName', { name: shown.name }))
  if (there && there.uuid !== poolUuid(source)) throw problemError(foreignPool(shown))
  const pool = there ?? (await own.call('storagePoolDefineXml', { xml: writePool(shown.name, source) }))
  try {
    await own.call('storagePoolCreate', { pool })
  } catch (error) {
    // Active already: what it lists is from its last look.
    if (!(error instanceof LibvirtError && error.code === 'operation-invalid')) throw error
    await own.call('storagePoolRefresh', { pool })
  }
}

/** What a call answers; undefined if its object is not there, or one of these refusals says that there is nothing to do. */
async function unless<T>(codes: readonly ErrorCodeName[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (isMissing(error) || (error instanceof LibvirtError && codes.includes(error.code))) return undefined
    throw error
  }
}

class TookTooLong extends Error {
  constructor(limitMs: number) {
    super(`its storage driver did not answer within ${Math.round(limitMs / 1000)} s`)
    this.name = 'TookTooLong'
  }
}

const elsewhere: FoundPools = {
  state: 'impossible',
  because: 'libvirt runs on another machine, where the disks of the stores are not.',
  hint: 'Connect kisted to the libvirt of this machine: kisted --connect qemu:///system',
}

function whyNotSeen(error: unknown): FoundPools {
  if (error instanceof ConnectFailed || error instanceof ConnectionLost)
    return { state: 'away', because: error.because }
  if (error instanceof TookTooLong) return { state: 'away', because: error.message }
  if (!(error instanceof LibvirtError)) throw error
  if (error.code === 'no-support')
    return {
      state: 'impossible',
      because: 'This libvirt has no storage driver.',
      hint: "Install it (package libvirt-daemon-driver-storage, on Fedora libvirt-daemon-driver-storage-core) and restart libvirt's daemon: VMs go on.",
    }
  return {
    state: 'impossible',
    because: `libvirt does not list its storage pools: ${error.libvirtMessage}.`,
    hint: 'See what it says: virsh pool-list --all',
  }
}

function poolProblem(error: unknown, { name }: { readonly name: string }, done: 'shown' | 'hidden'): Error {
  if (error instanceof ProblemError) return error
  const failed = `The storage pool ${name} could not be ${done} in libvirt`
  if (error instanceof ConnectFailed || error instanceof ConnectionLost)
    return libvirtUnavailable(error, failed)
  const because = error instanceof LibvirtError ? error.libvirtMessage : becauseOf(error)
  const problem: Problem = {
    code: 'host_failed',
    object: { type: 'host', name: 'libvirt' },
    message: `${failed}: ${because}`,
    hint: `Kiste tries again by itself. See what libvirt says: virsh pool-info '${name}'`,
  }
  return problemError(problem, error)
}
