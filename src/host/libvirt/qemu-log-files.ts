import { readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'

/**
 * Removes the log of VMs of this name. Only the folder's own entries are looked at, and only plain files are removed, so no name and
 * no link leads out of it.
 */
export async function removeQemuLog(paths: LibvirtPaths | undefined, vm: string): Promise<void> {
  await change(paths, vm, 'removed', async (folder) => {
    for (const { file } of await logFiles(folder, vm)) await unlink(join(folder, file))
  })
}

/** Puts the log under another name, unless that has one already. */
export async function moveQemuLog(paths: LibvirtPaths | undefined, from: string, to: string): Promise<void> {
  // libvirt refuses such a name itself; here it would name a file elsewhere.
  if (to.includes('/') || to.includes('\0')) return
  await change(paths, from, 'moved', async (folder) => {
    if ((await namesOf(folder, to)).length > 0) return
    for (const { file, ending } of await logFiles(folder, from))
      await rename(join(folder, file), join(folder, `${to}.log${ending}`))
  })
}

interface LogFile {
  readonly file: string
  /** Empty, or `.0` and so on for what virtlogd has put aside. */
  readonly ending: string
}

async function logFiles(folder: string, vm: string): Promise<readonly LogFile[]> {
  const found = await namesOf(folder, vm)
  return found.filter(({ isPlain }) => isPlain)
}

async function namesOf(
  folder: string,
  vm: string,
): Promise<readonly (LogFile & { readonly isPlain: boolean })[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.flatMap((entry) => {
    const { name } = entry
    const ending = name.startsWith(`${vm}.log`) ? name.slice(vm.length + '.log'.length) : undefined
    if (ending === undefined || !/^(?:\.\d+)?$/.test(ending)) return []
    return [{ file: name, ending, isPlain: entry.isFile() }]
  })
}

async function change(
  paths: LibvirtPaths | undefined,
  vm: string,
  done: string,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  if (paths === undefined) throw unchangeable(vm, done, 'it is on the other host')
  try {
    await act(paths.logs)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // No VM was ever started, or somebody else was quicker.
    if (code === 'ENOENT') return
    if (code === 'EACCES' || code === 'EPERM')
      throw unchangeable(vm, done, `${paths.logs} may not be changed`, error)
    throw error
  }
}

function unchangeable(vm: string, done: string, because: string, cause?: unknown) {
  return problemError(
    {
      code: 'forbidden',
      object: { type: 'vm', name: vm },
      message: `The log of VM ${vm} cannot be ${done}: ${because}.`,
      hint: 'Remove it by hand, or run Kiste as root.',
    },
    cause,
  )
}
