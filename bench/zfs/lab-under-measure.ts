import { tinyInside } from '../../lab/app-disk.ts'
import { diskPath } from '../../lab/disks.ts'
import type { Lab } from '../../lab/machine.ts'
import { startKisted, type KistedInside } from '../../lab/testing/kisted-inside.ts'
import { down, upFresh } from '../../lab/up.ts'
import type { JobAnswer } from '../../src/contract/schemas/job.ts'

/** A machine with OpenZFS, a pool `tank` with a store in it, the daemon at work and the image `tiny`. All that is measured in it is. */
export interface LabUnderMeasure {
  readonly kisted: KistedInside
  /** A script of `sh` inside, as root. */
  sh(script: string): Promise<string>
  /** How long a command takes in there, from its start to its end, in ms. What ssh and waiting for it take is not in it. */
  timed(argv: readonly string[]): Promise<number>
  /** The same, and how many programs were started meanwhile in the whole machine, the command among them. */
  counted(argv: readonly string[]): Promise<{ readonly ms: number; readonly processes: number }>
  /** How long the last job of a kind took by its own record, in ms: what the command line takes to start and to ask is not in it. */
  lastJobMs(kind: string): Promise<number>
}

const name = 'bench-zfs'

/** Makes the machine, measures, and takes the machine down. */
export async function withLab<T>(measure: (lab: LabUnderMeasure) => Promise<T>): Promise<T> {
  const options = {
    signal: new AbortController().signal,
    log: (line: string) => process.stderr.write(`lab: ${line}\n`),
  }
  const lab = await upFresh({ name, flavour: 'zfs-2.3', kvm: true, diskSizesMiB: [8192, 8192] }, options)
  try {
    return await measure(await prepare(lab))
  } finally {
    await lab.close()
    await down(name)
  }
}

async function prepare(lab: Lab): Promise<LabUnderMeasure> {
  const sh = async (script: string, ...words: readonly string[]) =>
    (await lab.runner.run(['bash', '-c', script, 'bash', ...words], { timeoutMs: 3_600_000 })).stdout.trim()
  const counted = async (argv: readonly string[]) => {
    const [ns = Number.NaN, processes = Number.NaN] = (await sh(measureScript, ...argv))
      .split(' ')
      .map(Number)
    return { ms: ns / 1e6, processes }
  }
  await sh(`zpool create -o ashift=12 tank mirror ${diskPath('lab-disk-1')} ${diskPath('lab-disk-2')}`)
  const kisted = await startKisted(lab)
  await kisted.kiste('store', 'create', 'tank')
  await kisted.kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
  const lastJobMs = async (kind: string) => {
    const jobs = (await kisted.json('job', 'list')) as readonly JobAnswer[]
    const job = jobs.find((each) => each.kind === kind)
    if (job?.state !== 'done') throw new Error(`the last ${kind} is not done: ${JSON.stringify(job)}`)
    return Date.parse(job.finishedAt) - Date.parse(job.createdAt)
  }
  return { kisted, sh, counted, timed: async (argv) => (await counted(argv)).ms, lastJobMs }
}

/** The kernel's own trace tells each program that is started, by whomever; threads and mere forks are none. */
const measureScript = `
trace=/sys/kernel/tracing
echo >$trace/trace
echo 1 >$trace/events/sched/sched_process_exec/enable
begin=\${EPOCHREALTIME/./}
"$@" >/tmp/measured 2>&1 || { cat /tmp/measured >&2; exit 1; }
end=\${EPOCHREALTIME/./}
echo 0 >$trace/events/sched/sched_process_exec/enable
echo "$(((end - begin) * 1000)) $(grep -c 'sched_process_exec: ' $trace/trace)"
`
