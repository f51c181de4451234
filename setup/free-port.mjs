import { createServer } from 'node:net'

/**
 * Whether nobody listens on a port.
 *
 * @param {number} port
 * @param {string} [address] default: every address of this machine
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, address) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
}

/**
 * This port, or the next one that is free.
 *
 * @param {number} port
 * @returns {Promise<number>}
 */
export async function firstFreePort(port) {
  for (let tried = port; tried < port + 100; tried += 1) if (await isPortFree(tried)) return tried
  throw new Error(`All ports from ${port} to ${port + 99} are taken.`)
}
