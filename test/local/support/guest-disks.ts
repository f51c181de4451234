import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { here } from '../../../src/host/exec.ts'
import { commandLine } from '../../../src/host/guest-files/quote.ts'
import { createDisk } from '../../../src/host/images/qemu-img.ts'
import { applianceCache } from './appliance-cache.ts'

/** What libguestfs is told here: to start QEMU itself, under emulation. */
export async function guestfishEnv(scratch: string): Promise<Record<string, string>> {
  const cache = applianceCache()
  await mkdir(cache, { recursive: true })
  return {
    LIBGUESTFS_BACKEND: 'direct',
    LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg',
    LIBGUESTFS_CACHEDIR: cache,
    TMPDIR: scratch,
    XDG_RUNTIME_DIR: scratch,
  }
}

/**
 * Writes disks as their guests would, all in one go: `/dev/sda` is the first of them. Lines are guestfish's; any that
 * fails ends it.
 */
export async function writeGuestDisks(
  scratch: string,
  disks: readonly { readonly path: string; readonly sizeMiB?: number }[],
  lines: readonly string[],
): Promise<void> {
  for (const { path, sizeMiB } of disks)
    if (sizeMiB !== undefined) await createDisk(here, path, 'qcow2', sizeMiB * 1024 * 1024)
  const adds = disks.map(({ path }) =>
    commandLine(['add-drive', Buffer.from(path), 'format:qcow2'])
      .toString()
      .slice(1)
      .trim(),
  )
  const script = [...adds, 'set-memsize 768', 'run', ...lines, 'shutdown', ''].join('\n')
  await here.run(['guestfish'], {
    input: script,
    env: await guestfishEnv(scratch),
    timeoutMs: 900_000,
  })
}

/** A file with this content and a time that does not move. */
export function fileLine(path: string, content: string): readonly string[] {
  return [`write "${path}" "${content}"`, `utimens "${path}" 1700000000 0 1700000000 0`]
}

/** A disk that is encrypted as LUKS has it; its key is derived so quickly that it is worth nothing. */
export async function luksDisk(scratch: string, path: string): Promise<void> {
  const [raw, key] = [join(scratch, 'luks.raw'), join(scratch, 'key')]
  await writeFile(key, 'not so secret')
  await here.run(['qemu-img', 'create', '-q', '-f', 'raw', raw, '32M'])
  const quick = ['--type', 'luks2', '--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000']
  await here.run(['cryptsetup', 'luksFormat', '-q', ...quick, '--', raw, key])
  await here.run(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, path])
  await rm(raw)
  await rm(key)
}

/** A disk into which its guest wrote the header of an image that stands on a file of the host: one with a file system, to be noticed. */
export async function nestedDisk(scratch: string, path: string): Promise<void> {
  const [secret, inner] = [join(scratch, 'secret.raw'), join(scratch, 'inner.qcow2')]
  await here.run(['qemu-img', 'create', '-q', '-f', 'raw', secret, '16M'])
  await here.run(['mke2fs', '-q', '-t', 'ext4', secret])
  await here.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', secret, inner])
  await here.run(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', inner, path])
  await rm(inner)
}
