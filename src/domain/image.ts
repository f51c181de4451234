import type { Arch } from './vm.ts'

/** What a VM can be made from, kept in a store. */
export interface Image {
  /** Unique in its store, e.g. `debian-12`. */
  readonly id: string
  readonly title: string
  readonly arch: Arch
  readonly kind: 'disk' | 'iso'
  /** How big a disk made from it is at least. */
  readonly virtualSizeBytes: number
  /** What it takes on disk. */
  readonly fileSizeBytes: number
  /** SHA-256 of the stored file, hex. */
  readonly sha256: string
  /** ISO 8601, UTC. */
  readonly addedAt: string
  readonly origin: ImageOrigin
  /** The account cloud-init makes unless the user names another. */
  readonly defaultUser?: string | undefined
  /** Whether cloud-init runs in it, so that user, keys and packages can be set. */
  readonly cloudInit: boolean
}

export type ImageOrigin =
  | {
      readonly type: 'catalogue'
      readonly entry: string
      readonly url: string
      readonly signature: SignatureCheck
    }
  | { readonly type: 'built'; readonly recipe: string; readonly digest: string }
  | { readonly type: 'imported'; readonly from: string }

/** Whether somebody vouched for the checksum: a good signature, none published, or one that could not be checked here. */
export type SignatureCheck =
  | { readonly state: 'good'; readonly by: string }
  | { readonly state: 'none-published' }
  | { readonly state: 'not-checked'; readonly because: string }
