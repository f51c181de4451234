import type { Image } from './image.ts'
import { problemError } from './problem.ts'
import { MiB } from './size.ts'
import type { Arch } from './vm.ts'

/** A cloud image that a distribution publishes, for one architecture. */
export interface CatalogueEntry {
  /** What people type, e.g. `debian-12`; the same for every architecture. */
  readonly id: string
  readonly title: string
  readonly arch: Arch
  readonly url: string
  readonly checksums: PublishedChecksums
  /** The account cloud-init makes unless the user names another. */
  readonly defaultUser: string
  readonly cloudInit: boolean
  readonly minDiskMiB: number
  readonly minMemoryMiB: number
  readonly firmware: readonly ('uefi' | 'bios')[]
}

/** Where the distribution says what the file's checksum is, and who signs that statement. */
export interface PublishedChecksums {
  readonly url: string
  readonly algorithm: 'sha256' | 'sha512'
  readonly signature: PublishedSignature
}

export type PublishedSignature =
  | { readonly type: 'none' }
  /** A signature in a file of its own. */
  | { readonly type: 'detached'; readonly url: string; readonly keyring: string }
  /** The checksum file is itself a signed message. */
  | { readonly type: 'clearsigned'; readonly keyring: string }

type Release = Omit<CatalogueEntry, 'arch' | 'url' | 'checksums'> & {
  /** Folder and file name with `{arch}`, as the distribution spells architectures. */
  readonly folder: string
  readonly file: string
  readonly arches: Readonly<Partial<Record<Arch, string>>>
  readonly sums: string
  readonly algorithm: PublishedChecksums['algorithm']
  readonly signed?: {
    readonly how: 'detached' | 'clearsigned'
    readonly suffix?: string
    readonly keyring: string
  }
}

const debArches = { x86_64: 'amd64', aarch64: 'arm64' } as const
const kernelArches = { x86_64: 'x86_64', aarch64: 'aarch64' } as const

function debian(version: number, codename: string): Release {
  return {
    id: `debian-${version}`,
    title: `Debian ${version} (${codename})`,
    folder: `https://cloud.debian.org/images/cloud/${codename}/latest/`,
    file: `debian-${version}-genericcloud-{arch}.qcow2`,
    arches: debArches,
    sums: 'SHA512SUMS',
    algorithm: 'sha512',
    defaultUser: 'debian',
    cloudInit: true,
    minDiskMiB: 3072,
    minMemoryMiB: 512,
    firmware: ['uefi', 'bios'],
  }
}

function ubuntu(version: string, codename: string): Release {
  return {
    id: `ubuntu-${version}`,
    title: `Ubuntu ${version} LTS`,
    folder: `https://cloud-images.ubuntu.com/releases/${codename}/release/`,
    file: `ubuntu-${version}-server-cloudimg-{arch}.img`,
    arches: debArches,
    sums: 'SHA256SUMS',
    algorithm: 'sha256',
    signed: { how: 'detached', suffix: '.gpg', keyring: 'ubuntu-cloudimage' },
    defaultUser: 'ubuntu',
    cloudInit: true,
    minDiskMiB: 4096,
    minMemoryMiB: 1024,
    firmware: ['uefi', 'bios'],
  }
}

function fedora(version: number, compose: string): Release {
  return {
    id: `fedora-${version}`,
    title: `Fedora Cloud ${version}`,
    folder: `https://download.fedoraproject.org/pub/fedora/linux/releases/${version}/Cloud/{arch}/images/`,
    file: `Fedora-Cloud-Base-Generic-${version}-${compose}.{arch}.qcow2`,
    arches: kernelArches,
    sums: `Fedora-Cloud-${version}-${compose}-{arch}-CHECKSUM`,
    algorithm: 'sha256',
    signed: { how: 'clearsigned', keyring: `fedora-${version}` },
    defaultUser: 'fedora',
    cloudInit: true,
    minDiskMiB: 5120,
    minMemoryMiB: 1024,
    firmware: ['uefi', 'bios'],
  }
}

function alpine(branch: string, patch: number): Release {
  const file = `nocloud_alpine-${branch}.${patch}-{arch}-uefi-cloudinit-r0.qcow2`
  return {
    id: `alpine-${branch}`,
    title: `Alpine Linux ${branch}`,
    folder: `https://dl-cdn.alpinelinux.org/alpine/v${branch}/releases/cloud/`,
    file,
    arches: kernelArches,
    sums: `${file}.sha512`,
    algorithm: 'sha512',
    defaultUser: 'alpine',
    cloudInit: true,
    minDiskMiB: 512,
    minMemoryMiB: 256,
    firmware: ['uefi'],
  }
}

const releases: readonly Release[] = [
  debian(12, 'bookworm'),
  debian(13, 'trixie'),
  ubuntu('22.04', 'jammy'),
  ubuntu('24.04', 'noble'),
  ubuntu('26.04', 'resolute'),
  fedora(43, '1.6'),
  fedora(44, '1.7'),
  alpine('3.22', 4),
  alpine('3.23', 4),
]

/** The official cloud images, an entry for each release and architecture. */
export const officialCatalogue: readonly CatalogueEntry[] = releases.flatMap(entriesOf)

function entriesOf(release: Release): CatalogueEntry[] {
  const { folder, file, arches, sums, algorithm, signed, ...common } = release
  return Object.entries(arches).map(([arch, spelled]) => {
    const at = (name: string) => (folder + name).replaceAll('{arch}', spelled)
    const signature = !signed
      ? { type: 'none' as const }
      : signed.how === 'clearsigned'
        ? { type: 'clearsigned' as const, keyring: signed.keyring }
        : { type: 'detached' as const, url: at(sums + (signed.suffix ?? '')), keyring: signed.keyring }
    return {
      ...common,
      arch: arch as Arch,
      url: at(file),
      checksums: { url: at(sums), algorithm, signature },
    }
  })
}

/** What can be pulled for this architecture. */
export function catalogueFor(catalogue: readonly CatalogueEntry[], arch: Arch): readonly CatalogueEntry[] {
  return catalogue.filter((entry) => entry.arch === arch)
}

/** The entry people mean; rejects with the ids there are. */
export function findEntry(catalogue: readonly CatalogueEntry[], id: string, arch: Arch): CatalogueEntry {
  const choice = catalogueFor(catalogue, arch)
  const entry = choice.find((entry) => entry.id === id)
  if (entry) return entry
  throw problemError({
    code: 'not_found',
    message: `The catalogue has no image ${JSON.stringify(id)} for ${arch}.`,
    object: { type: 'image', name: id },
    hint: `There are: ${choice.map((entry) => entry.id).join(', ') || 'none'}.`,
  })
}

/** What is known of the image of an entry before it was fetched. */
export function imageToBe(entry: CatalogueEntry, addedAt: string): Image {
  const { id, title, arch, url, defaultUser, cloudInit, minDiskMiB } = entry
  return {
    id,
    title,
    arch,
    kind: 'disk',
    virtualSizeBytes: minDiskMiB * MiB,
    fileSizeBytes: 0,
    sha256: '',
    addedAt,
    origin: { type: 'catalogue', entry: id, url, signature: { state: 'none-published' } },
    defaultUser,
    cloudInit,
  }
}

/**
 * The same catalogue served from elsewhere: every `https://host/path` becomes `<base>/host/path`, so that a folder of hosts
 * mirrored with `wget -x` can stand in for all of them.
 */
export function servedFrom(catalogue: readonly CatalogueEntry[], base: string): readonly CatalogueEntry[] {
  const root = base.replace(/\/+$/, '')
  const move = (url: string) => url.replace(/^https?:\/\//, `${root}/`)
  return catalogue.map((entry) => {
    const { checksums } = entry
    const { signature } = checksums
    return {
      ...entry,
      url: move(entry.url),
      checksums: {
        ...checksums,
        url: move(checksums.url),
        signature: signature.type === 'detached' ? { ...signature, url: move(signature.url) } : signature,
      },
    }
  })
}
