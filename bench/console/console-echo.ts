import { constants, openSync, writeSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { ReadStream } from 'node:tty'
import { createWebSocketStream, WebSocket } from 'ws'
import type { Client } from '../../src/cli/client.ts'
import { openConsole } from '../../src/cli/console-socket.ts'
import { here } from '../../src/host/exec.ts'
import { convert } from '../../src/host/images/qemu-img.ts'
import { eventually } from '../../test/local/support/booted-vm.ts'
import { ECHO_READY, writeEchoDisk } from '../../test/local/support/echo-guest.ts'
import { KEYS_READY, writeKeysDisk } from '../../test/local/support/keys-guest.ts'
import { openHouse, type RealHouse } from '../../test/local/support/real-house.ts'
import { importImage } from '../import-image.ts'
import { jobDone } from '../job-done.ts'
import { alternately, benchRow, median, type BenchRow } from '../row.ts'
import { peekThroughRfb, type RfbPeek } from './rfb-peek.ts'

const rounds = 7
const keysEach = 60
const keyA = 0x61

/**
 * From a key to its echo: over the daemon, as the page and the command line have it, and on what QEMU itself offers, with the same
 * guests, which answer by themselves.
 */
export async function consoleEcho(): Promise<BenchRow[]> {
  const house = await openHouse()
  try {
    const { client, socketPath } = await house.start()
    await makeVm(house, client, 'echo', (path) => writeEchoDisk(path, { rests: false }), ECHO_READY)
    const [serial = 0, pty = 0] = await alternately(
      rounds,
      () => serialOverDaemon(socketPath),
      () => serialOverPty(house),
    )
    await jobDone(client, await client.submit('stopVm', { params: { vm: 'echo' }, body: { force: 'now' } }))
    await makeVm(house, client, 'keys', writeKeysDisk, KEYS_READY)
    const [screen = 0, vnc = 0] = await alternately(
      rounds,
      () => screenOverDaemon(socketPath),
      () => screenOverSocket(house),
    )
    return [
      benchRow({
        area: 'web',
        name: 'serial console: from a key to its echo',
        unit: 'ms',
        ours: serial,
        peer: { name: 'QEMU’s own pty', value: pty },
      }),
      benchRow({
        area: 'web',
        name: 'screen: from a key to its picture',
        unit: 'ms',
        ours: screen,
        peer: { name: 'QEMU’s own VNC socket', value: vnc },
      }),
    ]
  } finally {
    await house.stop()
  }
}

async function makeVm(
  house: RealHouse,
  client: Client,
  name: string,
  writeDisk: (path: string) => void,
  ready: string,
): Promise<void> {
  const [raw, disk] = [join(house.home, `${name}.raw`), join(house.home, `${name}.qcow2`)]
  writeDisk(raw)
  const { signal } = new AbortController()
  await convert(here, { from: raw, fromFormat: 'raw', to: disk, toFormat: 'qcow2' }, signal)
  await importImage(client, name, disk)
  const body = { name, image: name, memoryMiB: 64, cpus: 1, firmware: 'bios' as const }
  await jobDone(client, await client.submit('createVm', { body }))
  await eventually(`${name} is up`, async () => {
    const { lines } = await client.call('getVmConsoleLog', { params: { vm: name }, query: {} })
    return lines.join('\n').includes(ready.trim())
  })
}

async function serialOverDaemon(socketPath: string): Promise<number> {
  const socket = await openConsole(socketPath, 'echo')
  let heard = () => {}
  socket.onBytes(() => heard())
  const took = await echoes((byte) => {
    socket.send(byte)
    return new Promise((resolve) => (heard = resolve))
  })
  socket.close()
  return took
}

async function serialOverPty(house: RealHouse): Promise<number> {
  const [, path = ''] =
    /<serial type='pty'>\s*<source path='([^']+)'/.exec(await house.virsh('dumpxml', 'echo')) ?? []
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  const terminal = new ReadStream(fd)
  let heard = () => {}
  terminal.on('data', () => heard())
  try {
    return await echoes((byte) => {
      writeSync(fd, byte)
      return new Promise((resolve) => (heard = resolve))
    })
  } finally {
    terminal.destroy()
  }
}

/** The middle of what some keys took, one after another. */
async function echoes(strike: (byte: Buffer) => Promise<void>): Promise<number> {
  const taken: number[] = []
  for (let key = 0; key < keysEach; key += 1) {
    const start = performance.now()
    await strike(Buffer.of(97 + (key % 26)))
    taken.push(performance.now() - start)
  }
  return median(taken)
}

async function screenOverDaemon(socketPath: string): Promise<number> {
  const socket = new WebSocket('ws://kiste/v1/vms/keys/screen', {
    createConnection: () => createConnection(socketPath),
    perMessageDeflate: false,
  })
  return pictures(await peekThroughRfb(createWebSocketStream(socket)))
}

async function screenOverSocket(house: RealHouse): Promise<number> {
  const [, path = ''] =
    /<listen type='socket' socket='([^']+)'/.exec(await house.virsh('dumpxml', 'keys')) ?? []
  return pictures(await peekThroughRfb(createConnection(path)))
}

/** Down and up each put another character into the corner. */
async function pictures(screen: RfbPeek): Promise<number> {
  const taken: number[] = []
  for (let key = 0; key < keysEach; key += 1) {
    const start = performance.now()
    await screen.strike(keyA, key % 2 === 0)
    taken.push(performance.now() - start)
  }
  screen.close()
  return median(taken)
}
