import { withoutLoops } from './backing-stores.ts'
import type { LibvirtClient } from './client.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain, type ParsedDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'
import { buildXml, writeXml, xml, XmlError } from './xml-dom.ts'

/** virDomainSnapshotCreateFlags: no record with libvirt, no RAM, files that are there, all disks or none. */
const SNAPSHOT_FLAGS = 4 | 16 | 32 | 128
const XML_LIVE = 0
const XML_SECURE_INACTIVE = 1 | 2

/**
 * Makes a running VM write to other files under the same paths: libvirt's external snapshot onto files that were made before. What QEMU
 * wrote until then it only reads from now on, whatever name it has by now.
 */
export function pivotDisks(vms: VmAccess, uuid: string, paths: readonly string[]): Promise<void> {
  const { libvirt } = vms
  return vms.change(uuid, 'made to write to other files', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'made to write to other files', 'off')
    const live = parseDomain(await libvirt.call('domainGetXmlDesc', { dom, flags: XML_LIVE }))
    const text = snapshotXml(live, paths)
    try {
      await libvirt.withConnection((own) =>
        own.call('domainSnapshotCreateXml', { dom, xml: text, flags: SNAPSHOT_FLAGS }),
      )
    } finally {
      await mendDefinition(libvirt, dom)
    }
  })
}

/** Takes out of a definition what libvirt writes into it on the way, and what would keep the VM from starting. */
export async function mendDefinition(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  const text = await libvirt.call('domainGetXmlDesc', { dom, flags: XML_SECURE_INACTIVE })
  const mended = withoutLoops(text)
  if (mended !== undefined) await libvirt.call('domainDefineXmlFlags', { xml: mended, flags: 0 })
}

/** Every disk is named, as libvirt would take those that are not into the snapshot, too. */
function snapshotXml({ disks, name }: ParsedDomain, paths: readonly string[]): string {
  const missing = paths.find((path) => !disks.some(({ source }) => source?.path === path))
  if (missing !== undefined) throw new XmlError(`${name} has no disk ${missing}`)
  const elements = disks
    .filter(({ target, source }) => target !== '' && source !== undefined)
    .map(({ target, source }) => {
      if (source === undefined || !paths.includes(source.path))
        return xml('disk', { name: target, snapshot: 'no' })
      return xml(
        'disk',
        { name: target, snapshot: 'external', type: 'file' },
        xml('driver', { type: 'qcow2' }),
        xml('source', { file: source.path }),
      )
    })
  return writeXml(buildXml(xml('domainsnapshot', {}, xml('disks', {}, ...elements))))
}
