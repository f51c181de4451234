import type { DiskDefinition } from '../../domain/disk.ts'
import type { NicDefinition } from '../../domain/nic.ts'
import { xml, XmlError, type XmlSpec } from './xml-dom.ts'

/** How a disk's reads and writes reach its bytes. */
export interface DiskPath {
  /** Whether the file system takes O_DIRECT; without it QEMU refuses `cache='none'`. */
  readonly directIo: boolean
  /** The I/O thread that serves it, from 1; undefined for buses that have none of their own. */
  readonly ioThread: number | undefined
}

/**
 * Whether a disk is to be opened past the page cache. What is said of the disk itself counts before what opening its file tells: ZFS takes
 * the flag, and then either ignores it or, from 2.3 on, lets the guest change pages that it is writing (zfs#18610).
 */
export function takesDirectIo(
  { source, hostCached }: Pick<DiskDefinition, 'source' | 'hostCached'>,
  noDirectIo: ReadonlySet<string> = new Set(),
): boolean {
  return hostCached !== true && (source.type === 'block' || !noDirectIo.has(source.path))
}

/** virtio-blk carries at most so many bytes of a serial number (VIRTIO_BLK_ID_BYTES). */
const maxSerialLength = 20

/** A disk or CD drive. The guest finds it by its serial, which is the disk's name and stays the same in a clone. */
export function diskSpec(disk: DiskDefinition, path: DiskPath): XmlSpec {
  const bus = busOf(disk)
  return xml(
    'disk',
    { type: disk.source.type, device: disk.device },
    xml('driver', {
      name: 'qemu',
      type: disk.format,
      ...ioOf(path.directIo),
      ...(disk.readOnly ? {} : onError),
      // What the guest frees is freed on the host; a run of zeroes takes no room.
      discard: disk.readOnly ? undefined : 'unmap',
      detect_zeroes: disk.readOnly ? undefined : 'unmap',
      iothread: bus === 'virtio' ? path.ioThread : undefined,
    }),
    disk.source.type === 'file'
      ? xml('source', { file: disk.source.path })
      : xml('source', { dev: disk.source.path }),
    xml('target', { dev: disk.target, bus }),
    xml('serial', {}, disk.name.slice(0, maxSerialLength)),
    disk.readOnly ? xml('readonly') : undefined,
    disk.bootOrder === undefined ? undefined : xml('boot', { order: disk.bootOrder }),
  )
}

/**
 * `vd…` is virtio-blk, `sd…` hangs on virtio-scsi. CD drives are SCSI too: the cloud kernels of Debian have no driver for SATA,
 * and the virt machines of other architectures have no SATA at all.
 */
export function busOf(disk: Pick<DiskDefinition, 'target' | 'device'>): 'virtio' | 'scsi' {
  if (/^vd[a-z]{1,3}$/.test(disk.target) && disk.device === 'disk') return 'virtio'
  if (/^sd[a-z]{1,3}$/.test(disk.target)) return 'scsi'
  throw new XmlError(`${JSON.stringify(disk.target)} cannot be the target of a ${disk.device}`)
}

/**
 * A write that cannot be done holds the VM instead of being told to the guest, which could only drop the data: with a full store it
 * goes on, nothing lost, once there is room. `stop` and not `enospace`, QEMU's own choice, since a quota that is used up (EDQUOT) and
 * thin volumes that are full (EIO) are the same to the guest and can be mended, too; and whoever would rather lose the disk can still
 * switch the VM off. Reads are reported: a bad sector stays one, and a held VM would be held again each time it goes on.
 */
const onError = { error_policy: 'stop', rerror_policy: 'report' } as const

/** Past the host's page cache where that works: the guest caches already, and a flush then means stable storage. */
export function ioOf(directIo: boolean): { readonly cache: string; readonly io: string } {
  return directIo ? { cache: 'none', io: 'native' } : { cache: 'writeback', io: 'threads' }
}

/** A virtio NIC. Its port forwards are written by `writeForwards`. */
export function nicSpec(nic: NicDefinition, queues: number): XmlSpec {
  const { link } = nic
  const model = xml('model', { type: 'virtio' })
  const mac = xml('mac', { address: nic.mac })
  // One queue a CPU lets a guest's network use more than one core; the user network has one queue only.
  const driver = queues > 1 ? xml('driver', { queues }) : undefined
  switch (link.type) {
    case 'user':
      return xml('interface', { type: 'user' }, mac, model)
    case 'network':
      return xml(
        'interface',
        { type: 'network' },
        mac,
        xml('source', { network: link.network }),
        model,
        driver,
      )
    case 'bridge':
      return xml('interface', { type: 'bridge' }, mac, xml('source', { bridge: link.bridge }), model, driver)
  }
}
