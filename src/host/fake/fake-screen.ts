import { Duplex } from 'node:stream'
import type { Fake } from './fake.ts'
import { isSentinel } from './sentinels.ts'
import { nameOf } from './vm-life.ts'
import { wrongState } from './vm-problems.ts'
import type { FakeVm } from './world.ts'

const widthPixels = 720
const heightPixels = 400
const bytesPerPixel = 4

/** What a client sends, by its first byte, and how long it is (RFC 6143, 7.5); lists say how long they are themselves. */
const lengths: Readonly<Record<number, (message: Buffer) => number | undefined>> = {
  0: () => 20,
  2: (message) => (message.length < 4 ? undefined : 4 + 4 * message.readUInt16BE(2)),
  3: () => 10,
  4: () => 8,
  5: () => 6,
  6: (message) => (message.length < 8 ? undefined : 8 + message.readUInt32BE(4)),
}

/**
 * A screen as VNC shows it: stripes, whose colour each key that is pressed changes, so that a test sees keys arrive and pixels change.
 */
export function openFakeScreen(fake: Fake, uuid: string, vm: FakeVm): Duplex {
  const name = nameOf(vm)
  const { run } = vm
  if (!run || run.state === 'crashed') throw wrongState(name, 'console', vm)
  const title = isSentinel('evil-screen', name) ? '<img src=x onerror=alert(1)>' : `QEMU (${name})`
  const width = isSentinel('huge-screen', name) ? 20_000 : widthPixels
  let held = Buffer.alloc(0)
  let stage: 'version' | 'security' | 'init' | 'messages' = 'version'
  let colour = 0
  let shown: number | undefined
  let wanted: 'picture' | 'change' | undefined
  let ended = false

  const screen = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      held = Buffer.concat([held, chunk])
      while (goOn()) fake.changed()
      done()
    },
    final(done) {
      close()
      done()
    },
    destroy(error, done) {
      close()
      done(error)
    },
  })

  const goOn = () => !ended && step()
  /** Takes one thing that the client sent; false when it is not whole yet. */
  const step = (): boolean => {
    switch (stage) {
      case 'version':
        return take(12, () => {
          screen.push(Buffer.from([1, 1]))
          stage = 'security'
        })
      case 'security':
        return take(1, () => {
          screen.push(Buffer.alloc(4))
          stage = 'init'
        })
      case 'init':
        return take(1, () => {
          screen.push(serverInit(title, width))
          stage = 'messages'
        })
      case 'messages': {
        const bytes = lengths[held[0] ?? -1]?.(held)
        if (bytes === undefined) return false
        return take(bytes, answer)
      }
    }
  }
  const take = (bytes: number, then: (message: Buffer) => void): boolean => {
    if (held.length < bytes) return false
    const message = held.subarray(0, bytes)
    held = held.subarray(bytes)
    then(message)
    return true
  }
  const answer = (message: Buffer) => {
    if (message[0] === 4 && message[1] === 1) colour = (colour + message.readUInt32BE(4)) % 256
    // What is laid into its clipboard is copied in it at once; both messages are alike (RFC 6143, 7.5.6 and 7.6.4).
    if (message[0] === 6) screen.push(Buffer.concat([Buffer.from([3]), message.subarray(1)]))
    // Whoever knows the picture is told of the next one once there is one (RFC 6143, 7.5.3); telling at once would never end.
    if (message[0] === 3) wanted = message[1] === 1 ? 'change' : 'picture'
    if (wanted === undefined || (wanted === 'change' && colour === shown)) return
    wanted = undefined
    shown = colour
    screen.push(wholeUpdate(colour))
  }
  const close = () => {
    if (ended) return
    ended = true
    fake.screens.delete(close)
    screen.push(null)
  }
  fake.screens.set(close, uuid)
  screen.push('RFB 003.008\n')
  return screen
}

/** 32 bits a pixel, as QEMU has it. */
function serverInit(title: string, width: number): Buffer {
  const name = Buffer.from(title)
  const init = Buffer.alloc(24)
  init.writeUInt16BE(width, 0)
  init.writeUInt16BE(heightPixels, 2)
  init.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
  init.writeUInt32BE(name.length, 20)
  return Buffer.concat([init, name])
}

function wholeUpdate(colour: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(widthPixels, 8)
  head.writeUInt16BE(heightPixels, 10)
  const pixels = Buffer.alloc(widthPixels * heightPixels * bytesPerPixel)
  for (let row = 0; row < heightPixels; row += 1) {
    const line = Buffer.from([colour, (row * 2) % 256, 120, 255])
    pixels.fill(line, row * widthPixels * bytesPerPixel, (row + 1) * widthPixels * bytesPerPixel)
  }
  return Buffer.concat([head, pixels])
}
