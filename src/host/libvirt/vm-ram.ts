import type { VmHost } from '../host.ts'
import { withoutBackingStores } from './backing-stores.ts'
import { LibvirtError } from './error.ts'
import { ensureNetworks } from './networks.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

/** virDomainSaveRestoreFlags. */
const SAVE = { on: 2, paused: 4 } as const
/** As a save file takes it: with secrets, and without what only the running VM has. */
const XML_SECURE_MIGRATABLE = 1 | 8

/** RAM of VMs in files: written, and gone on from. Both may take minutes, so each has a connection of its own. */
export function libvirtRam(vms: VmAccess): Pick<VmHost, 'saveRam' | 'restoreRam' | 'keepsRam'> {
  const { libvirt } = vms

  /** Whether a file holds the whole RAM of this VM; libvirt refuses one that it did not finish. */
  async function isSaved(dom: DomainRef, path: string): Promise<boolean> {
    try {
      const text = await libvirt.call('domainSaveImageGetXmlDesc', { file: path, flags: 0 })
      return parseDomain(text).uuid === dom.uuid
    } catch (error) {
      if (error instanceof LibvirtError) return false
      throw error
    }
  }

  return {
    saveRam: (uuid, path, then) =>
      vms.change(uuid, 'saved with its RAM', async (dom) => {
        if (dom.id === NOT_RUNNING_ID) {
          if (await isSaved(dom, path)) return
          throw notWhile(dom.name, 'saved with its RAM', 'off')
        }
        const text = await libvirt.call('domainGetXmlDesc', { dom, flags: XML_SECURE_MIGRATABLE })
        await libvirt.withConnection((own) =>
          own.call('domainSaveFlags', { dom, to: path, xml: withoutBackingStores(text), flags: SAVE[then] }),
        )
      }),

    restoreRam: (uuid, path) =>
      vms.change(uuid, 'restored with its RAM', async (dom) => {
        if (dom.id !== NOT_RUNNING_ID) return
        await ensureNetworks(libvirt, dom)
        await libvirt.withConnection((own) =>
          own.call('domainRestoreFlags', { from: path, xml: null, flags: 0 }),
        )
      }),

    keepsRam: (uuid) =>
      vms.look(uuid, 'read', (dom) => libvirt.call('domainHasManagedSaveImage', { dom, flags: 0 })),
  }
}
