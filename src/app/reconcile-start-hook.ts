import { isLinkOfStore } from '../domain/zvol-link.ts'
import type { Host } from '../host/host.ts'

/** Has libvirt look at the devices of volumes before it starts a VM by itself, as soon as there is a VM with such a disk. */
export async function reconcileStartHook({ vms, startHook }: Pick<Host, 'vms' | 'startHook'>): Promise<void> {
  const all = await vms.list()
  const usesVolumes = all.some(({ disks }) =>
    disks.some(({ source }) => source !== undefined && isLinkOfStore(source.path)),
  )
  if (usesVolumes) await startHook.install()
}
