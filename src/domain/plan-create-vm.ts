import { chooseSeed, userOf } from './choose-seed.ts'
import { chooseLink } from './choose-link.ts'
import type { SeedDocuments } from './cloud-init.ts'
import { chooseDisks } from './choose-disks.ts'
import { usualKind, type DiskPlace } from './disk.ts'
import type { Image } from './image.ts'
import type { CatalogueEntry } from './image-catalogue.ts'
import { checkName, nameTaken } from './name.ts'
import type { NicDefinition, PortForward } from './nic.ts'
import { asBytes, asMiB, checkWhole } from './number-check.ts'
import { checkForwards } from './port-forward.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, MiB } from './size.ts'
import { checkRoom, spaceNotes } from './store-space.ts'
import { chooseStore, type StoreFacts } from './store.ts'
import { usualSizes, type Sizes } from './usual-sizes.ts'
import type { VmDefinition } from './vm-definition.ts'
import type { Accelerator, Arch, VmFacts } from './vm.ts'

/** What a person asks for; what they leave out gets a default that suits the host. */
export interface CreateWish {
  readonly name: string
  readonly image?: string | undefined
  /** If the image is not there, the entry of the catalogue that has its name is fetched first. */
  readonly pull?: boolean | undefined
  /** Where its disks are made. */
  readonly store?: string | undefined
  readonly cpus?: number | undefined
  readonly memoryMiB?: number | undefined
  readonly diskBytes?: number | undefined
  /** All of its disk's room is set aside at once, so that it never finds its store full. */
  readonly thick?: boolean | undefined
  readonly user?: string | undefined
  readonly passwordHash?: string | undefined
  readonly sshKeys?: readonly string[] | undefined
  readonly packages?: readonly string[] | undefined
  readonly userData?: string | undefined
  readonly publish?: readonly PortForward[] | undefined
  readonly network?: string | undefined
  readonly firmware?: 'uefi' | 'bios' | undefined
  readonly autostart?: boolean | undefined
  readonly start?: boolean | undefined
}

export interface CreateFacts {
  readonly vms: readonly VmFacts[]
  /** Names that have a place in the store, known to libvirt or not. */
  readonly placeNames: readonly string[]
  /** The image; one that is to be fetched as it will be. */
  readonly image: Image | undefined
  /** What is to be fetched for it. */
  readonly fetch?: CatalogueEntry | undefined
  readonly imageIds: readonly string[]
  readonly defaults: HostDefaults
  readonly stores: readonly StoreFacts[]
  /** Wished host ports that something listens on, as `tcp/2222`. */
  readonly busyPorts: readonly string[]
  /** The place it would have in a store of that name. */
  readonly placeIn: (store: string) => PlaceFor
  /** Made up outside, since planning knows no chance. */
  readonly fresh: { readonly uuid: string; readonly mac: string; readonly now: string }
}

export interface HostDefaults {
  readonly accelerator: Accelerator
  readonly arch: Arch
  readonly machine: string
  readonly uefi: boolean
  readonly link: NicDefinition['link']
  readonly memoryTotalMiB: number
  readonly cpuThreads: number
}

/** The paths a VM of this name would have. */
export interface PlaceFor {
  readonly nvramPath: string
  readonly seedPath: string
  readonly consoleLogPath: string
  disk: DiskPlace['disk']
  /** Where the medium of an ISO image is. */
  imagePath(image: string): string
}

export interface CreatePlan {
  /** What its image is made of, which is not there yet. */
  readonly fetch?: CatalogueEntry | undefined
  readonly store: string
  readonly definition: VmDefinition
  readonly rootDisk: {
    readonly name: string
    readonly sizeBytes: number
    readonly from: ({ readonly type: 'blank' } | { readonly type: 'image'; readonly image: string }) & {
      readonly thick?: true | undefined
    }
  }
  readonly seed: SeedDocuments | null
  readonly start: boolean
  readonly notes: readonly string[]
}

const maxCpus = 255
const minMemoryMiB = 64
const minDiskBytes = MiB

/** Decides everything about a new VM, or returns everything that stands in its way. */
export function planCreateVm(wish: CreateWish, facts: CreateFacts): Checked<CreatePlan> {
  const store = chooseStore(wish.store, facts.stores)
  const sizes = chooseSizes(wish, facts, store.ok ? store.value : undefined)
  const link = chooseLink(wish, facts)
  const seed = chooseSeed(wish, facts)
  const problems = [
    ...checkNewName(wish.name, facts),
    ...checkImage(wish, facts),
    ...(store.ok ? checkSizes(sizes, facts, store.value) : store.problems),
    ...(store.ok && wish.thick === true ? checkRoom('The root disk', sizes.diskBytes, store.value) : []),
    ...(link.ok ? [] : link.problems),
    ...(seed.ok ? [] : seed.problems),
    ...checkForwards(wish.publish ?? [], facts),
  ]
  if (problems.length > 0 || !store.ok || !link.ok || !seed.ok) return refused(...problems)
  const place = facts.placeIn(store.value.name)

  const definition: VmDefinition = {
    uuid: facts.fresh.uuid,
    name: wish.name,
    arch: facts.defaults.arch,
    machine: facts.defaults.machine,
    accelerator: facts.defaults.accelerator,
    cpus: sizes.cpus,
    memoryMiB: sizes.memoryMiB,
    firmware:
      chooseFirmware(wish, facts) === 'uefi'
        ? { type: 'uefi', secureBoot: false, nvramPath: place.nvramPath }
        : { type: 'bios' },
    disks: chooseDisks(facts.image, place, usualKind(store.value), seed.value !== null),
    nics: [{ mac: facts.fresh.mac, link: link.value }],
    consoleLogPath: place.consoleLogPath,
    autostart: wish.autostart ?? false,
    made: {
      at: facts.fresh.now,
      ...(facts.image ? { image: facts.image.id } : {}),
      ...(seed.value ? { user: userOf(wish, facts) } : {}),
    },
  }
  const onImage = facts.image?.kind === 'disk' ? facts.image.id : undefined
  return valid({
    ...(facts.fetch ? { fetch: facts.fetch } : {}),
    store: store.value.name,
    definition,
    rootDisk: {
      name: 'root',
      sizeBytes: sizes.diskBytes,
      from: {
        ...(onImage === undefined ? { type: 'blank' } : { type: 'image', image: onImage }),
        ...(wish.thick === true ? { thick: true } : {}),
      },
    },
    seed: seed.value,
    start: wish.start ?? true,
    notes: notesOn(wish, sizes, facts, store.value),
  })
}

/** Problems of a name for a new VM. */
export function checkNewName(
  name: string,
  facts: { readonly vms: readonly { readonly name: string }[]; readonly placeNames: readonly string[] },
): Problem[] {
  const checked = checkName(name, 'a VM')
  if (!checked.ok) return [...checked.problems]
  // Folder names and host names do not tell case apart everywhere, so two VMs may not differ only in it.
  const same = (other: string) => other.toLowerCase() === name.toLowerCase()
  const vm = facts.vms.find((other) => same(other.name))
  if (vm) return [nameTaken('a VM', vm.name, 'vm')]
  if (facts.placeNames.some(same))
    return [
      {
        code: 'already_exists',
        field: 'name',
        object: { type: 'store', name },
        message: `The store already has a folder named ${name}, though no VM of that name is known.`,
        hint: 'Choose another name, or look into that folder and move it away.',
      },
    ]
  return []
}

function checkImage(wish: CreateWish, facts: CreateFacts): Problem[] {
  if (wish.image === undefined) return []
  const object = { type: 'image', name: wish.image } as const
  if (!facts.image) {
    const have =
      facts.imageIds.length === 0
        ? 'The store has no images yet.'
        : `The store has: ${facts.imageIds.join(', ')}.`
    return [
      {
        code: 'not_found',
        field: 'image',
        object,
        message: `There is no image named ${JSON.stringify(wish.image)}. ${have}`,
        hint: 'See what can be had with `kiste image catalogue`, or make one with `kiste image build debian`.',
      },
    ]
  }
  if (facts.image.arch === facts.defaults.arch) return []
  return [
    {
      code: 'not_supported',
      field: 'image',
      object,
      message: `${facts.image.id} is made for ${facts.image.arch}, and this host is ${facts.defaults.arch}.`,
    },
  ]
}

function chooseSizes(wish: CreateWish, facts: CreateFacts, store: StoreFacts | undefined): Sizes {
  const { defaults, image } = facts
  const imageBytes = image?.kind === 'disk' ? image.virtualSizeBytes : 0
  const usual = usualSizes({ ...defaults, imageBytes, storeBytes: store?.totalBytes })
  return {
    cpus: wish.cpus ?? usual.cpus,
    memoryMiB: wish.memoryMiB ?? usual.memoryMiB,
    diskBytes: wish.diskBytes ?? usual.diskBytes,
  }
}

function checkSizes(sizes: Sizes, facts: CreateFacts, store: StoreFacts): Problem[] {
  const { image, defaults } = facts
  const imageBytes = image?.kind === 'disk' ? image.virtualSizeBytes : minDiskBytes
  return [
    ...checkWhole(sizes.cpus, { field: 'cpus', what: 'The number of CPUs', min: 1, max: maxCpus }),
    ...checkWhole(sizes.memoryMiB, {
      field: 'memoryMiB',
      what: 'The memory',
      min: minMemoryMiB,
      max: defaults.memoryTotalMiB,
      show: asMiB,
      hint: `This host has ${defaults.memoryTotalMiB} MiB in all.`,
    }),
    ...checkWhole(sizes.diskBytes, {
      field: 'diskBytes',
      what: 'The disk',
      min: imageBytes,
      max: store.totalBytes,
      show: asBytes,
      hint: `${image ? `${image.id} needs at least ${formatBytes(imageBytes)}, and the` : 'The'} store ${store.name} holds ${formatBytes(store.totalBytes)} in all.`,
    }),
  ]
}

function chooseFirmware(wish: CreateWish, facts: CreateFacts): 'uefi' | 'bios' {
  return wish.firmware ?? (facts.defaults.uefi ? 'uefi' : 'bios')
}

function notesOn(wish: CreateWish, sizes: Sizes, facts: CreateFacts, store: StoreFacts): string[] {
  const { defaults, image } = facts
  const notes: string[] = []
  if (defaults.accelerator === 'tcg')
    notes.push('KVM does not work on this host, so the VM is emulated and slow.')
  if (sizes.cpus > defaults.cpuThreads)
    notes.push(`It has more CPUs than the host has threads (${defaults.cpuThreads}).`)
  if (sizes.diskBytes > store.freeBytes)
    notes.push(
      `The disk may grow beyond what is free in ${store.name} now (${formatBytes(store.freeBytes)}).`,
    )
  notes.push(...spaceNotes(store))
  if (image?.cloudInit === true && (wish.sshKeys ?? []).length === 0 && wish.passwordHash === undefined)
    notes.push('No SSH key and no password were given: only the guest agent gets in (kiste vm exec).')
  return notes
}
