import type { VmDefinition } from '../../../domain/vm-definition.ts'

/** A definition as the planner makes them, with these changes. */
export function exampleDefinition(changes: Partial<VmDefinition> = {}): VmDefinition {
  return {
    uuid: '11111111-2222-4333-8444-555555555555',
    name: 'web',
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    accelerator: 'kvm',
    cpus: 2,
    memoryMiB: 1024,
    firmware: { type: 'uefi', secureBoot: false, nvramPath: '/store/web/nvram.fd' },
    disks: [
      {
        name: 'root',
        target: 'vda',
        device: 'disk',
        format: 'qcow2',
        source: { type: 'file', path: '/store/web/root.qcow2' },
        readOnly: false,
        bootOrder: 1,
      },
      {
        name: 'seed',
        target: 'sda',
        device: 'cdrom',
        format: 'raw',
        source: { type: 'file', path: '/store/web/seed.iso' },
        readOnly: true,
      },
    ],
    nics: [{ mac: '52:54:00:01:02:03', link: { type: 'user', forwards: [] } }],
    autostart: false,
    made: { at: '2026-01-02T03:04:05Z', image: 'debian-12', user: 'ada' },
    ...changes,
  }
}
