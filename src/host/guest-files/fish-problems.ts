import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError, ProblemError } from '../../domain/problem.ts'
import { CommandError } from '../exec.ts'
import { applianceGone, damagedFiles, noGuestFile } from '../guest-file-problems.ts'
import { FishError } from './exchange.ts'

// What guestfish says, as problems.

/** What libguestfs says when its VM is gone while it lives on (lib/proto.c, lib/launch.c). */
const applianceEnded = /appliance closed the connection|call launch before|unexpected EOF|guestfs_int_daemon/

/** A command that failed while the files of a snapshot were looked at. */
export function asProblem(error: unknown, title: string, path: string): unknown {
  if (error instanceof RangeError)
    return damagedFiles(title, path, 'the path is too long to be asked for', error)
  if (!(error instanceof FishError)) return error
  if (error.why === 'ended' || applianceEnded.test(error.message))
    return applianceGone(title, error.message, error)
  if (/No such file or directory|Not a directory|File name too long/.test(error.message))
    return noGuestFile(title, path, error)
  return damagedFiles(title, path, error.message.replace(/\.$/, ''), error)
}

/** Why the disks could not be opened at all. */
export async function launchProblem(title: string, error: unknown, boot = '/boot'): Promise<unknown> {
  if (error instanceof ProblemError || !(error instanceof FishError)) return error
  const { cause } = error
  if (cause instanceof CommandError && isMissing(cause))
    return problemError(
      {
        code: 'not_supported',
        object: { type: 'snapshot', name: title },
        message: 'Files in snapshots are read with guestfish, which is not installed on this host.',
        hint: 'Install it: apt install guestfish libguestfs-xfs (Debian, Ubuntu), dnf install guestfs-tools libguestfs-xfs (Fedora).',
      },
      error,
    )
  if (/supermin/.test(error.message) && !(await hasReadableKernel(boot)))
    return problemError(
      {
        code: 'not_supported',
        object: { type: 'snapshot', name: title },
        message: `Files in snapshots are read in a small VM that starts the kernel of this host, and there is none in ${boot} that this user may read.`,
        hint: `Where only root may read it, as on Ubuntu: sudo chmod a+r ${boot}/vmlinuz-*`,
      },
      error,
    )
  return problemError(
    {
      code: 'host_failed',
      object: { type: 'snapshot', name: title },
      message: `The small VM that reads the disks of ${title} did not start: ${error.message.replace(/\.$/, '')}.`,
      hint: 'See why, as the user the daemon runs as: libguestfs-test-tool',
    },
    error,
  )
}

/** setpriv, which starts it, ends with 127 where there is no such program, as shells do. */
function isMissing({ end }: CommandError): boolean {
  return end.why === 'missing' || (end.why === 'exit' && end.code === 127)
}

async function hasReadableKernel(boot: string): Promise<boolean> {
  const names = await readdir(boot).catch(() => [])
  for (const name of names.filter((each) => each.startsWith('vmlinuz')))
    if (
      await access(join(boot, name), constants.R_OK).then(
        () => true,
        () => false,
      )
    )
      return true
  return false
}
