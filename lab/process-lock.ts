import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Does the work while no other process of this user does work under the same name; waits for its turn. The lock is a socket in the
 * kernel's abstract namespace: it has no file, and is gone with the process that held it, however that ended.
 */
export async function withProcessLock<T>(
  name: string,
  work: () => Promise<T>,
  { signal, onWait }: { readonly signal?: AbortSignal; readonly onWait?: () => void } = {},
): Promise<T> {
  let lock = await tryLock(name)
  if (!lock) onWait?.()
  while (!lock) {
    await sleep(200, undefined, signal ? { signal } : {})
    lock = await tryLock(name)
  }
  const held = lock
  try {
    return await work()
  } finally {
    await new Promise((resolve) => held.close(resolve))
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
