import { join } from 'node:path'
import type { Logger } from 'pino'
import { composePools, composeZfs } from './compose-pools.ts'
import type { DaemonOptions } from './daemon-options.ts'
import { dirImages } from './host/dir/dir-images.ts'
import { openStore, storeHost } from './host/dir/open-dir-store.ts'
import { dirOpenUploads } from './host/dir/open-uploads.ts'
import { dirTools } from './host/dir-tools.ts'
import { here } from './host/exec.ts'
import { probeAccelerator } from './host/facts/accelerator.ts'
import { readDrives } from './host/facts/drives.ts'
import { createFactsHost } from './host/facts/facts-host.ts'
import { createMemoryHost } from './host/facts/memory-host.ts'
import { readHostMetrics } from './host/facts/host-metrics.ts'
import { hostArch } from './host/facts/host-facts.ts'
import { createFakeHost } from './host/fake/fake-host.ts'
import { openSnapshotFiles } from './host/guest-files/snapshot-files.ts'
import type { Host } from './host/host.ts'
import { imageMakers } from './host/images/image-makers.ts'
import { joinImages } from './host/join-images.ts'
import { joinStores } from './host/join-stores.ts'
import { letThrough } from './host/let-through.ts'
import { openLibvirtHost } from './host/libvirt/open-libvirt-host.ts'
import { volumeLinks } from './domain/zvol-link.ts'
import { zfsCopyHost } from './host/zfs/copies/zfs-copy-host.ts'
import { zfsPoolHost } from './host/zfs/zfs-pool-host.ts'
import { zvolHelpers } from './host/zfs/zvol-device.ts'
import { runningVms } from './host/running-vms.ts'

/** A host in two tempers. */
export interface ComposedHost {
  /** For whoever waits for an answer: refuses soon what libvirt, being away, cannot do. */
  readonly host: Host
  /** For jobs, which had better wait for a libvirt that is being restarted than turn back. */
  readonly jobHost: Host
}

/** Picks the host the daemon works on: the real one, or one in memory. */
export async function composeHost(options: DaemonOptions, logger: Logger): Promise<ComposedHost> {
  if (!options.fake) return realHost(options, logger)
  const host = fakeHost(options)
  return { host, jobHost: host }
}

function fakeHost({ stateDir, hurry }: DaemonOptions): Host {
  return createFakeHost({
    auto: true,
    seedData: 'demo',
    stateFile: join(stateDir, 'fake-host.json'),
    ...(hurry ? { delays: { agentMs: 5, powerOffMs: 5, imageMs: 5, poolMs: 5, verbMs: 0 } } : {}),
  })
}

/** libvirt for the VMs, a folder for their disks, this machine for the facts. */
async function realHost({ stateDir, uri }: DaemonOptions, logger: Logger): Promise<ComposedHost> {
  const runner = here
  const arch = hostArch()
  // As root, libvirt is the system's, and runs QEMU as another user.
  if (process.getuid?.() === 0) await letThrough(stateDir)
  const storePath = join(stateDir, 'store')
  // The store knows of running VMs only through this; libvirt is connected to below.
  const running = runningVms({
    get: (uuid) => libvirt.vms.get(uuid),
    pivotDisks: (uuid, paths) => libvirt.vms.pivotDisks(uuid, paths),
  })
  const dirStore = await openStore({
    root: storePath,
    runner,
    tools: dirTools(runner),
    running,
  })
  const zfs = composeZfs(runner, logger)
  const pools = composePools(runner, zfs, dirStore.layout, logger)
  const stores = joinStores(storeHost(dirStore), dirStore.layout.root, pools)
  const library = dirImages(
    dirStore,
    imageMakers({
      runner,
      arch,
      buildCache: join(stateDir, 'cache', 'images'),
      keyrings: join(stateDir, 'keyrings'),
    }),
  )
  const images = pools ? joinImages(library, pools.imageUsers) : library
  const libvirt = openLibvirtHost({ uri })
  const libvirtPools = libvirt.poolsIn(join(stateDir, 'libvirt-pools'))
  const accelerator = probeAccelerator({
    runner,
    arch,
    verdictOfRootPath: join(stateDir, 'accelerator.json'),
  })
  accelerator.then(
    (verdict) => logger.info(verdict, 'accelerator'),
    (error: unknown) => logger.error({ err: error }, 'the accelerator could not be probed'),
  )
  const files = await openSnapshotFiles({
    runner,
    images: ({ store, vm, uuid, snapshot }, reader) =>
      stores.get(store).snapshots.images(vm, uuid, snapshot, reader),
    scratch: join(stateDir, 'guest-files'),
    cache: join(stateDir, 'cache', 'guest-files'),
    accelerator,
  })
  const host: Host = {
    vms: libvirt.vms,
    guests: libvirt.guests,
    stores,
    images,
    uploads: dirOpenUploads(dirStore),
    networks: libvirt.networks,
    memory: createMemoryHost(),
    metrics: { host: readHostMetrics, vms: libvirt.readings },
    pools: zfsPoolHost({ runner, zfs, readDrives: (look) => readDrives(runner, look) }),
    copies: zfsCopyHost({ zfs, now: () => new Date() }),
    libvirtPools,
    startHook: libvirt.startHook({ links: volumeLinks, helpers: zvolHelpers }),
    facts: createFactsHost({ stores, storePath, accelerator, libvirt, libvirtPools }),
    files,
    onHint: libvirt.onHint,
    close: async () => {
      await files.close()
      await libvirt.close()
    },
  }
  return { host, jobHost: { ...host, ...libvirt.forJobs } }
}
