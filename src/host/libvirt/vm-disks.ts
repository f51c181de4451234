import { setTimeout as sleep } from 'node:timers/promises'
import type { DiskDefinition } from '../../domain/disk.ts'
import { problemError } from '../../domain/problem.ts'
import type { VmHost } from '../host.ts'
import { wouldShrink } from '../store-problems.ts'
import { diskSpec, takesDirectIo } from './device-xml.ts'
import { pathsWithoutDirectIo } from './direct-io.ts'
import { LibvirtError } from './error.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'
import { buildXml, descend, parseXml, textOf, writeXml, xml } from './xml-dom.ts'

/** virDomainDeviceModifyFlags, and the XML that each of them changes (VIR_DOMAIN_XML_INACTIVE). */
const sides = { live: { flags: 1, xmlFlags: 0 }, config: { flags: 2, xmlFlags: 2 } } as const
type Side = keyof typeof sides

const RESIZE_BYTES = 1
/** A guest lets a device go in a second or two; one that boots, or has no system, never does. */
const releaseLimitMs = 30_000
const releasePollMs = 250

/** Disks of VMs that are there: given, taken, grown; of one that runs, in the running one first and then in its definition. */
export function libvirtDisks(vms: VmAccess): Pick<VmHost, 'attachDisk' | 'detachDisk' | 'resizeDisk'> {
  const { libvirt } = vms
  const textOfSide = (dom: DomainRef, side: Side) =>
    libvirt.call('domainGetXmlDesc', { dom, flags: sides[side].xmlFlags })
  const diskAt = async (dom: DomainRef, side: Side, path: string) =>
    parseDomain(await textOfSide(dom, side)).disks.find(({ source }) => source?.path === path)
  const sidesOf = async (dom: DomainRef, done: string): Promise<readonly Side[]> => {
    if (!(await libvirt.call('domainIsPersistent', { dom })))
      throw notWhile(dom.name, done, 'known only until it stops')
    return dom.id === NOT_RUNNING_ID ? ['config'] : ['live', 'config']
  }

  return {
    attachDisk: (uuid, disk) =>
      vms.change(uuid, `given the disk ${disk.name}`, async (dom) => {
        for (const side of await sidesOf(dom, 'given a disk')) {
          if (await diskAt(dom, side, disk.source.path)) continue
          const xml = await newDisk(disk, await textOfSide(dom, side))
          await libvirt.withConnection((own) =>
            own.call('domainAttachDeviceFlags', { dom, xml, flags: sides[side].flags }),
          )
        }
      }),

    detachDisk: (uuid, path) =>
      vms.change(uuid, `freed of the disk ${path}`, async (dom) => {
        for (const side of await sidesOf(dom, 'freed of a disk')) {
          const there = await diskAt(dom, side, path)
          if (!there) continue
          const { target, bus, device } = there
          const text = writeXml(buildXml(xml('disk', { device }, xml('target', { dev: target, bus }))))
          const isGone = async () => !(await diskAt(dom, side, path))
          try {
            await libvirt.withConnection((own) =>
              own.call('domainDetachDeviceFlags', { dom, xml: text, flags: sides[side].flags }),
            )
          } catch (error) {
            // Asked once before, the guest may be about to let it go; and libvirt minds being asked again.
            if (side === 'config' || !(error instanceof LibvirtError)) throw error
            if (!(await within(releaseLimitMs, isGone))) throw error
          }
          if (!(await within(releaseLimitMs, isGone))) throw notReleased(dom.name, target)
        }
      }),

    resizeDisk: (uuid, path, sizeBytes) =>
      vms.change(uuid, 'told of the new size of a disk', async (dom) => {
        if (dom.id === NOT_RUNNING_ID) return
        const disk = await diskAt(dom, 'live', path)
        if (!disk) return
        const { capacityBytes } = await libvirt.call('domainGetBlockInfo', {
          dom,
          disk: disk.target,
          flags: 0,
        })
        if (Number(capacityBytes) > sizeBytes)
          throw wouldShrink(dom.name, disk.target, Number(capacityBytes), sizeBytes)
        await libvirt.withConnection((own) =>
          own.call('domainBlockResize', {
            dom,
            disk: disk.target,
            size: BigInt(sizeBytes),
            flags: RESIZE_BYTES,
          }),
        )
      }),
  }
}

/** As a new VM's disks are written; served by one of the I/O threads that the VM has. */
async function newDisk(disk: DiskDefinition, domainText: string): Promise<string> {
  const domain = parseXml(domainText, 'domain')
  const threads = Number(textOf(descend(domain, 'iothreads')) ?? 0)
  const count = parseDomain(domainText).disks.length
  const files = disk.source.type === 'file' ? [disk.source.path] : []
  const spec = diskSpec(disk, {
    directIo: takesDirectIo(disk, await pathsWithoutDirectIo(files)),
    ioThread: threads > 0 ? (count % threads) + 1 : undefined,
  })
  return writeXml(buildXml(spec))
}

async function within(limitMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += releasePollMs) {
    if (await isSo()) return true
    if (waitedMs >= limitMs) return false
    await sleep(releasePollMs)
  }
}

function notReleased(vm: string, target: string) {
  return problemError({
    code: 'wrong_state',
    object: { type: 'disk', name: `${vm}/${target}` },
    message: `The guest of ${vm} did not let the disk ${target} go within ${releaseLimitMs / 1000} s.`,
    hint: `Unmount it in the guest and try again, or stop ${vm} first: kiste vm stop ${vm}`,
  })
}
