import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection } from '../src/host/libvirt/open.ts'
import { makeHome, removeHome, startDaemon } from '../test/local/support/daemon.ts'
import { startPrivateLibvirt } from '../test/local/support/private-libvirt.ts'
import { benchRow, type BenchRow } from './row.ts'

const vmCount = 10
const settleMs = 10_000
const watchMs = 60_000
// USER_HZ is 100 on every Linux that Node runs on (proc(5), /proc/PID/stat).
const ticksPerSecond = 100

/** What the daemon costs while nobody looks: CPU, memory and wake-ups over a minute, with ten VMs defined. */
export async function daemonAtRest(): Promise<BenchRow[]> {
  const libvirt = await startPrivateLibvirt()
  const home = await makeHome()
  const connection = await openConnection(libvirt.uri)
  try {
    for (let index = 0; index < vmCount; index++)
      await connection.call('domainDefineXmlFlags', { xml: domainXml(index), flags: 0 })
    const daemon = await startDaemon({ home, uri: libvirt.uri, env: libvirt.env })
    try {
      await sleep(settleMs)
      const before = await usage(daemon.pid)
      await sleep(watchMs)
      const after = await usage(daemon.pid)
      const seconds = watchMs / 1000
      return [
        benchRow({
          area: 'vm',
          name: `daemon at rest, ${vmCount} VMs: CPU`,
          unit: '% of a core',
          ours: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
          goal: { of: 'ours', atMost: 0.3 },
        }),
        benchRow({
          area: 'vm',
          name: `daemon at rest, ${vmCount} VMs: memory`,
          unit: 'MiB',
          ours: after.memoryMiB,
          goal: { of: 'ours', atMost: 120 },
        }),
        benchRow({
          area: 'vm',
          name: `daemon at rest, ${vmCount} VMs: wake-ups`,
          unit: '/s',
          ours: (after.wakeUps - before.wakeUps) / seconds,
        }),
      ]
    } finally {
      await daemon.stop()
    }
  } finally {
    connection.close()
    await removeHome(home)
    await libvirt.stop()
  }
}

interface Usage {
  readonly cpuSeconds: number
  readonly memoryMiB: number
  /** How often a thread of it went to sleep of its own will, and so was woken. */
  readonly wakeUps: number
}

async function usage(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // Fields are counted after the command's name, which may itself hold spaces and brackets: utime is the 12th, stime the 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  let wakeUps = 0
  for (const thread of await readdir(`/proc/${pid}/task`))
    wakeUps += field(await readFile(`/proc/${pid}/task/${thread}/status`, 'utf8'), 'voluntary_ctxt_switches')
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memoryMiB: field(status, 'VmRSS') / 1024,
    wakeUps,
  }
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1])
}

function domainXml(index: number): string {
  return (
    `<domain type='qemu'><name>rest-${index}</name><memory unit='MiB'>64</memory>` +
    `<os><type arch='x86_64' machine='q35'>hvm</type></os><devices/></domain>`
  )
}
