import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Drive } from '../../domain/drive.ts'
import { CommandError, type CommandResult, type Runner } from '../exec.ts'
import { readDrives, type ReadDrivesOptions } from './drives.ts'
import { asleep } from './smart-health.ts'

const read = (name: string) => readFileSync(new URL(`fixtures/drives/${name}`, import.meta.url), 'utf8')

type Answer = string | { readonly stdout: string; readonly code: number } | CommandError['end']

/** A machine that answers by the longest beginning of a command it knows; every other command finds nothing. */
function machine(answers: Readonly<Record<string, Answer>>): Runner & { readonly ran: string[] } {
  const ran: string[] = []
  return {
    place: 'here',
    ran,
    run(argv, options): Promise<CommandResult> {
      const line = argv.join(' ')
      ran.push(line)
      const known = Object.keys(answers)
        .filter((start) => line === start || line.startsWith(`${start} `))
        .toSorted((one, other) => other.length - one.length)[0]
      const answer = known === undefined ? { stdout: '', code: 1 } : answers[known]
      if (answer === undefined) throw new Error('no answer')
      if (typeof answer === 'string') return Promise.resolve({ stdout: answer, stderr: '', code: 0 })
      const end = 'why' in answer ? answer : ({ why: 'exit', code: answer.code } as const)
      const ok = end.why === 'exit' && (options?.okCodes ?? [0]).includes(end.code)
      const stdout = 'stdout' in answer ? answer.stdout : ''
      if (ok) return Promise.resolve({ stdout, stderr: '', code: end.code })
      return Promise.reject(new CommandError(argv, end, stdout, 'Permission denied'))
    },
  }
}

const home = {
  'lsblk -J -b -O': read('lsblk-home.json'),
  'find /dev/disk': read('links-home.txt'),
  'cat /proc/1/mounts':
    '/dev/nvme0n1p2 / ext4 rw 0 0\n/dev/mapper/vg-data /srv/backup ext4 rw 0 0\n/dev/sde /srv/pics btrfs rw 0 0\nproc /proc proc rw 0 0\n',
  'cat /proc/swaps': 'Filename Type Size Used Priority\n/dev/nvme0n1p3 partition 7812496 0 -2\n',
  'find /proc/spl/kstat/zfs': 'tank\n',
  'wipefs -J': read('wipefs-bare.json'),
  'wipefs -J /dev/sda': read('wipefs-gpt.json'),
  'wipefs -J /dev/sda1': read('lab/wipefs-sda1.json'),
  'wipefs -J /dev/sdc': read('wipefs-gpt.json'),
  'wipefs -J /dev/sdc1': read('wipefs-ext4.json'),
  'wipefs -J /dev/nvme0n1': read('wipefs-gpt.json'),
  'smartctl -j -a -n standby': { stdout: '{"smart_status":{"passed":true}}', code: 0 },
  'smartctl -j -a -n standby /dev/sdb': { stdout: read('smartctl-sata-failing.json'), code: 216 },
  'smartctl -j -a -n standby /dev/sdc': { stdout: read('smartctl-usb-unknown.json'), code: 1 },
  'smartctl -j -a -n standby -d sat /dev/sdc': { stdout: read('smartctl-sata-ssd.json'), code: 0 },
} satisfies Record<string, Answer>

async function drivesOf(answers: Readonly<Record<string, Answer>>, options?: ReadDrivesOptions) {
  const drives = await readDrives(machine(answers), options)
  return Object.fromEntries(drives.map((drive) => [drive.kernelName, drive]))
}

describe('a home server', () => {
  test('has these drives, and nothing that only looks like one', async () => {
    expect(Object.keys(await drivesOf(home))).toEqual(['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf', 'nvme0n1'])
  })

  test('each is known by what lasts', async () => {
    const { sdd, nvme0n1, sdc } = await drivesOf(home)
    expect(sdd).toEqual({
      kernelName: 'sdd',
      byIdPath: '/dev/disk/by-id/ata-ST4000VN006-3CW104_ZW60DDD4',
      paths: [
        '/dev/sdd',
        '/dev/disk/by-id/ata-ST4000VN006-3CW104_ZW60DDD4',
        '/dev/disk/by-id/wwn-0x5000c500d0000004',
        '/dev/disk/by-path/pci-0000:00:17.0-ata-3',
      ],
      model: 'ST4000VN006-3CW104',
      serial: 'ZW60DDD4',
      wwn: '0x5000c500d0000004',
      sizeBytes: 4_000_787_030_016,
      rotational: true,
      transport: 'sata',
      logicalSectorBytes: 512,
      physicalSectorBytes: 4096,
      bay: 'SATA port 3',
      removable: false,
      readOnly: false,
      zoned: 'none',
      supportsTrim: false,
      uses: [],
      smart: { known: true, passed: true },
    } satisfies Drive)
    expect(nvme0n1).toMatchObject({
      byIdPath: '/dev/disk/by-id/nvme-KINGSTON_SNV2S500G_50026B7700000007',
      transport: 'nvme',
      bay: 'PCIe 0000:01:00.0',
      supportsTrim: true,
    })
    expect(sdc).toMatchObject({ transport: 'usb', bay: 'USB port 3' })
  })

  test('each tells what it is used for', async () => {
    const drives = await drivesOf(home)
    expect(Object.fromEntries(Object.entries(drives).map(([name, drive]) => [name, drive.uses]))).toEqual({
      sda: [
        { what: 'partitions', table: 'gpt', count: 2 },
        { what: 'pool', device: '/dev/sda1', pool: 'tank', guid: '2339202177127765451', imported: true },
      ],
      sdb: [
        {
          what: 'holder',
          device: '/dev/sdb1',
          holder: 'LUKS volume /dev/mapper/luks-backup, mounted at /srv/backup',
        },
        { what: 'partitions', table: 'unknown', count: 1 },
      ],
      sdc: [
        { what: 'partitions', table: 'gpt', count: 1 },
        { what: 'content', device: '/dev/sdc1', type: 'ext4', label: 'data disk' },
      ],
      sdd: [],
      sde: [{ what: 'mounted', device: '/dev/sde', mountpoint: '/srv/pics' }],
      sdf: [{ what: 'holder', device: '/dev/sdf', holder: 'a mounted btrfs of several devices' }],
      nvme0n1: [
        { what: 'partitions', table: 'gpt', count: 3 },
        { what: 'mounted', device: '/dev/nvme0n1p1', mountpoint: '/boot/efi' },
        { what: 'mounted', device: '/dev/nvme0n1p2', mountpoint: '/' },
        { what: 'swap', device: '/dev/nvme0n1p3' },
      ],
    })
  })

  test('a bridge smartctl does not know is asked as SATA, a failing drive is read all the same', async () => {
    const { sdb, sdc } = await drivesOf(home)
    expect(sdb?.smart).toMatchObject({ known: true, passed: false, reallocatedSectors: 1984 })
    expect(sdc?.smart).toMatchObject({ known: true, passed: true, wearPercent: 6 })
  })
})

describe('a real machine with a use of every kind', () => {
  const device = (name: string) => [`wipefs -J /dev/${name}`, read(`lab/wipefs-${name}.json`)] as const
  const devices =
    'sda sda1 sda9 sdb sdb1 sdb9 sdc sdd sde vdb vdb1 vdb9 vdc vdc1 vdc2 vdd vde vdf vdg vdh nvme0n1 nvme1n1'
  const lab: Readonly<Record<string, Answer>> = {
    'lsblk -J -b -O': read('lab/lsblk.json'),
    'find /dev/disk': read('lab/links.txt'),
    'cat /proc/1/mounts': read('lab/mounts.txt'),
    'cat /proc/swaps': read('lab/swaps.txt'),
    'find /proc/spl/kstat/zfs': read('lab/pools.txt'),
    ...Object.fromEntries(devices.split(' ').map(device)),
    'smartctl -j -a -n standby': { stdout: read('lab/smartctl-vdb.json'), code: 1 },
    'smartctl -j -a -n standby /dev/sda': { stdout: read('lab/smartctl-sda.json'), code: 4 },
    'smartctl -j -a -n standby /dev/nvme0n1': { stdout: read('lab/smartctl-nvme0n1.json'), code: 0 },
  }

  test('has each told', async () => {
    const drives = await drivesOf(lab)
    const gpt = (count: number) => ({ what: 'partitions', table: 'gpt', count })
    const uses = Object.fromEntries(Object.entries(drives).map(([name, drive]) => [name, drive.uses]))
    const member = (device: string) => ({
      what: 'pool',
      device,
      pool: 'tank',
      guid: '2339202177127765451',
      imported: true,
    })
    expect(uses).toMatchObject({
      sda: [gpt(2), member('/dev/sda1')],
      sdb: [gpt(2), member('/dev/sdb1')],
      // The second device of a mounted btrfs, of which the kernel says nothing.
      sdc: [{ what: 'holder', device: '/dev/sdc', holder: 'a mounted btrfs of several devices' }],
      sdd: [],
      sde: [],
      vdb: [gpt(2), { what: 'pool', device: '/dev/vdb1', pool: 'old', imported: false }],
      vdc: [
        gpt(2),
        { what: 'mounted', device: '/dev/vdc1', mountpoint: '/mnt/my docs' },
        { what: 'swap', device: '/dev/vdc2' },
      ],
      vdd: [
        { what: 'holder', device: '/dev/vdd', holder: 'md RAID /dev/md127, mounted at /srv/box' },
        gpt(0),
      ],
      vde: [
        { what: 'holder', device: '/dev/vde', holder: 'md RAID /dev/md127, mounted at /srv/box' },
        gpt(0),
      ],
      vdf: [
        { what: 'holder', device: '/dev/vdf', holder: 'LUKS volume /dev/mapper/safe, mounted at /srv/data' },
      ],
      vdg: [{ what: 'mounted', device: '/dev/vdg', mountpoint: '/srv/pics' }],
      vdh: [{ what: 'content', device: '/dev/vdh', type: 'ext4', label: 'keeps' }],
      nvme0n1: [],
      nvme1n1: [],
    })
    // Where the system is, nobody was asked to look: it is in use, and that is enough.
    expect(uses['vda']).toEqual([{ what: 'mounted', device: '/dev/vda', mountpoint: '/' }])
  })

  test('has each known by what lasts', async () => {
    const drives = await drivesOf(lab)
    expect(Object.values(drives).map((drive) => drive.byIdPath?.replace('/dev/disk/by-id/', ''))).toEqual([
      'scsi-0QEMU_QEMU_HARDDISK_SCSI8A',
      'scsi-0QEMU_QEMU_HARDDISK_SCSI8B',
      'scsi-0QEMU_QEMU_HARDDISK_SCSI4A',
      'scsi-0QEMU_QEMU_HARDDISK_SCSI4B',
      'scsi-0QEMU_QEMU_HARDDISK_SCSI3A',
      undefined,
      'virtio-VIRT1',
      'virtio-VIRT2',
      'virtio-VIRT3',
      'virtio-VIRT4',
      'virtio-VIRT5',
      'virtio-VIRT6',
      'virtio-KEEPS_DATA',
      'nvme-QEMU_NVMe_Ctrl_NVME2',
      'nvme-QEMU_NVMe_Ctrl_NVME1',
    ])
    expect(drives['nvme0n1']).toMatchObject({
      serial: 'NVME1',
      transport: 'nvme',
      logicalSectorBytes: 4096,
      physicalSectorBytes: 4096,
    })
    expect(drives['nvme0n1']?.smart).toEqual({
      known: true,
      passed: true,
      temperatureCelsius: 50,
      powerOnHours: 0,
      uncorrectableErrors: 0,
      wearPercent: 0,
    })
    expect(drives['sda']?.smart).toEqual({ known: false, because: 'the drive has no SMART' })
  })
})

describe('two witnesses', () => {
  const bare = { blockdevices: [{ name: 'sda', kname: 'sda', type: 'disk', size: 1e12 }] }
  const one = { 'lsblk -J -b -O': JSON.stringify(bare), 'wipefs -J': read('wipefs-bare.json') }

  test('what lsblk misses, the kernel’s own lists tell, by any link', async () => {
    const { sda } = await drivesOf({
      ...one,
      'find /dev/disk': '/dev/disk/by-uuid/u u\t../../sda\n',
      'cat /proc/1/mounts': String.raw`/dev/disk/by-uuid/u\040u /mnt/a\040b ext4 rw 0 0`,
      'cat /proc/swaps': 'Filename Type\n/dev/sda partition 1 0 -2\n',
    })
    expect(sda?.uses).toEqual([
      { what: 'mounted', device: '/dev/sda', mountpoint: '/mnt/a b' },
      { what: 'swap', device: '/dev/sda' },
    ])
  })

  test('an exported pool is not an imported one', async () => {
    const { sda } = await drivesOf({
      ...one,
      'wipefs -J': read('lab/wipefs-sda1.json'),
      'find /proc/spl/kstat/zfs': 'other\n',
    })
    expect(sda?.uses).toEqual([
      { what: 'pool', device: '/dev/sda', pool: 'tank', guid: '2339202177127765451', imported: false },
    ])
  })

  test.each<[string, Answer, RegExp]>([
    ['refused', { stdout: '', code: 1 }, /wipefs failed with exit code 1: Permission denied/],
    ['missing', { why: 'missing' }, /wipefs is not installed/],
    ['hanging', { why: 'timeout', timeoutMs: 30_000 }, /did not finish within 30 s/],
    ['nonsense', 'sda: data', /not JSON/],
  ])('what could not be looked at (%s) is not taken for bare', async (_, answer, because) => {
    const { sda } = await drivesOf({ ...one, 'wipefs -J': answer })
    expect(sda?.uses).toMatchObject([{ what: 'unreadable', device: '/dev/sda' }])
    expect(sda?.uses[0]).toHaveProperty('because', expect.stringMatching(because))
  })

  test('a sleeping drive is left asleep, and taken for bare only once it was woken', async () => {
    const answers = {
      ...one,
      'smartctl -j -a -n standby': { stdout: read('smartctl-standby.json'), code: 2 },
      'smartctl -j -a /dev/sda': { stdout: '{"smart_status":{"passed":true}}', code: 0 },
    }
    const quiet = machine(answers)
    const [sleeping] = await readDrives(quiet)
    expect(sleeping?.smart).toEqual({ known: false, because: asleep })
    expect(sleeping?.uses).toMatchObject([{ what: 'unreadable' }])
    expect(quiet.ran.filter((line) => line.startsWith('wipefs'))).toEqual([])
    const { sda } = await drivesOf(answers, { wake: true })
    expect(sda).toMatchObject({ uses: [], smart: { known: true } })
  })
})

test('without smartctl the health is unknown, and says what to install', async () => {
  const { sdd } = await drivesOf({ ...home, 'smartctl -j -a -n standby': { why: 'missing' } })
  expect(sdd?.smart).toEqual({ known: false, because: 'smartctl is not installed (package smartmontools)' })
})

test('the slot of an enclosure is better than the port', async () => {
  const { sdd, sda } = await drivesOf({
    ...home,
    'find /sys/class/enclosure -mindepth': '/sys/class/enclosure/0:0:8:0/\n',
    'find /sys/class/enclosure/0:0:8:0/ -mindepth 2':
      '/sys/class/enclosure/0:0:8:0/Slot 07/device\t../../target2:0:0/2:0:0:0\n',
  })
  expect([sdd?.bay, sda?.bay]).toEqual(['slot 7', 'SATA port 1'])
})

test('an older lsblk and one without udev are read', async () => {
  const old = await drivesOf({ 'lsblk -J -b -O': read('lsblk-old.json') })
  expect(old['sda']).toMatchObject({ sizeBytes: 120_034_123_776, rotational: false, supportsTrim: true })
  expect(old['sda']?.uses).toContainEqual({ what: 'mounted', device: '/dev/sda1', mountpoint: '/' })
  const virtual = await drivesOf({ 'lsblk -J -b -O': read('lsblk-virtual.json') })
  expect(Object.keys(virtual)).toEqual(['vda'])
  expect(virtual['vda']).toMatchObject({ byIdPath: undefined, transport: 'virtio' })
  expect(virtual['vda']?.uses).toContainEqual({ what: 'mounted', device: '/dev/vda', mountpoint: '/' })
})

test.each<[string, Answer]>([
  ['missing', { why: 'missing' }],
  ['nonsense', 'NAME SIZE\nsda 1T\n'],
])('no lsblk (%s), no drives, and it is said', async (_, answer) => {
  await expect(readDrives(machine({ 'lsblk -J -b -O': answer }))).rejects.toMatchObject({
    problems: [{ code: 'host_failed' }],
  })
})
