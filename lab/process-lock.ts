import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

interface LockOptions {
  readonly signal?: AbortSignal
  readonly onWait?: () => void
}

/**
 * Waits for its turn to be the only process of this user that has this name; resolves to what gives it back. The lock is a socket in the
 * kernel's abstract namespace: it has no file, and is gone with the process that held it, however that ended.
 */
export async function takeProcessLock(
  name: string,
  { signal, onWait }: LockOptions = {},
): Promise<() => Promise<void>> {
  let lock = await tryLock(name)
  if (!lock) onWait?.()
  while (!lock) {
    await sleep(200, undefined, signal ? { signal } : {})
    lock = await tryLock(name)
  }
  const held = lock
  return () => new Promise((resolve) => held.close(() => resolve()))
}

/** Does the work while no other process of this user does work under the same name. */
export async function withProcessLock<T>(
  name: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const giveBack = await takeProcessLock(name, options)
  try {
    return await work()
  } finally {
    await giveBack()
  }
}

function tryLock(name: string): Promise<Server | undefined> {
  const id = createHash('sha256').update(`${process.getuid?.()} ${name}`).digest('hex').slice(0, 32)
  return new Promise((resolve, reject) => {
    const server = createServer((stranger) => stranger.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen({ path: `\0kiste-lab-${id}` }, () => {
      // Holding a lock is no reason for the process to live on.
      server.unref()
      resolve(server)
    })
  })
}
