import { createHash } from 'node:crypto'
import { access, chmod, copyFile, mkdir, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { here } from '../../../src/host/exec.ts'
import { makeBootable } from '../../../src/host/images/assemble-disk.ts'
import { debianRelease } from '../../../src/host/images/debian-recipe.ts'
import { formatSources, readAptSources, sourcesFor } from '../../../src/host/images/debian-sources.ts'
import { derivedUuid, type DiskLayout } from '../../../src/host/images/disk-layout.ts'
import { settleFolder, withScratch } from '../../../src/host/images/durable.ts'
import { runInNamespace } from '../../../src/host/images/in-namespace.ts'
import { convert } from '../../../src/host/images/qemu-img.ts'
import { pickWorkFolder } from '../../../src/host/images/work-folder.ts'
import {
  assembleTiny,
  tinyButton,
  tinyDhcp,
  tinyInit,
  tinyModuleFolders,
  tinyModules,
  tinyShutdown,
} from './tiny-guest-scripts.ts'

/** A guest that is up in about two seconds under emulation: shell on the serial console, guest agent, web server on port 80. */
export interface TinyGuest {
  readonly kernelPath: string
  readonly initrdPath: string
  readonly commandLine: string
}

const mib = 1024 * 1024
// Guards against attackers, and a place in memory that nobody guesses, only take time here: much of it in a guest within a guest.
const commandLine = 'console=ttyS0 quiet panic=-1 mitigations=off nokaslr'
const espId = '7157-0001'

const layout: DiskLayout = {
  sizeMiB: 128,
  biosBoot: {
    number: 14,
    type: '21686148-6449-6E6F-744E-656564454649',
    name: 'bios',
    startMiB: 1,
    sizeMiB: 1,
  },
  esp: { number: 15, type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', name: 'esp', startMiB: 2, sizeMiB: 40 },
  root: { number: 1, type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4', name: 'data', startMiB: 42, sizeMiB: 85 },
}

const grubConfig = `search.fs_uuid ${espId} root
linux ($root)/vmlinuz ${commandLine}
initrd ($root)/initrd
boot
`

const packages = [
  'linux-image-cloud-amd64',
  'busybox-static',
  'qemu-guest-agent',
  'grub-common',
  'grub-pc-bin',
  'grub-efi-amd64-bin',
]

const dpkgOptions = [
  'path-exclude=/usr/share/*',
  'path-exclude=/usr/lib/x86_64-linux-gnu/perl*',
  'path-exclude=/lib/modules/*/kernel/*',
  ...tinyModuleFolders.map((folder) => `path-include=/lib/modules/*/kernel/${folder}/*`),
]

const files: Readonly<Record<string, string>> = {
  init: tinyInit,
  shutdown: tinyShutdown,
  button: tinyButton,
  dhcp: tinyDhcp,
  'grub.cfg': grubConfig,
}

/** Kernel and initrd to boot directly. Made once from the distribution's packages, then kept. */
export async function tinyGuest(): Promise<TinyGuest> {
  const folder = await tinyFolder()
  return { kernelPath: join(folder, 'vmlinuz'), initrdPath: join(folder, 'initrd'), commandLine }
}

/**
 * A bootable qcow2 disk of 128 MiB (BIOS and UEFI) with the same guest in it, to be used as an image. It keeps files under `/data`,
 * takes its host name from a NoCloud seed, and makes itself a machine-id for each instance-id.
 */
export async function tinyDisk(): Promise<string> {
  return join(await tinyFolder(), 'disk.qcow2')
}

/** Where tests keep what takes long to make: a folder of each user's own, unless `npm test` names one for all tiers. */
export function testCache(): string {
  return process.env['KISTE_TEST_CACHE'] ?? join(tmpdir(), `kiste-test-cache-${process.getuid?.() ?? 0}`)
}

let making: Promise<string> | undefined

async function tinyFolder(): Promise<string> {
  making ??= makeTiny()
  return making
}

async function makeTiny(): Promise<string> {
  const cache = testCache()
  const recipe = JSON.stringify([assembleTiny, files, packages, dpkgOptions, tinyModules, layout])
  const folder = join(cache, `tiny-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`)
  const there = await access(folder).then(
    () => true,
    () => false,
  )
  if (there) return folder
  await mkdir(cache, { recursive: true })
  const { signal } = new AbortController()
  await withScratch(await pickWorkFolder(), async (scratch) => {
    const parts = await unpack(scratch)
    await withScratch(cache, async (half) => {
      for (const name of ['vmlinuz', 'initrd']) await copyFile(join(parts, name), join(half, name))
      const raw = await makeDisk(scratch, parts, signal)
      await convert(
        here,
        { from: raw, fromFormat: 'raw', to: join(half, 'disk.qcow2'), toFormat: 'qcow2' },
        signal,
      )
      await chmod(half, 0o755)
      await settleFolder(half, folder)
    })
  })
  return folder
}

async function unpack(scratch: string): Promise<string> {
  const [temporary, parts, inputs] = [join(scratch, 'tmp'), join(scratch, 'parts'), join(scratch, 'files')]
  // Open to the strangers of mmdebstrap's user namespace.
  await chmod(scratch, 0o711)
  for (const [folder, mode] of [
    [temporary, 0o1777],
    [parts, 0o777],
    [inputs, 0o755],
  ] as const) {
    await mkdir(folder)
    await chmod(folder, mode)
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(inputs, name), text)
  const hook = join(scratch, 'assemble')
  await writeFile(hook, assembleTiny, { mode: 0o755 })
  // Bookworm's kernel on every host: newer ones panic in the emulation of QEMU 7.2.
  const release = debianRelease('bookworm')
  const sources = sourcesFor(release, await readAptSources('/etc/apt'))
  await writeFile(join(scratch, 'tiny.sources'), formatSources(sources))
  await runInNamespace(
    here,
    [
      'mmdebstrap',
      `--mode=${process.geteuid?.() === 0 ? 'root' : 'unshare'}`,
      '--variant=extract',
      '--format=null',
      '--skip=cleanup',
      '--architectures=amd64',
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Languages "none"',
      ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
      `--include=${packages.join(',')}`,
      `--extract-hook=${hook}`,
      release.codename,
      '/dev/null',
      ...(sources.length === 0 ? [] : [join(scratch, 'tiny.sources')]),
    ],
    {
      env: { TMPDIR: temporary, KISTE_OUT: parts, KISTE_FILES: inputs, KISTE_MODULES: tinyModules.join(' ') },
    },
  )
  return parts
}

async function makeDisk(scratch: string, parts: string, signal: AbortSignal): Promise<string> {
  const raw = join(scratch, 'disk.raw')
  await writeFile(raw, '')
  await truncate(raw, layout.sizeMiB * mib)
  const { startMiB, sizeMiB } = layout.root
  const options = `offset=${startMiB * mib},lazy_itable_init=0,root_owner=0:0`
  await here.run(
    ['mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'tiny-data', '-E', options, '--', raw, `${sizeMiB}m`],
    { signal },
  )
  const part = (name: string) => join(parts, name)
  await makeBootable(
    here,
    {
      path: raw,
      layout,
      seed: derivedUuid('tiny', 'disk'),
      grub: { bootImagePath: part('boot.img'), coreImagePath: part('core.img') },
      esp: {
        id: espId,
        files: {
          vmlinuz: { from: part('vmlinuz') },
          initrd: { from: part('initrd') },
          'EFI/BOOT/BOOTX64.EFI': { from: part('BOOTX64.EFI') },
        },
      },
    },
    signal,
  )
  return raw
}
