import { problemError, type ObjectRef } from '../../../domain/problem.ts'
import type { VmPlace } from '../../store-host.ts'
import { storeName } from '../../store-names.ts'
import { rawFileName } from '../../../domain/disk.ts'
import { linkedName } from '../../../domain/zvol-link.ts'

/** Where everything is in the store of a pool. VMs stand at the top; what is Kiste's own begins with a dot, which no VM's name does. */
export interface StoreLayout {
  readonly pool: string
  /** The dataset that is the store: `tank/kiste`. */
  readonly root: string
  /** Where it is mounted; all else below it as ZFS inherits it. */
  readonly mountpoint: string
  /** Deleted VMs, read-only. */
  readonly bin: string
  /** Lines that VMs have left, by the VM's uuid, read-only. */
  readonly branches: string
  /** A volume an image; disks are clones of it. Read-only. */
  readonly images: string
  /** What is half-made or half-removed: swept when the store is used for the first time. */
  readonly scratch: string
  /** Space that is set aside so that deleting always works. */
  readonly reserve: string
  /** A VM's file system; its volumes are right below. */
  vm(vm: string): string
  binned(id: string): string
  branchesOf(uuid: string): string
  branch(uuid: string, branch: string): string
  image(id: string, sha256: string): string
  /** A line that is made whole before it becomes the current one. */
  newLine(uuid: string, vm: string): string
  /** What a VM's removal has taken out of sight. */
  gone(uuid: string, what?: 'branches' | { readonly branch: string }): string
  half(what: 'image' | 'copy' | 'read', id: string): string
  place(vm: string): VmPlace
  binPlace(id: string): VmPlace
  /** Where a file system of the store is mounted. */
  pathOf(dataset: string): string
  /** Where udev puts the link to a volume's device. */
  deviceOf(volume: string): string
  /** Where the file of a disk is that is a file system. */
  fileOf(disk: string): string
}

export interface LayoutBases {
  /** Below which stores are mounted. */
  readonly mounts: string
  /** Below which udev keeps the links to volumes. */
  readonly devices: string
}

export const systemBases: LayoutBases = { mounts: '/var/lib/kiste/stores', devices: '/dev/zvol' }

/** What is in a store besides VMs, by what it is for. */
export const storeParts = {
  bin: '.bin',
  branches: '.branches',
  images: '.images',
  scratch: '.tmp',
  reserve: '.reserve',
} as const

/** Pure names and paths. Names that cannot be part of a dataset's are refused with `invalid_input`. */
export function storeLayout(pool: string, bases: LayoutBases = systemBases): StoreLayout {
  const root = `${pool}/kiste`
  const mountpoint = `${bases.mounts}/${pool}`
  const part = (name: keyof typeof storeParts) => `${root}/${storeParts[name]}`
  const scratch = (name: string) => `${part('scratch')}/${name}`
  const pathOf = (dataset: string) => `${mountpoint}${dataset.slice(root.length)}`
  const deviceOf = (volume: string) => `${bases.devices}/${linkedName(volume)}`
  const fileOf = (disk: string) => `${pathOf(disk)}/${rawFileName}`
  const placeAt = (dataset: string, vm: string): VmPlace => ({
    vm,
    path: pathOf(dataset),
    roots: [pathOf(dataset), deviceOf(dataset)],
    nvramPath: `${pathOf(dataset)}/nvram.fd`,
    seedPath: `${pathOf(dataset)}/seed.iso`,
    consoleLogPath: `${pathOf(dataset)}/console.log`,
    disk: (name, kind) => {
      const disk = `${dataset}/${step('disk', name)}`
      if (kind === 'volume') return { source: { type: 'block', path: deviceOf(disk) }, format: 'raw' }
      // ZFS from 2.3 on lets the guest change pages that it is writing, and stalls (zfs#18610).
      return { source: { type: 'file', path: fileOf(disk) }, format: 'raw', hostCached: true }
    },
  })
  const layout: StoreLayout = {
    pool,
    root,
    mountpoint,
    bin: part('bin'),
    branches: part('branches'),
    images: part('images'),
    scratch: part('scratch'),
    reserve: part('reserve'),
    vm: (vm) => `${root}/${step('vm', vm)}`,
    binned: (id) => `${part('bin')}/${step('bin', id)}`,
    branchesOf: (uuid) => `${part('branches')}/${step('vm', uuid)}`,
    branch: (uuid, branch) => `${layout.branchesOf(uuid)}/${step('branch', branch)}`,
    image: (id, sha256) => `${part('images')}/${step('image', `${id}-${sha256.slice(0, 12)}`)}`,
    newLine: (uuid, vm) => scratch(`line-${step('vm', uuid)}-${step('vm', vm)}`),
    gone: (uuid, what) => scratch(`gone-${step('vm', uuid)}${goneSuffix(what)}`),
    half: (what, id) => scratch(`${what}-${step('disk', id)}`),
    place: (vm) => placeAt(layout.vm(vm), vm),
    binPlace: (id) => placeAt(layout.binned(id), id),
    pathOf,
    deviceOf,
    fileOf,
  }
  return layout
}

function goneSuffix(what: 'branches' | { readonly branch: string } | undefined): string {
  if (what === undefined) return ''
  return what === 'branches' ? '-branches' : `-branch-${step('branch', what.branch)}`
}

/** One step of a dataset's name, made of what a person or a plan named something. ZFS takes fewer characters than file systems do. */
function step(type: ObjectRef['type'], name: string): string {
  storeName(type, name)
  if (/^[A-Za-z0-9._:-]+$/.test(name)) return name
  throw problemError({
    code: 'invalid_input',
    message: `${JSON.stringify(name.slice(0, 80))} cannot be part of a dataset's name.`,
    object: { type, name: name.slice(0, 80) },
    hint: 'Use letters, digits and - . _ : and begin with a letter or digit.',
  })
}

/** A name that a person or a plan gave a snapshot or a hold, checked to be fit for one. */
export function labelStep(name: string): string {
  return step('snapshot', name)
}

/** What a dataset of a store is, by its name alone. */
export type Seat =
  | { readonly in: 'vms'; readonly vm: string; readonly disk?: string | undefined }
  | { readonly in: 'bin'; readonly id: string; readonly disk?: string | undefined }
  | {
      readonly in: 'branches'
      readonly uuid: string
      readonly branch: string
      readonly disk?: string | undefined
    }
  | { readonly in: 'images'; readonly name: string }
  | { readonly in: 'scratch'; readonly name: string; readonly disk?: string | undefined }
  /** Outside, deeper than anything of ours, or one of the containers. */
  | { readonly in: 'none' }

export function seatOf({ root }: Pick<StoreLayout, 'root'>, dataset: string): Seat {
  if (!dataset.startsWith(`${root}/`)) return { in: 'none' }
  const [first = '', second, third, fourth, ...rest] = dataset.slice(root.length + 1).split('/')
  const none = { in: 'none' } as const
  if (!first.startsWith('.')) return third === undefined ? { in: 'vms', vm: first, ...disk(second) } : none
  if (second === undefined || rest.length > 0) return none
  switch (first) {
    case storeParts.bin:
      return fourth === undefined ? { in: 'bin', id: second, ...disk(third) } : none
    case storeParts.branches:
      return third === undefined ? none : { in: 'branches', uuid: second, branch: third, ...disk(fourth) }
    case storeParts.images:
      return third === undefined ? { in: 'images', name: second } : none
    case storeParts.scratch:
      return fourth === undefined ? { in: 'scratch', name: second, ...disk(third) } : none
    default:
      return none
  }
}

const disk = (name: string | undefined) => (name === undefined ? {} : { disk: name })
