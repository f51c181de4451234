import { diagnose } from '../domain/doctor.ts'
import { openJobStates } from '../domain/job.ts'
import { diskName } from '../domain/plan-clone-vm.ts'
import { problemError, type ObjectRef } from '../domain/problem.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { Queries, VmView } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { catalogueHere } from './images.ts'
import { findHistory } from './snapshot-facts.ts'

/** What people look at: read from the host and the journal each time. */
export function createQueries(deps: AppDeps): Queries {
  const { host, engine } = deps
  return {
    host: () => host.facts.host(),
    doctor: async () => diagnose(await host.facts.doctor()),
    vms: () => host.vms.list(),
    vm: async (nameOrUuid) => viewVm(deps, await findVm(host.vms, nameOrUuid)),
    async vmXml(nameOrUuid) {
      return host.vms.definition((await findVm(host.vms, nameOrUuid)).uuid)
    },
    async vmLog(nameOrUuid, maxLines) {
      return host.vms.log((await findVm(host.vms, nameOrUuid)).name, maxLines)
    },
    history: async (nameOrUuid) => (await findHistory(deps, nameOrUuid)).history,
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
    jobs: ({ limit, openOnly }) => engine.list(openOnly ? { limit, state: openJobStates } : { limit }),
    job(id) {
      const job = engine.get(id)
      if (!job) throw notFound({ type: 'job', name: id }, 'kiste job list')
      return job
    },
    jobLog: (id) => engine.log(id).lines,
  }
}

async function viewVm({ host }: AppDeps, vm: VmFacts): Promise<VmView> {
  const running = vm.status.state === 'running'
  const place = vm.managed ? (await host.stores.places()).find(({ uuid }) => uuid === vm.uuid) : undefined
  const [addresses, sizes] = await Promise.all([
    running ? host.vms.addresses(vm.uuid) : [],
    Promise.all(
      vm.disks.map(async (disk) => {
        if (!place || disk.device !== 'disk' || !disk.source) return []
        const size = await host.stores.get(place.store).diskSize(place.vm, diskName(disk.source))
        return size ? [{ target: disk.target, ...size }] : []
      }),
    ),
  ])
  return { ...vm, ...(place ? { store: place.store } : {}), addresses, diskSizes: sizes.flat() }
}

function notFound(object: ObjectRef, look: string): Error {
  return problemError({
    code: 'not_found',
    object,
    message: `There is no ${object.type} ${JSON.stringify(object.name)}.`,
    hint: `See what there is: ${look}`,
  })
}
