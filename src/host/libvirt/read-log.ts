import { open } from 'node:fs/promises'
import { problemError } from '../../domain/problem.ts'

const mostBytes = 512 * 1024

/** The end of a log of a VM, half a MiB at most, in whole lines; undefined if nothing wrote it yet. Without a path it is on another host. */
export async function readLog(path: string | undefined, vm: string): Promise<string | undefined> {
  if (path === undefined) throw unreadable(vm, 'the log is on the other host', `ssh there and look.`)
  try {
    return await endOf(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    if (code === 'EACCES') throw unreadable(vm, `${path} may not be read`, 'Run Kiste as root.', error)
    throw error
  }
}

async function endOf(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = Math.min(size, mostBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const text = buffer.toString('utf8', 0, bytesRead)
    // The first line of a part is a part of a line.
    return size > length ? text.slice(text.indexOf('\n') + 1) : text
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
