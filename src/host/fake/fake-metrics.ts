import { GiB, KiB, MiB } from '../../domain/size.ts'
import type { MetricsHost } from '../metrics-host.ts'
import { readDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { arcUse, systemMiB } from './fake-memory.ts'
import { average, counted, type Wave } from './waves.ts'

const cpuThreads = 8
const ticksPerSecond = 100
/** Counters begin here, so that they fit a number. */
const beginMs = Date.parse('2026-01-01T00:00:00Z')

/** What the fake host and its VMs do: nothing but the time and who they are decides it. */
export function fakeMetrics({ world, verb, time }: Fake): MetricsHost {
  const moment = () => {
    const atMs = time.now().getTime()
    return { atMs, upMs: atMs }
  }
  const seconds = (atMs: number) => (atMs - beginMs) / 1000
  return {
    host: verb('metrics.host', () => {
      const now = moment()
      const at = seconds(now.atMs)
      const vmsMiB = Object.values(world.vms).reduce((sum, { run }) => sum + (run?.memoryMiB ?? 0), 0)
      const bytes = (name: string, bytesPerSecond: number) =>
        Math.round(counted(wave(`host ${name}`, bytesPerSecond), at))
      const share = wave('host cpu', 0.16)
      return {
        ...now,
        cpu: {
          busyTicks: Math.round(counted(share, at) * cpuThreads * ticksPerSecond),
          totalTicks: Math.round(at * cpuThreads * ticksPerSecond),
        },
        memoryBytes: Math.round((systemMiB + vmsMiB * average(wave('host memory', 0.55), at)) * MiB),
        ...(world.zfsGone === undefined ? { arcBytes: arcUse(world).sizeBytes } : {}),
        drives: {
          nvme0n1: { inBytes: bytes('nvme read', 3 * MiB), outBytes: bytes('nvme written', 1.2 * MiB) },
          sda: { inBytes: bytes('sda read', 600 * KiB), outBytes: bytes('sda written', 250 * KiB) },
        },
        nics: { enp1s0: { inBytes: bytes('received', 900 * KiB), outBytes: bytes('sent', 2 * MiB) } },
        cpuCelsius: Math.round(36 + 60 * average(share, at)),
        driveCelsius: Math.round(34 + 8 * average(wave('host drive', 0.5), at)),
      }
    }),
    vms: verb('metrics.vms', () => {
      const now = moment()
      const at = seconds(now.atMs)
      return {
        ...now,
        vms: Object.entries(world.vms).flatMap(([uuid, { run }]) => {
          if (!run || run.state === 'crashed') return []
          const { disks, nics } = readDefinition(run.text)
          // A guest that is held does nothing, wherever its counters stand.
          const isHeld = run.state === 'paused' || run.state === 'sleeping'
          const count = (name: string, perSecond: number) =>
            isHeld ? 0 : Math.round(counted(wave(`${uuid} ${name}`, perSecond), at))
          const usedBytes = run.memoryMiB * MiB * average(wave(`${uuid} memory`, 0.45), at)
          return [
            {
              uuid,
              run: `run ${run.id}${isHeld ? ', held' : ''}`,
              cpuTimeNs: count('cpu', 0.12 * run.cpus * 1e9),
              cpus: run.cpus,
              memoryBytes: Math.round(Math.min(run.memoryMiB * MiB, usedBytes * 1.2) + GiB / 16),
              ...(run.agent === 'connected' ? { guestMemoryBytes: Math.round(usedBytes) } : {}),
              drives: Object.fromEntries(
                disks.map(({ target }) => [
                  target,
                  {
                    inBytes: count(`${target} read`, 700 * KiB),
                    outBytes: count(`${target} written`, 300 * KiB),
                  },
                ]),
              ),
              nics: Object.fromEntries(
                nics.map(({ mac }) => [
                  mac,
                  { inBytes: count(`${mac} received`, 60 * KiB), outBytes: count(`${mac} sent`, 240 * KiB) },
                ]),
              ),
            },
          ]
        }),
      }
    }),
  }
}

function wave(name: string, mean: number): Wave {
  return { name, mean }
}
