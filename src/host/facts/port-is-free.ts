import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Whether this user could listen on a port now: by doing it for a moment, since only the kernel knows all that listen, on which
 * addresses, and whether a port below 1024 is allowed. An error other than "in use" or "not allowed" rejects.
 */
export async function portIsFree(protocol: 'tcp' | 'udp', address: string, port: number): Promise<boolean> {
  try {
    await (protocol === 'tcp' ? listenTcp(address, port) : listenUdp(address, port))
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    // An address this host does not have cannot be listened on either; starting the VM would fail the same way.
    if (['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(code)) return false
    throw error
  }
}

function listenTcp(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })
}

function listenUdp(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve()))
  })
}
