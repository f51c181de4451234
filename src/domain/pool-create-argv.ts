import { isFlash } from './drive-media.ts'
import type { Drive } from './drive.ts'
import type { PoolLayout } from './pool-layout.ts'
import { layoutWords } from './pool-layout.ts'
import { zpool, type PoolCommand } from './pool-plan.ts'

/** How the root dataset is encrypted, if it is. The key itself is in no plan. */
export type PoolEncryption =
  /** Asked for at each boot. */
  | { readonly key: 'prompt' }
  /** Read from a file of this host at boot. */
  | { readonly key: 'file'; readonly path: string; readonly format: 'raw' | 'hex' | 'passphrase' }

export const compressions = ['lz4', 'zstd', 'off'] as const
export type Compression = (typeof compressions)[number]

export interface CreateArgv {
  readonly name: string
  readonly layout: PoolLayout
  readonly drives: readonly Drive[]
  readonly compression: Compression
  /** An absolute path, or `none`. */
  readonly mountpoint: string
  readonly encryption?: PoolEncryption | undefined
  readonly compatibility?: string | undefined
  readonly force: boolean
  /** Noted on the root dataset, so that the pool can be told from any other of its name. */
  readonly mark: string
}

/** The property of a root dataset that says which plan made its pool. */
export const markProperty = 'kiste:made-by'

/**
 * The `zpool create` of a new pool. What it sets, and why:
 * - `ashift` from the drives: ZFS believes drives of 4 KiB that say 512, and it is for good.
 * - `autotrim` where all drives are SSDs; hard disks have nothing to trim, and virtual ones are trimmed when asked.
 * - `cachefile`: pools in it are imported before VMs start.
 * - `atime=off`, since reading is not to write; `xattr=sa` with `dnodesize=auto` keeps attributes in the file's own block;
 *   `acltype=posixacl` as every Linux file system has it.
 * - `canmount=off`: nothing is written into the root dataset, and no folder is made on the system's disk while the pool is away.
 * - No `normalization`: it brings `utf8only`, which refuses names that other systems allow, and it can never be undone.
 */
export function createCommand(wish: CreateArgv): PoolCommand {
  const pool = {
    ashift: String(wish.layout.ashift),
    ...(wish.drives.every((drive) => isFlash(drive) && drive.supportsTrim) ? { autotrim: 'on' } : {}),
    cachefile: '/etc/zfs/zpool.cache',
    ...(wish.compatibility === undefined ? {} : { compatibility: wish.compatibility }),
  }
  const root = {
    compression: wish.compression,
    atime: 'off',
    xattr: 'sa',
    acltype: 'posixacl',
    dnodesize: 'auto',
    canmount: 'off',
    mountpoint: wish.mountpoint,
    [markProperty]: wish.mark,
    ...encryptionOf(wish.encryption),
  }
  const options = [
    ...(wish.force ? ['-f'] : []),
    ...Object.entries(pool).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...Object.entries(root).flatMap(([key, value]) => ['-O', `${key}=${value}`]),
  ]
  return {
    title: `Make the pool ${wish.name}`,
    argv: zpool('create', options, [wish.name, ...layoutWords(wish.layout.groups)]),
    until: { is: 'made', mark: wish.mark },
    undo: [{ when: { is: 'made', mark: wish.mark }, argv: zpool('destroy', [], [wish.name]) }],
    ...(wish.encryption?.key === 'prompt' ? { input: 'passphrase' } : {}),
  }
}

function encryptionOf(encryption: PoolEncryption | undefined): Readonly<Record<string, string>> {
  if (encryption === undefined) return {}
  const key =
    encryption.key === 'prompt'
      ? { keyformat: 'passphrase', keylocation: 'prompt' }
      : { keyformat: encryption.format, keylocation: `file://${encryption.path}` }
  return { encryption: 'aes-256-gcm', ...key }
}
