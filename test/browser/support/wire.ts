import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** The network between a browser and the daemon, which may go away for a moment. */
export interface Wire {
  readonly port: number
  /** Cuts every open connection, as a network that goes away does. */
  cut(): void
  /** Lets nobody through until it is mended. */
  unplug(): void
  plugIn(): void
  close(): Promise<void>
}

/** `portBehind`: where the daemon listens at the moment, which may be elsewhere once it was started again. */
export async function openWire(portBehind: () => number): Promise<Wire> {
  const open = new Set<Socket>()
  let isPlugged = true
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Either end may go at any time; the other one is told by the end of its own.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    keep(near)
    if (!isPlugged) {
      near.destroy()
      return
    }
    const far = connect(portBehind(), '127.0.0.1')
    keep(far)
    near.pipe(far).pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    unplug: () => {
      isPlugged = false
      cut()
    },
    plugIn: () => {
      isPlugged = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}
