import type { Duplex } from 'node:stream'

/** Somebody who looks at a VM's screen: the least of a VNC client (RFB 3.8, RFC 6143). */
export interface ScreenVisit {
  readonly widthPixels: number
  readonly heightPixels: number
  /** What the server calls the screen. */
  readonly name: string
  /**
   * What the server sends when it is asked for the whole screen, four bytes a pixel: less than that while a guest changes its mode, which
   * this client is not told.
   */
  pixels(): Promise<Buffer>
  /** Presses a key and lets it go; by its X11 keysym. */
  press(keysym: number): void
  /** Settles when the screen has ended. */
  readonly ended: Promise<void>
}

const rawEncoding = 0
const security = { none: 1 } as const
const clientMessages = { setEncodings: 2, updateRequest: 3, key: 4 } as const

/** Shakes hands with a VNC server that asks for no password. */
export async function visitScreen(stream: Duplex): Promise<ScreenVisit> {
  const read = reader(stream)
  const ended = new Promise<void>((resolve) => void stream.once('close', resolve).once('end', resolve))
  await read(12)
  stream.write('RFB 003.008\n')
  const types = await read((await read(1))[0] ?? 0)
  if (!types.includes(security.none)) throw new TypeError('the screen asks for a password')
  stream.write(Buffer.from([security.none]))
  if ((await read(4)).readUInt32BE() !== 0) throw new TypeError('the screen refuses')
  stream.write(Buffer.from([1]))
  const init = await read(24)
  const [widthPixels, heightPixels] = [init.readUInt16BE(0), init.readUInt16BE(2)]
  const name = (await read(init.readUInt32BE(20))).toString()
  const bytesPerPixel = (init[4] ?? 32) / 8
  stream.write(Buffer.from([clientMessages.setEncodings, 0, 0, 1, 0, 0, 0, rawEncoding]))

  return {
    widthPixels,
    heightPixels,
    name,
    ended,
    press: (keysym) => {
      for (const down of [1, 0]) {
        const message = Buffer.from([clientMessages.key, down, 0, 0, 0, 0, 0, 0])
        message.writeUInt32BE(keysym, 4)
        stream.write(message)
      }
    },
    pixels: async () => {
      const ask = Buffer.from([clientMessages.updateRequest, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      ask.writeUInt16BE(widthPixels, 6)
      ask.writeUInt16BE(heightPixels, 8)
      stream.write(ask)
      const head = await read(4)
      if (head[0] !== 0) throw new TypeError(`the screen sent a message of type ${head[0]}`)
      const parts: Buffer[] = []
      for (let left = head.readUInt16BE(2); left > 0; left -= 1) {
        const place = await read(12)
        parts.push(await read(place.readUInt16BE(4) * place.readUInt16BE(6) * bytesPerPixel))
      }
      return Buffer.concat(parts)
    },
  }
}

/** Waits for so many bytes of a stream. */
function reader(stream: Duplex): (bytes: number) => Promise<Buffer> {
  let held = Buffer.alloc(0)
  let over: Error | undefined
  let wake = () => undefined as void
  stream.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    wake()
  })
  const end = (error?: Error) => {
    over ??= error ?? new Error('the screen has ended')
    wake()
  }
  stream
    .once('end', () => end())
    .once('close', () => end())
    .on('error', end)
  return async (bytes) => {
    while (held.length < bytes) {
      if (over !== undefined) throw over
      await new Promise<void>((resolve) => (wake = resolve))
    }
    const taken = held.subarray(0, bytes)
    held = held.subarray(bytes)
    return taken
  }
}
