import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { benchRow, percentile, type BenchRow } from './row.ts'

const vmCount = 1_000
const rounds = 150
// Longer than live's least time between two looks, so that each change is on its own.
const betweenChangesMs = 60

/** How long the inventory of 1,000 VMs takes over the unix socket, and how long a change takes from libvirt's hint to the reader. */
export async function inventoryLatency(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kb-'))
  const path = join(folder, 's')
  const server = fork(
    fileURLToPath(new URL('inventory-server.ts', import.meta.url)),
    [path, String(vmCount)],
    { execArgv: ['--import', 'tsx'] },
  )
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    await once(server, 'message')
    const time = () => inventoryMs(path, agent)
    for (let i = 0; i < 50; i++) await time()
    const still: number[] = []
    const moving: number[] = []
    // In turns, so that a slow moment of the machine hits both.
    for (let i = 0; i < rounds; i++) {
      for (let k = 0; k < 4; k++) still.push(await time())
      await change(server)
      await delay(betweenChangesMs)
      moving.push(await time())
    }
    return [
      ...rows(`inventory of ${vmCount} VMs`, still),
      ...rows(`inventory of ${vmCount} VMs, one changed since`, moving),
      ...rows('from the hint of a change to its reader', await eventDelays(path, server)),
    ]
  } finally {
    agent.destroy()
    server.disconnect()
    await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

function rows(name: string, figures: readonly number[]): BenchRow[] {
  return [50, 99].map((percent) =>
    benchRow({ area: 'vm', name: `${name}, p${percent}`, unit: 'ms', ours: percentile(figures, percent) }),
  )
}

/** From sending the request to having read its answer; not parsed, as that is the reader's own time. */
async function inventoryMs(socketPath: string, agent: Agent): Promise<number> {
  const begun = performance.now()
  const [answer] = (await once(get({ socketPath, path: '/v1/inventory', agent }), 'response')) as [
    IncomingMessage,
  ]
  let bytes = 0
  answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
  await once(answer, 'end')
  const tookMs = performance.now() - begun
  if (answer.statusCode !== 200 || bytes < vmCount * 300) throw new Error(`no inventory: ${bytes} bytes`)
  return tookMs
}

/** Lets a VM change on the fake host, and returns when the host's hint went out, on the clock both processes share. */
async function change(server: ChildProcess): Promise<bigint> {
  server.send('change')
  const [at] = (await once(server, 'message')) as [string]
  return BigInt(at)
}

async function eventDelays(socketPath: string, server: ChildProcess): Promise<number[]> {
  const stream = get({ socketPath, path: '/v1/events', agent: false })
  const [answer] = (await once(stream, 'response')) as [IncomingMessage]
  // The first bytes are the stream's greeting.
  await once(answer, 'data')
  const delays: number[] = []
  for (let i = 0; i < rounds; i++) {
    await delay(betweenChangesMs)
    const line = once(answer, 'data').then(() => process.hrtime.bigint())
    const at = await change(server)
    delays.push(Number((await line) - at) / 1e6)
  }
  stream.destroy()
  return delays
}
