import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runner } from '../exec.ts'
import type { BootstrapResult } from './bootstrap.ts'
import { grubOnEsp } from './debian-recipe.ts'
import { layout, partitionScript, sectorsPerMiB } from './disk-layout.ts'
import { bootSector, coreOnDisk } from './grub-bios.ts'

const mib = 1024 * 1024

/**
 * Makes the disk around the root file system bootable: partition table, GRUB for BIOS in its partition and boot sector, GRUB for
 * UEFI (signed, behind shim, so Secure Boot works) in the ESP. All by writing into the file: no loop device, no mount.
 */
export async function makeBootable(
  runner: Runner,
  made: BootstrapResult,
  signal: AbortSignal,
): Promise<void> {
  await runner.run(['sfdisk', '--quiet', '--no-reread', '--no-tell-kernel', '--', made.diskPath], {
    input: partitionScript(layout, made.seed),
    signal,
  })
  await writeBiosGrub(made)
  await writeEsp(runner, made, signal)
}

async function writeBiosGrub(made: BootstrapResult): Promise<void> {
  const boot = await readFile(join(made.partsFolder, 'boot.img'))
  const core = await readFile(join(made.partsFolder, 'core.img'))
  const start = layout.biosBoot.startMiB * sectorsPerMiB
  const disk = await open(made.diskPath, 'r+')
  try {
    await disk.write(bootSector(boot, start), 0, undefined, 0)
    await disk.write(
      coreOnDisk(core, start, layout.biosBoot.sizeMiB * sectorsPerMiB),
      0,
      undefined,
      layout.biosBoot.startMiB * mib,
    )
  } finally {
    await disk.close()
  }
}

async function writeEsp(runner: Runner, made: BootstrapResult, signal: AbortSignal): Promise<void> {
  const image = `${made.diskPath}@@${layout.esp.startMiB}M`
  const env = { MTOOLS_SKIP_CHECK: '1' }
  const mtools = (...argv: string[]) => runner.run(argv, { env, signal })
  const part = (name: string) => join(made.partsFolder, name)
  const serial = made.ids.espId.replace('-', '')
  await mtools('mformat', '-i', image, '-F', '-v', 'ESP', '-N', serial, ...geometry(), '::')
  await mtools('mmd', '-i', image, '::/EFI', '::/EFI/BOOT', '::/EFI/debian')
  await mtools('mcopy', '-i', image, part('BOOTX64.EFI'), part('grubx64.efi'), '::/EFI/BOOT/')
  // The signed GRUB looks for its configuration in the folder of the distribution it was signed by.
  await runner.run(['mcopy', '-i', image, '-', '::/EFI/debian/grub.cfg'], {
    input: grubOnEsp(made.ids),
    env,
    signal,
  })
}

// mformat takes a size only as heads × sectors × tracks.
function geometry(): string[] {
  return [
    '-h',
    '64',
    '-s',
    '32',
    '-t',
    String(layout.esp.sizeMiB),
    '-H',
    String(layout.esp.startMiB * sectorsPerMiB),
  ]
}
