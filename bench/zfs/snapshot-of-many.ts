import { alternately, benchRow, median, type BenchRow } from '../row.ts'
import type { LabUnderMeasure } from './lab-under-measure.ts'
import { datasetsOf } from './vms-to-measure.ts'

const rounds = 3

/** One consistent snapshot of many VMs with two disks each: against sanoid's, and against one `zfs snapshot` that names them all. */
export async function snapshotOfMany(lab: LabUnderMeasure, vms: readonly string[]): Promise<BenchRow[]> {
  const { kisted, sh, timed } = lab
  await sh(`mkdir -p /etc/sanoid && cat >/etc/sanoid/sanoid.conf <<'END'
[tank/kiste]
use_template = once
recursive = yes
process_children_only = yes
[template_once]
frequently = 0
hourly = 1
daily = 0
monthly = 0
yearly = 0
autosnap = yes
autoprune = no
END`)
  const datasets = vms.flatMap(datasetsOf)
  const drop = (label: string) =>
    sh(`zfs list -H -t snapshot -o name -r tank/kiste | grep '@${label}' | xargs -r -n 1 zfs destroy`)
  let round = 0
  const jobs: number[] = []
  const ours = async () => {
    const name = `ours-${++round}`
    const ms = await timed([
      'kiste',
      '--socket',
      kisted.socketPath,
      'snapshot',
      'create',
      ...vms,
      '--name',
      name,
    ])
    jobs.push(await lab.lastJobMs('snapshot.create'))
    await drop(name)
    return ms
  }
  const sanoid = async () => {
    const ms = await timed(['sanoid', '--take-snapshots', '--force-update'])
    await drop('autosnap')
    return ms
  }
  const bare = async () => {
    const ms = await timed(['zfs', 'snapshot', ...datasets.map((name) => `${name}@bare`)])
    await drop('bare')
    return ms
  }
  const [mine = 0, theirs = 0, least = 0] = await alternately(rounds, ours, sanoid, bare)
  const name = `snapshot of ${vms.length} VMs, two disks each`
  const peers = [
    { name: 'sanoid', value: theirs },
    { name: 'one zfs snapshot', value: least },
  ]
  return peers.flatMap((peer) => [
    benchRow({ area: 'zfs', name: `${name}, the job`, unit: 'ms', ours: median(jobs), peer }),
    benchRow({ area: 'zfs', name: `${name}, whole process`, unit: 'ms', ours: mine, peer }),
  ])
}
