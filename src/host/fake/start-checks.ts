import { problemError } from '../../domain/problem.ts'
import { readDefinition, type FakeDefinition } from './definition-text.ts'
import { inStores, isLockedAway } from './spots.ts'
import { storeRoot, type World } from './world.ts'

/** What QEMU and libvirt would find wrong when a VM starts: missing files, disks and ports that another one holds. */
export function checkStart(world: World, definition: FakeDefinition): void {
  for (const disk of definition.disks) {
    if (isLockedAway(world, disk.source.path) || !fileExists(world, disk.source.path))
      throw cannotStart(definition.name, `the file ${disk.source.path} is missing`)
  }
  const { firmware } = definition
  if (firmware.type === 'uefi') makeNvram(world, definition.name, firmware.nvramPath)
  for (const [uuid, other] of Object.entries(world.vms)) {
    // What is left of its own run after a crash gives way to the new one.
    if (!other.run || uuid === definition.uuid) continue
    const running = readDefinition(other.run.text)
    const shared = definition.disks.find(
      (disk) => !disk.readOnly && running.disks.some((theirs) => theirs.source.path === disk.source.path),
    )
    if (shared)
      throw problemError({
        code: 'in_use',
        message: `VM ${definition.name} cannot start: ${shared.source.path} is in use by VM ${running.name}.`,
        object: { type: 'vm', name: definition.name },
      })
    const port = hostPorts(definition).find((wish) => hostPorts(running).includes(wish))
    if (port !== undefined)
      throw problemError({
        code: 'in_use',
        message: `VM ${definition.name} cannot start: port ${port} of the host is taken by VM ${running.name}.`,
        object: { type: 'vm', name: definition.name },
      })
  }
}

/** `tcp 127.0.0.1:2222` and the like. */
export function hostPorts(definition: FakeDefinition): string[] {
  return definition.nics.flatMap(({ link }) =>
    link.type === 'user'
      ? link.forwards.map((forward) => `${forward.protocol} ${forward.hostAddress}:${forward.hostPort}`)
      : [],
  )
}

const imagesFolder = `${storeRoot}/.images/`

function fileExists(world: World, path: string): boolean {
  if (path.startsWith(imagesFolder)) {
    const [id = '', file] = path.slice(imagesFolder.length).split('/')
    return file === 'medium.iso' && world.images[id]?.kind === 'iso'
  }
  // Files outside the store belong to VMs that Kiste did not make; the fake does not know them.
  const found = inStores(world, path)
  if (!found) return true
  const { place, file } = found
  if (!place) return false
  return file === 'seed.iso'
    ? place.seed !== undefined
    : place.disks[file.replace(/\.\w+$/, '')] !== undefined
}

function makeNvram(world: World, name: string, path: string): void {
  const found = inStores(world, path)
  if (!found) return
  const { place } = found
  if (!place) throw cannotStart(name, `the file ${path} is missing`)
  place.nvram ??= `variables of ${name}`
}

function cannotStart(name: string, because: string) {
  return problemError({
    code: 'host_failed',
    message: `VM ${name} cannot start: ${because}.`,
    object: { type: 'vm', name },
  })
}
