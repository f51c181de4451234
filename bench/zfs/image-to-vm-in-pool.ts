import { alternately, benchRow, median, type BenchRow } from '../row.ts'
import type { LabUnderMeasure } from './lab-under-measure.ts'
import { creation } from './vms-to-measure.ts'

const rounds = 5

/**
 * From an image in a pool to a VM that runs, guest boot excluded. Ours is the whole job, planned, checked and journaled: as the command
 * line takes it, and from the job's own record. The peer types `zfs clone` and `virsh create`, and has the XML ready.
 */
export async function imageToVmInPool(lab: LabUnderMeasure): Promise<BenchRow[]> {
  const { kisted, sh, timed } = lab
  await kisted.kiste(...creation('model'))
  const image = await sh('zfs get -H -o value origin tank/kiste/model/root')
  // The same machine under another name, on a volume of its own; its seed and the file of its console are the model's.
  await sh(`virsh dumpxml --inactive model | sed -e '/<uuid>/d' -e 's#<name>model</name>#<name>peer</name>#' \
    -e 's#/dev/zvol/tank/kiste/model/root#/dev/zvol/tank/peer#' >/tmp/peer.xml`)
  await kisted.kiste('vm', 'stop', 'model', '--force')

  const jobs: number[] = []
  const ours = async () => {
    const ms = await timed(['kiste', '--socket', kisted.socketPath, ...creation('ours')])
    jobs.push(await lab.lastJobMs('vm.create'))
    await remove('ours')
    return ms
  }
  const peer = async () => {
    const ms = await timed(['bash', '-c', peerScript, 'bash', image])
    await sh('virsh destroy peer; udevadm settle; zfs destroy tank/peer')
    return ms
  }
  const [whole = 0, theirs = 0] = await alternately(rounds, ours, peer)
  await kisted.kiste('vm', 'delete', 'model', '--now', '-y')
  const byHand = { name: 'zfs clone, virsh create', value: theirs }
  const what = 'image → running VM in a pool'
  return [
    benchRow({ area: 'zfs', name: `${what}, the job`, unit: 'ms', ours: median(jobs), peer: byHand }),
    benchRow({ area: 'zfs', name: `${what}, whole process`, unit: 'ms', ours: whole, peer: byHand }),
  ]

  async function remove(vm: string): Promise<void> {
    await kisted.kiste('vm', 'stop', vm, '--force')
    await kisted.kiste('vm', 'delete', vm, '--now', '-y')
  }
}

const peerScript = `
zfs clone -o volmode=dev "$1" tank/peer
until [ -b /dev/zvol/tank/peer ]; do sleep 0.05; done
virsh create /tmp/peer.xml`
