import type { CreatePoolFacts, CreatePoolWish } from './plan-create-pool.ts'
import type { Problem } from './problem.ts'
import { zfsHas } from './zfs-version.ts'

/** Problems of all that is wished for a new pool besides its name and drives. */
export function checkCreateOptions(
  wish: Pick<CreatePoolWish, 'compression' | 'encryption' | 'compatibility'> & {
    readonly mountpoint: string
  },
  facts: Pick<CreatePoolFacts, 'zfs' | 'occupiedPaths'>,
): Problem[] {
  return [
    ...checkMountpoint(wish.mountpoint, facts.occupiedPaths),
    ...checkEncryption(wish.encryption),
    ...checkCompatibility(wish.compatibility, facts),
    ...checkCompression(wish),
  ]
}

/** Folders of the system that a pool must not cover. */
const systemPaths =
  /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr|var(\/(lib|log|tmp|cache|spool))?)?$/

function checkMountpoint(mountpoint: string, occupied: readonly string[]): Problem[] {
  if (mountpoint === 'none') return []
  const bad = (message: string, hint: string): Problem[] => [
    { code: 'invalid_input', field: 'mountpoint', message, hint },
  ]
  const hint = 'Name a folder of its own, such as /tank or /srv/tank, or none.'
  if (!isPlainPath(mountpoint)) return bad(`${JSON.stringify(mountpoint)} is not an absolute path.`, hint)
  if (systemPaths.test(mountpoint))
    return bad(`${mountpoint} belongs to the system; a pool there would cover it.`, hint)
  if (occupied.includes(mountpoint))
    return [
      {
        code: 'in_use',
        field: 'mountpoint',
        object: { type: 'file', name: mountpoint },
        message: `${mountpoint} is there already and is not empty; the pool would cover it.`,
        hint,
      },
    ]
  return []
}

/** Absolute, without `.`, `..`, doubled slashes, one at the end, or anything that is no visible character. */
function isPlainPath(path: string): boolean {
  return (
    /^(\/[^/\p{C}]+)+$/u.test(path) &&
    !path.split('/').some((part) => part === '.' || part === '..') &&
    path.length < 256
  )
}

function checkEncryption(encryption: CreatePoolWish['encryption']): Problem[] {
  if (encryption?.key !== 'file' || isPlainPath(encryption.path)) return []
  return [
    {
      code: 'invalid_input',
      field: 'encryption.path',
      message: `${JSON.stringify(encryption.path)} is not an absolute path to a key file.`,
      hint: 'Name a file that only root can read, such as /etc/zfs/keys/tank.',
    },
  ]
}

function checkCompatibility(name: string | undefined, { zfs }: Pick<CreatePoolFacts, 'zfs'>): Problem[] {
  if (name === undefined) return []
  if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name))
    return [
      {
        code: 'invalid_input',
        field: 'compatibility',
        message: `${JSON.stringify(name)} is not the name of a set of features.`,
        hint: 'See /usr/share/zfs/compatibility.d: for example openzfs-2.1-linux.',
      },
    ]
  if (zfsHas(zfs, 'draid')) return []
  return [
    unsupported('compatibility', `Sets of features need ZFS 2.1, and this host has ${zfs.module.text}.`),
  ]
}

function checkCompression(wish: Pick<CreatePoolWish, 'compression' | 'compatibility'>): Problem[] {
  if (wish.compression !== 'zstd') return []
  if (
    wish.compatibility !== undefined &&
    /^(zol-|compat-20(18|19|20)|freenas|grub2)/.test(wish.compatibility)
  )
    return [unsupported('compression', `A pool that ${wish.compatibility} can read cannot use zstd.`)]
  return []
}

function unsupported(field: string, message: string): Problem {
  return { code: 'not_supported', field, message }
}
