import type { Image } from '../image.ts'
import type { CreateFacts } from '../plan-create-vm.ts'
import type { Checked } from '../problem.ts'
import { GiB } from '../size.ts'
import type { VmFacts } from '../vm.ts'

/** A VM as facts tell it, for tests; anything can be replaced. */
export function someVm(changes: Partial<VmFacts> = {}): VmFacts {
  const name = changes.name ?? 'web'
  return {
    uuid: '8f6c0f3e-0000-4000-8000-000000000001',
    name,
    managed: true,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    accelerator: 'kvm',
    firmware: 'uefi',
    cpus: 2,
    memoryMiB: 2048,
    autostart: false,
    disks: [
      {
        target: 'vda',
        device: 'disk',
        bus: 'virtio',
        format: 'qcow2',
        source: { type: 'file', path: `/store/${name}/root.qcow2` },
        readOnly: false,
      },
    ],
    nics: [{ mac: '52:54:00:00:00:01', model: 'virtio', link: { type: 'user', forwards: [] } }],
    status: { state: 'stopped' },
    ...changes,
  }
}

export function someImage(changes: Partial<Image> = {}): Image {
  return {
    id: 'debian-12',
    title: 'Debian 12',
    arch: 'x86_64',
    kind: 'disk',
    virtualSizeBytes: 3 * GiB,
    fileSizeBytes: GiB,
    sha256: '0'.repeat(64),
    addedAt: '2026-01-01T00:00:00.000Z',
    origin: { type: 'built', recipe: 'debian', digest: 'x' },
    defaultUser: 'debian',
    cloudInit: true,
    ...changes,
  }
}

export function someCreateFacts(changes: Partial<CreateFacts> = {}): CreateFacts {
  return {
    vms: [],
    placeNames: [],
    image: someImage(),
    imageIds: ['debian-12'],
    defaults: {
      accelerator: 'kvm',
      arch: 'x86_64',
      machine: 'pc-q35-7.2',
      uefi: true,
      link: { type: 'user', forwards: [] },
      memoryTotalMiB: 16_384,
      cpuThreads: 8,
    },
    stores: [{ name: 'local', kind: 'dir', path: '/store', totalBytes: 500 * GiB, freeBytes: 200 * GiB }],
    busyPorts: [],
    placeIn: () => ({
      nvramPath: '/store/web/nvram.fd',
      seedPath: '/store/web/seed.iso',
      consoleLogPath: '/store/web/console.log',
      disk: (name) => ({ source: { type: 'file', path: `/store/web/${name}.qcow2` }, format: 'qcow2' }),
      imagePath: (image) => `/store/.images/${image}/medium.iso`,
    }),
    fresh: {
      uuid: '11111111-2222-4333-8444-555555555555',
      mac: '52:54:00:aa:bb:cc',
      now: '2026-11-22T20:00:00.000Z',
    },
    ...changes,
  }
}

/** What a check said in short: `ok`, or each problem's code and field. */
export function codes(checked: Checked<unknown>): string {
  return checked.ok
    ? 'ok'
    : checked.problems.map((problem) => `${problem.code} ${problem.field ?? '-'}`).join(', ')
}
