import { expect, test } from 'vitest'
import { rootFilesIn } from './build/root.ts'
import type { DiskRecord, MachineRecord } from './machine-record.ts'
import { diskNodeOver, fileName, qemuArgv } from './qemu-argv.ts'

const disk = (number: number, change: Partial<DiskRecord> = {}): DiskRecord => ({
  serial: `d${number}`,
  path: `/m/disks/d${number},x.raw`,
  slot: number,
  plugged: true,
  sectorBytes: 512,
  sizeMiB: 64,
  inborn: true,
  ...change,
})

const record: MachineRecord = {
  name: 'one',
  flavour: 'zfs-2.3',
  zfs: '2.3.2-2',
  buildFolder: '/b',
  appPath: '/apps/a.raw',
  runFolder: '/tmp/kl',
  sshPort: 2222,
  cpus: 2,
  memoryMiB: 4096,
  kvm: false,
  reachesOut: false,
  hostId: '00c0ffee',
  machineId: '0123456789abcdef0123456789abcdef',
  disks: [disk(1), disk(2, { plugged: false }), disk(3, { sectorBytes: 4096 })],
}

/** The values of an option, in order. */
function valuesOf(option: string, from: MachineRecord = record): string[] {
  const argv = qemuArgv('/m,n', from, rootFilesIn('/b'))
  return argv.flatMap((word, index) => (word === option ? [argv[index + 1] ?? ''] : []))
}

const parsed = (option: string) =>
  valuesOf(option)
    .filter((value) => value.startsWith('{'))
    .map((value) => JSON.parse(value) as Record<string, unknown>)

test('only disks that are in are given to QEMU, each in its socket', () => {
  const devices = parsed('-device').filter((device) => device['driver'] === 'virtio-blk-pci')
  expect(devices.map(({ serial, bus }) => [serial, bus])).toEqual([
    ['kiste-app', 'slot0'],
    ['d1', 'slot1'],
    ['d3', 'slot3'],
  ])
  expect(devices.at(-1)).toMatchObject({ logical_block_size: 4096, rerror: 'report', werror: 'report' })
})

test('the project is read-only, pool disks are not', () => {
  const nodes = parsed('-blockdev').filter((node) => node['driver'] === 'raw')
  expect(nodes.map((node) => [node['node-name'], node['read-only']])).toEqual([
    ['node-kiste-app', true],
    ['node-d1', false],
    ['node-d3', false],
  ])
})

test('a path with a comma stays one path', () => {
  expect(valuesOf('-chardev')[0]).toBe('file,id=serial,append=on,path=/m,,n/serial.log')
  expect(parsed('-blockdev')[2]).toMatchObject({ file: { filename: '/m/disks/d1,x.raw' } })
})

test('the guest is told who it is', () => {
  expect(valuesOf('-append')[0]).toContain('spl.spl_hostid=0x00c0ffee')
  expect(valuesOf('-append')[0]).toContain('systemd.machine_id=0123456789abcdef0123456789abcdef')
})

test('it reaches out only if it may, and only ssh reaches in, from here', () => {
  expect(valuesOf('-netdev')).toEqual(['user,id=net,ipv6=off,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22'])
  expect(valuesOf('-netdev', { ...record, reachesOut: true })[0]).toContain('restrict=off')
})

test('a machine has a KVM of its own where it was wished for', () => {
  expect(valuesOf('-cpu')[0]).toMatch(/,-svm$/)
  expect(valuesOf('-cpu', { ...record, kvm: true })[0]).toMatch(/,\+svm,\+npt$/)
})

test('changing what a disk stands on changes nothing else of it', () => {
  const born = parsed('-blockdev').find((node) => node['node-name'] === 'node-d1')
  expect(diskNodeOver('d1', fileName('d1'))).toEqual({ ...born, file: 'file-d1' })
  expect(born).toMatchObject({ file: { 'node-name': 'file-d1' } })
})
