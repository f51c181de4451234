import { join } from 'node:path'
import type { RootFiles } from './build/root.ts'
import { appSerial, rootLabel } from './build/recipe.ts'
import { diskSlots, type DiskRecord, type MachineRecord } from './machine-record.ts'

/** Files of a machine, by what they are. */
export function machineFiles(folder: string, record: Pick<MachineRecord, 'runFolder'>) {
  return {
    overlayPath: join(folder, 'root.qcow2'),
    serialPath: join(folder, 'serial.log'),
    pidPath: join(folder, 'qemu.pid'),
    qmpPath: join(record.runFolder, 'qmp'),
  }
}

/** The project's disk has the first socket. */
export const appSlot = 0

export function slotName(slot: number): string {
  return `slot${slot}`
}

/** QEMU's name of the device that a disk is seen as. */
export function deviceName(serial: string): string {
  return `dev-${serial}`
}

/** QEMU's name of what is behind a disk. */
export function nodeName(serial: string): string {
  return `node-${serial}`
}

/** QEMU's name of the file behind it. */
export function fileName(serial: string): string {
  return `file-${serial}`
}

/** QEMU's name of what makes a disk answer with errors, between the two. */
export function faultName(serial: string): string {
  return `fault-${serial}`
}

/**
 * What is behind a disk. Flushes end in the host's memory: the power cuts of the lab end QEMU and not the host, so nothing is lost by that,
 * and tests are spared the host's disk.
 */
export function diskNode(disk: Pick<DiskRecord, 'serial' | 'path'>, readOnly = false): object {
  const file = { driver: 'file', filename: disk.path, discard: 'unmap', cache }
  return layer(disk.serial, { ...file, 'node-name': fileName(disk.serial) }, readOnly)
}

/** The same over something else than its file: what QEMU is told to change it under a running guest. */
export function diskNodeOver(serial: string, node: string): object {
  return layer(serial, node, false)
}

const cache = { 'no-flush': true }

function layer(serial: string, file: object | string, readOnly: boolean): object {
  return {
    driver: 'raw',
    'node-name': nodeName(serial),
    'read-only': readOnly,
    discard: 'unmap',
    cache,
    file,
  }
}

/** The device. Errors are the guest's to see: by default QEMU would stop the whole machine at some. */
export function diskDevice(disk: Pick<DiskRecord, 'serial' | 'slot' | 'sectorBytes'>): object {
  return {
    driver: 'virtio-blk-pci',
    id: deviceName(disk.serial),
    drive: nodeName(disk.serial),
    serial: disk.serial,
    bus: slotName(disk.slot),
    logical_block_size: disk.sectorBytes,
    physical_block_size: disk.sectorBytes,
    rerror: 'report',
    werror: 'report',
  }
}

export const appDisk = (path: string) =>
  ({ serial: appSerial, path, slot: appSlot, sectorBytes: 512 }) as const

/**
 * Bookworm's 6.1 runs on this CPU; with `max` it panics in the emulation of QEMU 7.2. What the model lacks of x86-64-v2 is added, what
 * QEMU cannot emulate of it is left out.
 */
const cpu = 'Opteron_G3,-misalignsse,+ssse3,+sse4.1,+sse4.2'

/**
 * AMD's virtualisation, which QEMU emulates: the machine has a KVM of its own, and guests in there run on it as on iron, in a fourth of the
 * time that emulation within emulation takes. Only where guests have to boot: the emulation is not sound. On a busy host its kernel was
 * seen to hang, and to panic in KVM_RUN.
 */
const virtualisation = ',+svm,+npt'

type Option = readonly [name: string, value: string]

/** The command that runs a machine, and returns when it runs. */
export function qemuArgv(folder: string, record: MachineRecord, root: RootFiles): readonly string[] {
  const files = machineFiles(folder, record)
  const options: readonly Option[] = [
    ['-name', `kiste-lab-${record.name}`],
    // Never KVM: where the lab is most needed KVM is broken or missing, and one way is enough to keep working.
    ['-machine', 'q35'],
    ['-accel', 'tcg,thread=multi'],
    ['-cpu', record.kvm ? `${cpu}${virtualisation}` : `${cpu},-svm`],
    ['-smp', String(record.cpus)],
    ['-m', String(record.memoryMiB)],
    ['-display', 'none'],
    ['-kernel', root.kernelPath],
    ['-initrd', root.initrdPath],
    ['-append', commandLine(record)],
    ['-chardev', `file,id=serial,append=on,path=${optionValue(files.serialPath)}`],
    ['-serial', 'chardev:serial'],
    ['-chardev', `socket,id=qmp,server=on,wait=off,path=${optionValue(files.qmpPath)}`],
    ['-mon', 'chardev=qmp,mode=control'],
    ['-device', 'virtio-rng-pci'],
    ['-netdev', network(record)],
    ['-device', 'virtio-net-pci,netdev=net'],
    ['-blockdev', json(rootNode(files.overlayPath))],
    ['-device', 'virtio-blk-pci,drive=root'],
    // A disk can be pulled from a PCI Express port only.
    ...Array.from({ length: diskSlots + 1 }, (_, slot): Option => {
      const port = { driver: 'pcie-root-port', id: slotName(slot), chassis: slot + 1, slot: slot + 1 }
      return ['-device', json(port)]
    }),
    ...diskOptions(appDisk(record.appPath), true),
    ...record.disks.filter((disk) => disk.plugged).flatMap((disk) => diskOptions(disk, false)),
    ['-pidfile', files.pidPath],
  ]
  return ['qemu-system-x86_64', '-nodefaults', '-no-user-config', '-daemonize', ...options.flat()]
}

function network(record: MachineRecord): string {
  const restrict = record.reachesOut ? 'off' : 'on'
  return `user,id=net,ipv6=off,restrict=${restrict},hostfwd=tcp:127.0.0.1:${record.sshPort}-:22`
}

function diskOptions(
  disk: Pick<DiskRecord, 'serial' | 'path' | 'slot' | 'sectorBytes'>,
  readOnly: boolean,
): readonly Option[] {
  return [
    ['-blockdev', json(diskNode(disk, readOnly))],
    ['-device', json(diskDevice(disk))],
  ]
}

function rootNode(path: string): object {
  return {
    driver: 'qcow2',
    'node-name': 'root',
    discard: 'unmap',
    file: { driver: 'file', filename: path, cache },
  }
}

function commandLine(record: MachineRecord): string {
  return [
    `root=LABEL=${rootLabel}`,
    'rw',
    'console=ttyS0',
    // Warnings and worse only: an emulated serial port is slow.
    'quiet',
    'loglevel=5',
    'net.ifnames=0',
    // A kernel that gave up says why on the console and stays; the machine is then ended from outside.
    'panic=0',
    'oops=panic',
    // Guards against attackers would only take time in an emulated machine that holds nothing.
    'mitigations=off',
    `systemd.machine_id=${record.machineId}`,
    `spl.spl_hostid=0x${record.hostId}`,
  ].join(' ')
}

/** QEMU parts its options at commas, and takes two for one. */
function optionValue(text: string): string {
  return text.replaceAll(',', ',,')
}

function json(value: object): string {
  return JSON.stringify(value)
}
