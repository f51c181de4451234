import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VmDefinition } from '../../../src/domain/vm-definition.ts'
import type { PrivateLibvirt } from './private-libvirt.ts'
import { virsh } from './virsh.ts'

/** A small VM for tests, with an empty disk of its own. Boots nothing unless told otherwise. */
export function exampleVm(
  libvirt: Pick<PrivateLibvirt, 'directory'>,
  changes: Partial<VmDefinition> = {},
): VmDefinition {
  const uuid = changes.uuid ?? randomUUID()
  const disk = join(libvirt.directory, `${uuid}.raw`)
  writeFileSync(disk, Buffer.alloc(1024 * 1024))
  return {
    uuid,
    name: `vm-${uuid.slice(0, 8)}`,
    arch: 'x86_64',
    machine: 'q35',
    accelerator: 'tcg',
    cpus: 1,
    memoryMiB: 64,
    firmware: { type: 'bios' },
    disks: [
      {
        name: 'root',
        target: 'vda',
        device: 'disk',
        format: 'raw',
        source: { type: 'file', path: disk },
        readOnly: false,
        bootOrder: 1,
      },
    ],
    nics: [{ mac: macOf(uuid), link: { type: 'user', forwards: [] } }],
    autostart: false,
    made: { at: '2026-01-01T00:00:00Z', image: 'none' },
    ...changes,
  }
}

function macOf(uuid: string): string {
  return `52:54:00:${uuid.slice(0, 2)}:${uuid.slice(2, 4)}:${uuid.slice(4, 6)}`
}

/** What virsh, which is not ours, sees of all VMs: `name state`. */
export async function seenByVirsh(libvirt: PrivateLibvirt): Promise<readonly string[]> {
  const lines = (await virsh(libvirt.env, ['list', '--all'])).split('\n')
  return lines.flatMap((line) => {
    const match = /^ *(?:\d+|-) +(\S+) +(.+?) *$/.exec(line)
    return match === null ? [] : [`${match[1] ?? ''} ${match[2] ?? ''}`]
  })
}
