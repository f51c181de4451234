import { imageToBe } from '../domain/image-catalogue.ts'
import { planCreateVm, type CreateWish, type PlaceFor } from '../domain/plan-create-vm.ts'
import type { Host } from '../host/host.ts'
import type { CreateRequest, PlannedChange } from './app.ts'
import { busyPorts } from './busy-ports.ts'
import type { AppDeps } from './deps.ts'
import { catalogueHere } from './images.ts'
import { freshMac } from './fresh.ts'
import { sha512Crypt } from './password-hash.ts'
import { newVmMemory } from './start-memory.ts'
import { plannedChange } from './planned-change.ts'

/** Looks at the host, decides everything about the new VM, and returns the change to show or submit. */
export async function createVm(deps: AppDeps, request: CreateRequest): Promise<PlannedChange> {
  const { host } = deps
  const wish = withHash(request, deps)
  const [vms, places, images, defaults, stores, busy] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    host.images.list(),
    host.facts.defaults(),
    host.stores.list(),
    busyPorts(host.facts, wish.publish ?? []),
  ])
  const now = deps.now().toISOString()
  const there = images.find((image) => image.id === wish.image)
  const fetch =
    wish.pull === true && !there
      ? (await catalogueHere(deps)).find((entry) => entry.id === wish.image)
      : undefined
  const macs = new Set(vms.flatMap((vm) => vm.nics.map((nic) => nic.mac)))
  const plan = planCreateVm(wish, {
    vms,
    placeNames: places.map((place) => place.vm),
    image: fetch ? imageToBe(fetch, now) : there,
    fetch,
    imageIds: images.map((image) => image.id),
    defaults,
    stores,
    busyPorts: busy,
    placeIn: (store) => placeFor(host, store, wish.name),
    fresh: { uuid: deps.randomUuid(), mac: freshMac(deps, macs), now },
  })
  const { memoryMiB } = plan.ok ? plan.value.definition : { memoryMiB: 0 }
  const memory =
    plan.ok && plan.value.start ? await newVmMemory(host, { name: wish.name, memoryMiB }, vms) : plan
  return plannedChange(deps.engine, 'vm.create', memory.ok ? plan : memory)
}

// Asked for only once the name is known to be good, so that a bad name never becomes a path.
function placeFor(host: Host, store: string, name: string): PlaceFor {
  const place = () => host.stores.get(store).place(name)
  return {
    get nvramPath() {
      return place().nvramPath
    },
    get seedPath() {
      return place().seedPath
    },
    get consoleLogPath() {
      return place().consoleLogPath
    },
    disk: (...disk) => place().disk(...disk),
    imagePath: (image) => host.images.mediumPath(image),
  }
}

function withHash({ password, ...wish }: CreateRequest, deps: AppDeps): CreateWish {
  return password === undefined
    ? wish
    : { ...wish, passwordHash: sha512Crypt(password, deps.randomBytes(16)) }
}
