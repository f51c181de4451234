import type { Duplex } from 'node:stream'

/** The least there is of a VNC client: it presses keys, and hears when the character in the upper left corner of the screen was drawn anew. */
export interface RfbPeek {
  /** Presses or lets go of a key, and resolves once the corner was drawn after it. */
  strike(keysym: number, isDown: boolean): Promise<void>
  close(): void
}

const bytesPerPixel = 4
const noPassword = 1
const characterPixels = 16

/** Shakes hands as RFC 6143 has it (version 3.8, no password, raw pixels), over whatever carries the bytes. */
export async function peekThroughRfb(stream: Duplex): Promise<RfbPeek> {
  const take = reader(stream)
  await take(12)
  stream.write('RFB 003.008\n')
  const kinds = await take((await take(1)).readUInt8())
  if (!kinds.includes(noPassword)) throw new Error(`The screen wants a password: ${kinds.join()}.`)
  stream.write(Buffer.of(noPassword))
  if ((await take(4)).readUInt32BE() !== 0) throw new Error('The screen does not let us in.')
  stream.write(Buffer.of(1)) // others may look, too
  const init = await take(24)
  await take(init.readUInt32BE(20))
  const [width, height] = [init.readUInt16BE(0), init.readUInt16BE(2)]
  stream.write(Buffer.of(2, 0, 0, 1, 0, 0, 0, 0)) // encodings: raw
  const ask = (isIncremental: boolean) => {
    const request = Buffer.alloc(10)
    request.writeUInt8(3, 0)
    request.writeUInt8(isIncremental ? 1 : 0, 1)
    request.writeUInt16BE(width, 6)
    request.writeUInt16BE(height, 8)
    stream.write(request)
  }
  /** One message; whether the corner was in it. */
  const hear = async (): Promise<boolean> => {
    const kind = (await take(1)).readUInt8()
    if (kind === 2) return false // a bell
    if (kind === 3) return take((await take(7)).readUInt32BE(3)).then(() => false) // what was copied in the guest
    if (kind !== 0) throw new Error(`The screen said something unknown: ${kind}.`)
    const rects = (await take(3)).readUInt16BE(1)
    let isCorner = false
    for (let rect = 0; rect < rects; rect += 1) {
      const head = await take(12)
      await take(head.readUInt16BE(4) * head.readUInt16BE(6) * bytesPerPixel)
      // Only the lines that differ are sent.
      isCorner ||= head.readUInt16BE(0) === 0 && head.readUInt16BE(2) < characterPixels
    }
    ask(true)
    return isCorner
  }
  ask(false)
  while (!(await hear()));
  return {
    async strike(keysym, isDown) {
      const event = Buffer.alloc(8)
      event.writeUInt8(4, 0)
      event.writeUInt8(isDown ? 1 : 0, 1)
      event.writeUInt32BE(keysym, 4)
      stream.write(event)
      while (!(await hear()));
    },
    close: () => void stream.destroy(),
  }
}

/** Takes so many bytes of a stream, as soon as they are there. One at a time. */
function reader(stream: Duplex): (count: number) => Promise<Buffer> {
  let kept = Buffer.alloc(0)
  let wanted: { readonly count: number; readonly give: (bytes: Buffer) => void } | undefined
  let ended: Error | undefined
  let fail: ((error: Error) => void) | undefined
  const serve = () => {
    if (wanted === undefined || kept.length < wanted.count) return
    const { count, give } = wanted
    wanted = undefined
    const bytes = kept.subarray(0, count)
    kept = kept.subarray(count)
    give(bytes)
  }
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk])
    serve()
  })
  stream.once('close', () => {
    ended = new Error('The screen has ended.')
    fail?.(ended)
  })
  return (count) =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(ended)
        return
      }
      fail = reject
      wanted = { count, give: resolve }
      serve()
    })
}
