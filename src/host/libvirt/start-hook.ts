import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import { messageOf } from '../../domain/thrown.ts'
import type { StartHookHost } from '../start-hook-host.ts'
import { readText, realFiles } from '../store-files.ts'
import { startHookScript, type StartHookPlaces } from './start-hook-script.ts'

export interface StartHookOptions extends StartHookPlaces {
  /** libvirt's folder for hooks, an absolute path; undefined if libvirt is not this machine's own, or not root's to change. */
  readonly hooks: string | undefined
  /** Makes a libvirt that runs look for hooks again. */
  readonly lookAgain: () => Promise<void>
}

/**
 * The hook as a file of its own in `qemu.d`, beside those of others, which libvirt (6.5 and newer) runs one after another. libvirt looks for
 * hooks when it starts and when it is told to look again (src/util/virhook.c).
 */
export function startHook({ hooks, lookAgain, ...places }: StartHookOptions): StartHookHost {
  const script = startHookScript(places)
  return {
    async install() {
      if (hooks === undefined) return 'elsewhere'
      const path = join(hooks, 'qemu.d', 'kiste')
      try {
        if ((await readText(path)) === script) return 'there'
        await mkdir(join(hooks, 'qemu.d'), { recursive: true, mode: 0o755 })
        await putWhole(join(hooks, '.kiste.new'), path, script)
        await lookAgain()
        return 'installed'
      } catch (error) {
        throw cannotInstall(path, error)
      }
    },
  }
}

/** Made outside of `qemu.d`, where libvirt runs whatever may be run. */
async function putWhole(aside: string, path: string, text: string): Promise<void> {
  await realFiles.remove(aside)
  try {
    await realFiles.writeNew(aside, text)
    await chmod(aside, 0o755)
    await realFiles.move(aside, path)
  } catch (error) {
    await realFiles.remove(aside)
    throw error
  }
}

function cannotInstall(path: string, error: unknown) {
  return problemError(
    {
      code: 'host_failed',
      object: { type: 'host', name: path },
      message: `libvirt's hook ${path} could not be written: ${messageOf(error)}. A VM that libvirt or virsh starts is not kept from a device that is another disk's; one that Kiste starts is.`,
      hint: 'See whether /etc can be written, and how much room it has.',
    },
    error,
  )
}
