import type { Drive, DriveHealth } from '../../domain/drive.ts'
import { problemError } from '../../domain/problem.ts'
import { CommandError, type Runner } from '../exec.ts'
import {
  chooseById,
  parseDeviceLinks,
  parseEnclosureSlots,
  placeFromPath,
  type DeviceLinks,
} from './device-links.ts'
import { partsOf, usesOf } from './drive-uses.ts'
import { parseLsblk, type BlockDevice } from './lsblk.ts'
import { parseMounts, parseSwaps } from './mounts.ts'
import { parseSignatures, type DeviceContent } from './signatures.ts'
import { asleep, parseSmartHealth } from './smart-health.ts'

export interface ReadDrivesOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * Whether sleeping hard disks may be woken. Default no: a look at the drives then costs no spin-up, and what is on a sleeping
   * one that nothing uses is told as `unreadable`. A plan that gives drives to a pool wakes them.
   */
  readonly wake?: boolean | undefined
}

/**
 * The drives of the machine a runner stands for, with what is on each and how it feels. Needs root there to look inside: what
 * could not be looked at is told as `unreadable`, which no plan overrides. VMs and pools are joined in later
 * (`domain/join-drive-uses.ts`); pools that are imported are known here by the kernel's own list, which cannot hang.
 */
export async function readDrives(runner: Runner, options: ReadDrivesOptions = {}): Promise<readonly Drive[]> {
  const devices = await readBlockDevices(runner, options)
  const drives = devices.filter(isDrive)
  const health = await eachInTurn(drives, (drive) => readHealth(runner, drive, options))
  const [links, mounts, swaps, importedPools, slots, contents] = await Promise.all([
    read(runner, ['find', '/dev/disk', '-type', 'l', '-printf', String.raw`%p\t%l\n`], options).then(
      parseDeviceLinks,
    ),
    // The mounts of the first process are those of the host, whatever this one may see.
    readMounts(runner, options),
    read(runner, ['cat', '/proc/swaps'], options).then(parseSwaps),
    read(
      runner,
      [
        'find',
        '/proc/spl/kstat/zfs',
        '-mindepth',
        '1',
        '-maxdepth',
        '1',
        '-type',
        'd',
        '-printf',
        String.raw`%f\n`,
      ],
      options,
    ).then((text) => new Set(text.split('\n').filter(Boolean))),
    readSlots(runner, options),
    readContents(runner, drives.filter((_, index) => !isAsleep(health[index])).flatMap(partsOf), options),
  ])
  return drives.map((device, index) => ({
    ...identityOf(device, links, slots),
    uses: usesOf(device, { devices, links, mounts, swaps, importedPools, contents }),
    smart: health[index] ?? { known: false, because: 'nobody asked' },
  }))
}

function isAsleep(health: DriveHealth | undefined): boolean {
  return health?.known === false && health.because === asleep
}

/** What the kernel calls a disk and is none of the host's drives: memory, networks, and volumes of ZFS itself. */
const notDrives = /^(zram|ram|zd|nbd|rbd|drbd|loop|fd|sr|mtdblock|mmcblk\d+boot|bcache|md|dm-)/

function isDrive(device: BlockDevice): boolean {
  return device.type === 'disk' && device.sizeBytes > 0 && !notDrives.test(device.kernelName)
}

type Identity = Omit<Drive, 'uses' | 'smart'>

function identityOf(device: BlockDevice, links: DeviceLinks, slots: ReadonlyMap<string, string>): Identity {
  const { kernelName } = device
  const found = links.get(kernelName) ?? []
  const bay = slots.get(device.hctl) ?? placeFromPath(found)
  return {
    kernelName,
    byIdPath: chooseById(found),
    paths: [`/dev/${kernelName}`, ...found],
    model: device.model.replaceAll('_', ' '),
    serial: device.serial,
    ...(device.wwn === '' ? {} : { wwn: device.wwn }),
    sizeBytes: device.sizeBytes,
    rotational: device.rotational,
    transport: transportOf(device),
    logicalSectorBytes: device.logicalSectorBytes,
    physicalSectorBytes: device.physicalSectorBytes,
    ...(bay === undefined ? {} : { bay }),
    removable: device.removable,
    readOnly: device.readOnly,
    zoned: device.zoned === 'host-aware' || device.zoned === 'host-managed' ? device.zoned : 'none',
    supportsTrim: device.discardBytes > 0,
  }
}

function transportOf({ transport, kernelName }: BlockDevice): Drive['transport'] {
  if (kernelName.startsWith('vd')) return 'virtio'
  switch (transport) {
    case 'sata':
    case 'ata':
      return 'sata'
    case 'sas':
    case 'nvme':
    case 'usb':
    case 'virtio':
      return transport
    default:
      return kernelName.startsWith('nvme') ? 'nvme' : 'other'
  }
}

async function readBlockDevices(runner: Runner, options: ReadDrivesOptions): Promise<readonly BlockDevice[]> {
  try {
    const { stdout } = await runner.run(['lsblk', '-J', '-b', '-O'], limits(options))
    return parseLsblk(stdout)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    options.signal?.throwIfAborted()
    throw problemError(
      {
        code: 'host_failed',
        object: { type: 'host', name: runner.place },
        message: `The drives of this host could not be listed: ${error.message}.`,
        hint: 'Install util-linux, and see what `lsblk` says.',
      },
      error,
    )
  }
}

async function readMounts(runner: Runner, options: ReadDrivesOptions) {
  const texts = await Promise.all([
    read(runner, ['cat', '/proc/1/mounts'], options),
    read(runner, ['cat', '/proc/self/mounts'], options),
  ])
  return parseMounts(texts.join('\n'))
}

async function readSlots(runner: Runner, options: ReadDrivesOptions): Promise<ReadonlyMap<string, string>> {
  const listed = await read(
    runner,
    ['find', '/sys/class/enclosure', '-mindepth', '1', '-maxdepth', '1', '-printf', String.raw`%p/\n`],
    options,
  )
  const enclosures = listed.split('\n').filter(Boolean)
  if (enclosures.length === 0) return new Map()
  const links = [
    '-mindepth',
    '2',
    '-maxdepth',
    '2',
    '-name',
    'device',
    '-type',
    'l',
    '-printf',
    String.raw`%p\t%l\n`,
  ]
  return parseEnclosureSlots(await read(runner, ['find', ...enclosures, ...links], options))
}

async function readContents(
  runner: Runner,
  parts: readonly BlockDevice[],
  options: ReadDrivesOptions,
): Promise<ReadonlyMap<string, DeviceContent>> {
  const found = await eachInTurn(parts, async (part): Promise<[string, DeviceContent]> => {
    try {
      const { stdout } = await runner.run(['wipefs', '-J', `/dev/${part.kernelName}`], limits(options))
      return [part.kernelName, parseSignatures(stdout)]
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      options.signal?.throwIfAborted()
      return [part.kernelName, { known: false, because: error.message }]
    }
  })
  return new Map(found)
}

async function readHealth(
  runner: Runner,
  drive: BlockDevice,
  options: ReadDrivesOptions,
): Promise<DriveHealth> {
  const ask = async (more: readonly string[]): Promise<DriveHealth> => {
    const sleep = options.wake === true ? [] : ['-n', 'standby']
    try {
      const argv = ['smartctl', '-j', '-a', ...sleep, ...more, `/dev/${drive.kernelName}`]
      const { stdout, code } = await runner.run(argv, { ...limits(options), okCodes: anyCode })
      return parseSmartHealth(stdout, code)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      options.signal?.throwIfAborted()
      return {
        known: false,
        because:
          error.end.why === 'missing' ? 'smartctl is not installed (package smartmontools)' : error.message,
      }
    }
  }
  const health = await ask([])
  // Bridges that smartctl has no entry for mostly pass SATA commands through all the same.
  const bridge = !health.known && drive.transport === 'usb' && health.because.includes('USB bridge')
  if (!bridge) return health
  const through = await ask(['-d', 'sat'])
  return through.known ? through : health
}

// The exit code is a mask of findings; what it says is judged from the report.
const anyCode: readonly number[] = Array.from({ length: 256 }, (_, code) => code)

function limits({ signal }: ReadDrivesOptions) {
  // A dying drive can hold a command for minutes; the others are not to wait for it.
  return { timeoutMs: 30_000, ...(signal === undefined ? {} : { signal }) }
}

/** Standard output of a command that may find nothing to read: an absent folder or file is an empty answer. */
async function read(runner: Runner, argv: readonly string[], options: ReadDrivesOptions): Promise<string> {
  const { stdout } = await runner.run(argv, { ...limits(options), okCodes: [0, 1] })
  return stdout
}

/** One after the other: a machine with thirty drives need not start thirty processes at once. */
async function eachInTurn<From, To>(list: readonly From[], work: (item: From) => Promise<To>): Promise<To[]> {
  const done: To[] = []
  for (const item of list) done.push(await work(item))
  return done
}
