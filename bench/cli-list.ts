import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection } from '../src/host/libvirt/open.ts'
import { makeHome, removeHome, startDaemon, type TestDaemon } from '../test/local/support/daemon.ts'
import { startPrivateLibvirt } from '../test/local/support/private-libvirt.ts'
import { alternately, benchRow, type BenchRow } from './row.ts'

const CLI = fileURLToPath(new URL('../dist/cli/kiste.cjs', import.meta.url))
const SIZES = [
  { vms: 1, rounds: 31, goal: { of: 'ratio', atMost: 3 } },
  { vms: 100, rounds: 21, goal: undefined },
  { vms: 1000, rounds: 11, goal: { of: 'ratio', atMost: 1 } },
] as const

/** `kiste vm list` against `virsh list --all`: whole processes, on the same libvirtd with so many defined VMs. */
export async function cliList(): Promise<BenchRow[]> {
  const libvirt = await startPrivateLibvirt()
  const home = await makeHome()
  let daemon: TestDaemon | undefined
  try {
    const connection = await openConnection(libvirt.uri)
    daemon = await startDaemon({ home, uri: libvirt.uri, env: libvirt.env })
    // Nothing of whoever measures: NODE_EXTRA_CA_CERTS alone doubles Node's start.
    const env = { ...libvirt.env, KISTE_SOCKET: daemon.socketPath }
    const rows: BenchRow[] = []
    let defined = 0
    for (const { vms, rounds, goal } of SIZES) {
      for (; defined < vms; defined++)
        await connection.call('domainDefineXmlFlags', { xml: domainXml(defined), flags: 0 })
      await untilSeen(daemon, vms)
      const [ours = Number.NaN, theirs = Number.NaN] = await alternately(
        rounds,
        () => runTime(process.execPath, [CLI, 'vm', 'list'], env, vms),
        () => runTime('virsh', ['-c', 'qemu:///session', 'list', '--all'], env, vms),
      )
      rows.push(
        benchRow({
          area: 'vm',
          name: `list ${vms} ${vms === 1 ? 'VM' : 'VMs'}, whole process`,
          unit: 'ms',
          ours: round(ours),
          peer: { name: 'virsh list --all', value: round(theirs) },
          goal,
        }),
      )
    }
    connection.close()
    return rows
  } finally {
    await daemon?.stop()
    await removeHome(home)
    await libvirt.stop()
  }
}

/** How long a process takes from its start to its end, in ms. It must have listed so many VMs. */
async function runTime(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  vms: number,
): Promise<number> {
  const begin = performance.now()
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const took = performance.now() - begin
  const listed = output.match(/\bbench-\d{4}\b/g)?.length ?? 0
  if (code !== 0 || listed !== vms)
    throw new Error(
      `${program} ${args.join(' ')} ended with ${String(code)} and listed ${listed} of ${vms} VMs`,
    )
  return took
}

/** The daemon hears of new VMs by events; what is measured is the list, not the news. */
async function untilSeen(daemon: TestDaemon, vms: number): Promise<void> {
  const giveUpAt = performance.now() + 120_000
  while ((await daemon.client.call('listVms', {})).length !== vms) {
    if (performance.now() > giveUpAt) throw new Error(`the daemon does not see ${vms} VMs:\n${daemon.log()}`)
    await sleep(100)
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}

function domainXml(index: number): string {
  return `<domain type='qemu'><name>bench-${String(index).padStart(4, '0')}</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`
}
