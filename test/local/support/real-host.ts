import { join } from 'node:path'
import { dirImages } from '../../../src/host/dir/dir-images.ts'
import { dirOpenUploads } from '../../../src/host/dir/open-uploads.ts'
import { openStore, storeHost } from '../../../src/host/dir/open-dir-store.ts'
import { dirTools } from '../../../src/host/dir-tools.ts'
import { here } from '../../../src/host/exec.ts'
import { readDrives } from '../../../src/host/facts/drives.ts'
import { createMemoryHost } from '../../../src/host/facts/memory-host.ts'
import { readHostMetrics } from '../../../src/host/facts/host-metrics.ts'
import { createFactsHost } from '../../../src/host/facts/facts-host.ts'
import { openSnapshotFiles } from '../../../src/host/guest-files/snapshot-files.ts'
import type { Host } from '../../../src/host/host.ts'
import { imageMakers } from '../../../src/host/images/image-makers.ts'
import { joinStores } from '../../../src/host/join-stores.ts'
import { openLibvirtHost } from '../../../src/host/libvirt/open-libvirt-host.ts'
import { openedOnce } from '../../../src/host/opened-once.ts'
import { volumeLinks } from '../../../src/domain/zvol-link.ts'
import { zvolHelpers } from '../../../src/host/zfs/zvol-device.ts'
import { openZfs } from '../../../src/host/zfs/zfs.ts'
import { zfsCopyHost } from '../../../src/host/zfs/copies/zfs-copy-host.ts'
import { zfsPoolHost } from '../../../src/host/zfs/zfs-pool-host.ts'
import { runningVms } from '../../../src/host/running-vms.ts'
import { applianceCache } from './appliance-cache.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './private-libvirt.ts'

export interface RealHost {
  readonly host: Host
  readonly libvirt: PrivateLibvirt
  readonly storeRoot: string
  /** For files of a test; gone after `stop`. */
  readonly directory: string
  stop(): Promise<void>
}

/** The real adapters on a libvirtd and a store of their own. Guests run under emulation. */
export async function openRealHost(): Promise<RealHost> {
  const libvirt = await startPrivateLibvirt()
  const storeRoot = join(libvirt.directory, 'store')
  const part = openLibvirtHost({ uri: libvirt.uri, env: libvirt.env })
  const libvirtPools = part.poolsIn(join(libvirt.directory, 'pools'))
  const running = runningVms(part.vms)
  const store = await openStore({ root: storeRoot, runner: here, tools: dirTools(here), running })
  const makers = imageMakers({
    runner: here,
    arch: 'x86_64',
    buildCache: join(libvirt.directory, 'builds'),
    keyrings: join(libvirt.directory, 'keyrings'),
  })
  const accelerator = {
    accelerator: 'tcg',
    because: 'no-permission',
    sentence: 'These tests run under emulation.',
    remedy: 'None is needed.',
  } as const
  const stores = joinStores(storeHost(store), store.layout.root)
  const files = await openSnapshotFiles({
    runner: here,
    images: ({ store: name, vm, uuid, snapshot }, reader) =>
      stores.get(name).snapshots.images(vm, uuid, snapshot, reader),
    scratch: join(libvirt.directory, 'guest-files'),
    cache: applianceCache(),
    accelerator: Promise.resolve(accelerator),
  })
  const zfs = openedOnce(() => openZfs(here))
  const host: Host = {
    vms: part.vms,
    guests: part.guests,
    stores,
    images: dirImages(store, makers),
    uploads: dirOpenUploads(store),
    networks: part.networks,
    memory: createMemoryHost(),
    metrics: { host: readHostMetrics, vms: part.readings },
    pools: zfsPoolHost({
      runner: here,
      zfs,
      readDrives: (look) => readDrives(here, look),
    }),
    copies: zfsCopyHost({ zfs, now: () => new Date() }),
    libvirtPools,
    startHook: part.startHook({ links: volumeLinks, helpers: zvolHelpers }),
    facts: createFactsHost({
      stores,
      storePath: storeRoot,
      accelerator: Promise.resolve(accelerator),
      libvirt: part,
      libvirtPools,
    }),
    files,
    onHint: part.onHint,
    close: async () => {
      await files.close()
      await part.close()
    },
  }
  return {
    host,
    libvirt,
    storeRoot,
    directory: libvirt.directory,
    stop: async () => {
      await host.close()
      await libvirt.stop()
    },
  }
}
