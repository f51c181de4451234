import { open, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Runner } from '../exec.ts'
import { partitionScript, sectorsPerMiB, type DiskLayout } from './disk-layout.ts'
import { bootSector, coreOnDisk } from './grub-bios.ts'

const mib = 1024 * 1024

/** A raw disk that exists in its full size, and what makes it boot. */
export interface BootableDisk {
  readonly path: string
  readonly layout: DiskLayout
  /** Partition identifiers follow from it. */
  readonly seed: string
  readonly grub: { readonly bootImagePath: string; readonly coreImagePath: string }
  readonly esp: {
    /** FAT volume id as `XXXX-XXXX`. */
    readonly id: string
    /** What to put there, by path: another file, or text. */
    readonly files: Readonly<Record<string, { readonly from: string } | { readonly text: string }>>
  }
}

/**
 * Writes the partition table, GRUB for BIOS into its partition and boot sector, and the ESP. What lies in the root partition stays as
 * it is. All by writing into the file: no loop device, no mount, no root.
 */
export async function makeBootable(runner: Runner, disk: BootableDisk, signal: AbortSignal): Promise<void> {
  await runner.run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', '--', disk.path], {
    input: partitionScript(disk.layout, disk.seed),
    signal,
  })
  await writeBiosGrub(disk)
  await writeEsp(runner, disk, signal)
}

async function writeBiosGrub({ path, layout, grub }: BootableDisk): Promise<void> {
  const { startMiB, sizeMiB } = layout.biosBoot
  const start = startMiB * sectorsPerMiB
  const boot = bootSector(await readFile(grub.bootImagePath), start)
  const core = coreOnDisk(await readFile(grub.coreImagePath), start, sizeMiB * sectorsPerMiB)
  const disk = await open(path, 'r+')
  try {
    await disk.write(boot, 0, boot.length, 0)
    await disk.write(core, 0, core.length, startMiB * mib)
  } finally {
    await disk.close()
  }
}

async function writeEsp(
  runner: Runner,
  { path, layout, esp }: BootableDisk,
  signal: AbortSignal,
): Promise<void> {
  const image = `${path}@@${layout.esp.startMiB}M`
  // mtools would refuse a geometry that no floppy or disk ever had.
  const env = { MTOOLS_SKIP_CHECK: '1' }
  // mformat takes a size only as heads × sectors × tracks; 64 × 32 sectors are 1 MiB.
  const geometry = ['-h', '64', '-s', '32', '-t', String(layout.esp.sizeMiB)]
  const hidden = ['-H', String(layout.esp.startMiB * sectorsPerMiB)]
  const serial = ['-N', esp.id.replace('-', '')]
  await runner.run(['mformat', '-i', image, '-F', '-v', 'ESP', ...serial, ...geometry, ...hidden, '::'], {
    env,
    signal,
  })
  const folders = [...new Set(Object.keys(esp.files).flatMap(foldersOf))]
  if (folders.length > 0)
    await runner.run(['mmd', '-i', image, ...folders.map((folder) => `::/${folder}`)], { env, signal })
  for (const [name, content] of Object.entries(esp.files)) {
    const [source, input] = 'from' in content ? [content.from, {}] : ['-', { input: content.text }]
    await runner.run(['mcopy', '-i', image, source, `::/${name}`], { ...input, env, signal })
  }
}

/** All folders above a file, outermost first. */
function foldersOf(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}
