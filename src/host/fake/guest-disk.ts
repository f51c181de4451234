import { createHash } from 'node:crypto'
import { readDefinition, type FakeDefinition } from './definition-text.ts'
import type { ShellGuest } from './guest-shell.ts'
import { inStores } from './spots.ts'
import type { FakeDisk, FakePlace, FakeRun, World } from './world.ts'

/** Finds the disk a guest boots from, and its place, if it is in the fake store. */
export function bootDisk(
  world: World,
  definition: FakeDefinition,
): { place: FakePlace; disk: FakeDisk } | undefined {
  for (const { source, device } of definition.disks) {
    const { place, file = '' } = (device === 'disk' && inStores(world, source.path)) || {}
    const disk = place?.disks[file.replace(/\.\w+$/, '')]
    if (place && disk) return { place, disk }
  }
  return undefined
}

/** What cloud-init and systemd do at boot: with a seed of another instance, the guest gets a new name and machine-id. */
export function setUpGuest(world: World, definition: FakeDefinition): void {
  const found = bootDisk(world, definition)
  if (!found) return
  const { place, disk } = found
  const instance = metaDataValue(place.seed?.metaData, 'instance-id') ?? disk.instance ?? definition.uuid
  if (instance === disk.instance) return
  disk.instance = instance
  const hostname = metaDataValue(place.seed?.metaData, 'local-hostname') ?? definition.name
  disk.files['/etc/hostname'] = base64(`${hostname}\n`)
  disk.files['/etc/machine-id'] = base64(
    `${createHash('sha256').update(`${definition.uuid} ${instance}`).digest('hex').slice(0, 32)}\n`,
  )
}

/** A value of the seed's meta-data, which is flat YAML or JSON. */
function metaDataValue(metaData: string | undefined, key: string): string | undefined {
  const match = metaData && new RegExp(`["']?${key}["']?\\s*:\\s*["']?([^"',\\n}]+)`).exec(metaData)
  return match?.[1]?.trim()
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Where Linux tells one boot from the next; it is nowhere but in its RAM. */
const bootIdPath = '/proc/sys/kernel/random/boot_id'

/** The guest of a running VM: its files are on its boot disk, so they outlive it and are cloned with it. */
export function guestOf(world: World, { text, boot }: Pick<FakeRun, 'text' | 'boot'>): ShellGuest {
  const definition = readDefinition(text)
  const files = bootDisk(world, definition)?.disk.files ?? {}
  return {
    hostname: () =>
      Buffer.from(files['/etc/hostname'] ?? '', 'base64')
        .toString()
        .trim() || definition.name,
    read: (path) => (path === bootIdPath ? base64(`${boot}\n`) : files[path]),
    write: (path, content) => {
      files[path] = content
    },
    remove: (path) => {
      delete files[path]
    },
    paths: () => Object.keys(files).toSorted(),
  }
}
