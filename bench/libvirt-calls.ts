import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Connection } from '../src/host/libvirt/connection.ts'
import type { DomainRef } from '../src/host/libvirt/objects.ts'
import { openConnection } from '../src/host/libvirt/open.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from '../test/local/support/private-libvirt.ts'
import { alternately, benchRow, type BenchRow } from './row.ts'

const PEER = fileURLToPath(new URL('libvirt-calls.py', import.meta.url))
// Many short turns: a busy moment of the machine then hits both sides alike.
const ROUNDS = 21
const SECONDS = 0.4
/** What libvirtd takes of one connection, and what the peer gets as threads. */
const AT_ONCE = 4
const NAME = 'calls'

type Mode = 'serial' | 'threads' | 'connections'

const MODES: readonly { readonly mode: Mode; readonly name: string; readonly peerName: string }[] = [
  { mode: 'serial', name: 'small calls, one after another', peerName: 'python3-libvirt' },
  {
    mode: 'threads',
    name: 'small calls, four at once on one connection',
    peerName: 'python3-libvirt, four threads',
  },
  {
    mode: 'connections',
    name: 'small calls, four connections',
    peerName: 'python3-libvirt, four threads, a connection each',
  },
]

/** Small calls a second (a VM's state) over our client and over libvirt's C library, on one private libvirtd. */
export async function libvirtCalls(): Promise<BenchRow[]> {
  const libvirt = await startPrivateLibvirt()
  try {
    const connections = await Promise.all(Array.from({ length: AT_ONCE }, () => openConnection(libvirt.uri)))
    const [first] = connections
    if (first === undefined) throw new Error('no connection')
    // Defined, not started: an emulated guest would take a core from both sides.
    const dom = await first.call('domainDefineXmlFlags', { xml: domainXml(NAME), flags: 1 })
    const peer = await startPeer(libvirt)
    const lanes: Record<Mode, readonly Connection[]> = {
      serial: [first],
      threads: Array.from({ length: AT_ONCE }, () => first),
      connections,
    }
    const rows: BenchRow[] = []
    for (const { mode, name, peerName } of MODES) {
      const [ours = 0, theirs = 0] = await alternately(
        ROUNDS,
        () => callsPerSecond(lanes[mode], dom),
        () => peer.measure(mode),
      )
      rows.push(
        benchRow({
          area: 'vm',
          name,
          unit: 'calls/s',
          ours: Math.round(ours),
          peer: { name: peerName, value: Math.round(theirs) },
          goal: { of: 'ratio', atLeast: 1 },
        }),
      )
    }
    await peer.stop()
    for (const connection of connections) connection.close()
    return rows
  } finally {
    await libvirt.stop()
  }
}

/** Each lane asks again as soon as it was answered. */
async function callsPerSecond(lanes: readonly Connection[], dom: DomainRef): Promise<number> {
  const begin = performance.now()
  const end = begin + SECONDS * 1000
  const counts = await Promise.all(
    lanes.map(async (connection) => {
      let calls = 0
      while (performance.now() < end) {
        for (let time = 0; time < 50; time++) await connection.call('domainGetState', { dom })
        calls += 50
      }
      return calls
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - begin) / 1000)
}

interface Peer {
  measure(mode: Mode): Promise<number>
  stop(): Promise<void>
}

async function startPeer(libvirt: PrivateLibvirt): Promise<Peer> {
  // The distribution's Python, for which its libvirt module is packaged; another may come first in PATH.
  const child: ChildProcessWithoutNullStreams = spawn('/usr/bin/python3', [PEER, libvirt.uri, NAME], {
    env: libvirt.env,
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async () => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`the peer ended: ${words}`)
    return line.value
  }
  await next()
  return {
    async measure(mode) {
      child.stdin.write(`${mode} ${SECONDS}\n`)
      return Number(await next())
    },
    async stop() {
      child.stdin.end()
      await new Promise((resolve) => child.once('close', resolve))
    },
  }
}

function domainXml(name: string): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`
}
