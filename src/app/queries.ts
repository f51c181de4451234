import { diagnose } from '../domain/doctor.ts'
import { openJobStates } from '../domain/job.ts'
import { poolRef } from '../domain/pool.ts'
import { diskName } from '../domain/disk.ts'
import { problemError, type ObjectRef } from '../domain/problem.ts'
import { isOff, type VmFacts } from '../domain/vm.ts'
import type { Queries, VmView } from './app.ts'
import type { AppDeps } from './deps.ts'
import type { CopyQueries } from './copies/copies.ts'
import type { PolicyQueries } from './policies/policies.ts'
import type { PoolQueries } from './pool-queries.ts'
import { findVm } from './find-vm.ts'
import { lockOf } from './lock-of.ts'
import { unless } from './pool-facts.ts'
import { catalogueHere } from './images.ts'
import { findHistory } from './snapshot-facts.ts'

/** What people look at: read from the host and the journal each time. */
export function createQueries(
  deps: AppDeps,
): Omit<Queries, keyof PoolQueries | keyof PolicyQueries | keyof CopyQueries> {
  const { host, engine } = deps
  return {
    host: () => host.facts.host(),
    async doctor() {
      const [facts, vms] = await Promise.all([
        host.facts.doctor(),
        unless('libvirt_unavailable', () => host.vms.list()),
      ])
      const waiting = vms.flatMap(({ name, status }) =>
        status.state === 'stopped' && status.waitsFor ? [{ name, root: status.waitsFor.root }] : [],
      )
      return diagnose({ ...facts, waiting })
    },
    vms: () => host.vms.list(),
    async vm(nameOrUuid) {
      const vm = await findVm(host.vms, nameOrUuid)
      const [addresses, sized] = await Promise.all([
        vm.status.state === 'running' ? host.vms.addresses(vm.uuid) : [],
        withSizes(deps, vm),
      ])
      return { ...sized, addresses }
    },
    vmSeen: async (nameOrUuid, seen) => withSizes(deps, await findVm(listOf(seen), nameOrUuid)),
    vmUuid: async (nameOrUuid) => (await findVm(host.vms, nameOrUuid)).uuid,
    async vmXml(nameOrUuid) {
      return host.vms.definitionToShow((await findVm(host.vms, nameOrUuid)).uuid)
    },
    async vmLog(nameOrUuid, maxLines) {
      return host.vms.log((await findVm(host.vms, nameOrUuid)).name, maxLines)
    },
    async vmConsoleLog(nameOrUuid, maxLines) {
      const { name, uuid } = await findVm(host.vms, nameOrUuid)
      const lines = await host.vms.consoleLog(uuid, maxLines)
      if (!lines) throw notKept(name)
      return lines
    },
    async vmLogSeen(nameOrUuid, seen, maxLines) {
      return host.vms.log((await findVm(listOf(seen), nameOrUuid)).name, maxLines)
    },
    history: async (nameOrUuid) => (await findHistory(deps, nameOrUuid, { evenLocked: true })).history,
    histories: async () => (await host.stores.histories()).toSorted((a, b) => (a.vm < b.vm ? -1 : 1)),
    bin: () => host.stores.bin(),
    stores: () => host.stores.list(),
    images: () => host.images.list(),
    async image(id) {
      const image = await host.images.get(id)
      if (!image) throw notFound({ type: 'image', name: id }, 'kiste image list')
      return { ...image, usedBy: await host.images.usedBy(id) }
    },
    async catalogue() {
      const [entries, images] = await Promise.all([catalogueHere(deps), host.images.list()])
      return entries.map((entry) => ({ ...entry, present: images.some((image) => image.id === entry.id) }))
    },
    networks: () => host.networks.list(),
    jobs: ({ limit, openOnly, pool }) =>
      engine.list({
        limit,
        ...(openOnly ? { state: openJobStates } : {}),
        ...(pool === undefined ? {} : { object: poolRef(pool) }),
      }),
    job(id) {
      const job = engine.get(id)
      if (!job) throw notFound({ type: 'job', name: id }, 'kiste job list')
      return job
    },
    jobLog: (id) => engine.log(id).lines,
  }
}

const listOf = (seen: readonly VmFacts[]) => ({ list: async () => seen })

async function withSizes({ host }: AppDeps, vm: VmFacts): Promise<VmView> {
  const places = vm.managed ? await host.stores.places() : []
  const place = places.find(({ uuid }) => uuid === vm.uuid)
  const sizes = await Promise.all(
    vm.disks.map(async (disk) => {
      if (!place || disk.device !== 'disk' || !disk.source) return []
      const size = await host.stores.get(place.store).diskSize(place.vm, diskName(disk.source))
      if (!size) return []
      const { virtualSizeBytes, allocatedBytes } = size
      return [
        {
          target: disk.target,
          allocatedBytes,
          ...(virtualSizeBytes === undefined ? {} : { virtualSizeBytes }),
        },
      ]
    }),
  )
  const lock = vm.managed && isOff(vm.status.state) ? await lockOf(host, vm, places) : undefined
  const locked = lock?.state === 'locked' ? { lockedBy: lock.root } : {}
  return {
    ...vm,
    ...(place ? { store: place.store } : {}),
    ...locked,
    addresses: [],
    diskSizes: sizes.flat(),
  }
}

/** Kiste has it kept for every VM it makes; this is another's, or one from before it did. */
function notKept(vm: string): Error {
  return problemError({
    code: 'not_supported',
    object: { type: 'vm', name: vm },
    message: `What VM ${vm} says on its serial console is kept nowhere.`,
    hint: `Have it kept from its next start on, with virsh edit ${vm}: <log file='PATH' append='on'/> in <serial>.`,
  })
}

function notFound(object: ObjectRef, look: string): Error {
  return problemError({
    code: 'not_found',
    object,
    message: `There is no ${object.type} ${JSON.stringify(object.name)}.`,
    hint: `See what there is: ${look}`,
  })
}
