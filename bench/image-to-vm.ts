import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Client } from '../src/cli/client.ts'
import { makeHome, removeHome, startDaemon } from '../test/local/support/daemon.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from '../test/local/support/private-libvirt.ts'
import { importImage } from './import-image.ts'
import { jobDone } from './job-done.ts'
import { alternately, benchRow, type BenchRow } from './row.ts'

const run = promisify(execFile)
const rounds = 7

/**
 * From an image to a VM that runs, guest boot excluded: ours is the whole job over the API, journaled; virt-install imports an overlay
 * made by hand; virsh creates a VM from ready XML with the same devices as ours.
 */
export async function imageToVm(): Promise<BenchRow[]> {
  const libvirt = await startPrivateLibvirt()
  const home = await makeHome()
  const daemon = await startDaemon({ home, uri: libvirt.uri, env: libvirt.env })
  try {
    const image = join(home, 'image.qcow2')
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1G'])
    await importImage(daemon.client, 'bench', image)
    const peers = await preparePeers(libvirt, daemon.client, home, image)
    const [ours = 0, virtInstall = 0, virsh = 0] = await alternately(
      rounds,
      () =>
        timed(
          () => create(daemon.client),
          () => remove(daemon.client),
        ),
      () => timed(peers.virtInstall, peers.removeInstalled),
      () => timed(peers.virshCreate, peers.removeCreated),
    )
    const name = 'image → running VM'
    return [
      benchRow({
        area: 'vm',
        name,
        unit: 'ms',
        ours,
        peer: { name: 'virt-install --import', value: virtInstall },
        goal: { of: 'ratio', atMost: 1 },
      }),
      benchRow({
        area: 'vm',
        name,
        unit: 'ms',
        ours,
        peer: { name: 'bare virsh create', value: virsh },
        goal: { of: 'ratio', atMost: 1.2 },
      }),
    ]
  } finally {
    await daemon.stop()
    await libvirt.stop()
    await removeHome(home)
  }
}

async function timed(work: () => Promise<void>, cleanUp: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  const took = performance.now() - start
  await cleanUp()
  return took
}

async function create(client: Client): Promise<void> {
  const body = { name: 'ours', image: 'bench', memoryMiB: 256, cpus: 1, firmware: 'bios' as const }
  await jobDone(client, await client.submit('createVm', { body }))
}

async function remove(client: Client): Promise<void> {
  await jobDone(client, await client.submit('stopVm', { params: { vm: 'ours' }, body: { force: 'now' } }))
  await jobDone(client, await client.submit('deleteVm', { params: { vm: 'ours' }, query: { now: true } }))
}

interface Peers {
  virtInstall(): Promise<void>
  removeInstalled(): Promise<void>
  virshCreate(): Promise<void>
  removeCreated(): Promise<void>
}

async function preparePeers(
  libvirt: PrivateLibvirt,
  client: Client,
  home: string,
  image: string,
): Promise<Peers> {
  const peerRun = async (...argv: readonly string[]) => {
    const [command = '', ...args] = argv
    await run(command, args, { env: { ...process.env, ...libvirt.env } })
  }
  const virsh = (...args: readonly string[]) => peerRun('virsh', '-q', '-c', 'qemu:///session', ...args)
  const overlay = (name: string) =>
    peerRun('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', image, '-F', 'qcow2', join(home, name))
  const xmlPath = join(home, 'peer.xml')
  await writeFile(xmlPath, await xmlLikeOurs(client, home))
  return {
    async virtInstall() {
      await overlay('installed.qcow2')
      const disk = join(home, 'installed.qcow2')
      const machine = ['--name', 'installed', '--memory', '256', '--vcpus', '1', '--virt-type', 'qemu']
      const devices = ['--disk', disk, '--network', 'user', '--graphics', 'none']
      const how = [
        '--connect',
        'qemu:///session',
        '--import',
        '--osinfo',
        'detect=off,require=off',
        '--noautoconsole',
      ]
      await peerRun('virt-install', ...machine, ...devices, ...how)
    },
    async removeInstalled() {
      await virsh('destroy', 'installed')
      await virsh('undefine', 'installed')
    },
    async virshCreate() {
      await overlay('created.qcow2')
      await virsh('create', xmlPath)
    },
    removeCreated: () => virsh('destroy', 'created'),
  }
}

/** Our own definition under another name, with disk and seed in another folder, so that both sides start the same machine. */
async function xmlLikeOurs(client: Client, home: string): Promise<string> {
  await create(client)
  const { xml } = await client.call('getVmXml', { params: { vm: 'ours' } })
  const place = /<source file='([^']*)\/root\.qcow2'/.exec(xml)?.[1] ?? ''
  await copyFile(join(place, 'seed.iso'), join(home, 'seed.iso'))
  await remove(client)
  return xml
    .replace(/<uuid>[^<]*<\/uuid>/, '')
    .replace('<name>ours</name>', '<name>created</name>')
    .replaceAll(`${place}/root.qcow2`, join(home, 'created.qcow2'))
    .replaceAll(place, home)
}
