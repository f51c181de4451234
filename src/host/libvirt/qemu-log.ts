import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'

const mostBytes = 512 * 1024

/** The last lines of what QEMU wrote about a VM, newest last. A VM that never ran has none. */
export async function readQemuLog(
  paths: LibvirtPaths | undefined,
  vm: string,
  maxLines: number,
): Promise<readonly string[]> {
  if (paths === undefined) throw unreadable(vm, 'the log is on the other host', `ssh there and look.`)
  // libvirt itself refuses names with a slash; this keeps other input from naming other files.
  if (vm.includes('/') || vm.includes('\0') || maxLines <= 0) return []
  const path = join(paths.logs, `${vm}.log`)
  try {
    return (await lastLines(path)).slice(-maxLines)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return []
    if (code === 'EACCES') throw unreadable(vm, `${path} may not be read`, 'Run Kiste as root.', error)
    throw error
  }
}

async function lastLines(path: string): Promise<string[]> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = Math.min(size, mostBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    if (lines.at(-1) === '') lines.pop()
    // The first line of a part is a part of a line.
    if (size > length) lines.shift()
    return lines
  } finally {
    await file.close()
  }
}

function unreadable(vm: string, because: string, hint: string, cause?: unknown) {
  return problemError(
    {
      code: 'host_failed',
      object: { type: 'vm', name: vm },
      message: `The log of VM ${vm} cannot be shown: ${because}.`,
      hint,
    },
    cause,
  )
}
