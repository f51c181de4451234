import { randomUUID } from 'node:crypto'
import { afterEach, expect } from 'vitest'
import type { DiskDefinition, DiskKind } from '../../domain/disk.ts'
import { MiB } from '../../domain/size.ts'
import type { VmDefinition } from '../../domain/vm-definition.ts'
import type { VmFacts } from '../../domain/vm.ts'
import type { DefinitionText, Host } from '../host.ts'
import type { SeedFiles } from '../store-host.ts'
import type { SnapshotsUnderTest } from './snapshot-hands.ts'

/** What guests on the host under test can do; decides which tests there are. */
export interface GuestAbilities {
  /** A guest agent answers: commands and files can be tried. */
  readonly agent: boolean
  /** The guest powers off when it is asked. */
  readonly powersOff: boolean
}

/** A host that the contract is run on, and what it can offer. */
export interface HostUnderTest {
  readonly host: Host
  /** Waits until this holds: lets a fake world move, or real time pass. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>
  /** The text with a part that Kiste knows nothing of, and a way to find it again. */
  readonly unknownPart: {
    add(text: DefinitionText): DefinitionText
    isIn(text: DefinitionText): boolean
  }
  /** The text with this password for the VM's screen. */
  withPassword(text: DefinitionText, password: string): DefinitionText
  /** Id of an image in the store; VMs made from it boot a guest. */
  readonly image: string
  /** What blank disks are in the contract of stores; what the store makes unless it is told, unless said. */
  readonly diskKind?: DiskKind | undefined
  /** What the guest's console says, what to type then, and what it answers. */
  readonly console: { readonly ready: RegExp; readonly type: string; readonly answer: RegExp }
  /** Reach into places as guests and QEMU do. */
  readonly hands: Omit<SnapshotsUnderTest, 'store'>
  /** Writes files into a blank disk of a VM that is off, as its guest would; their paths have no folders. */
  writeGuestFiles(vm: string, disk: string, files: Readonly<Record<string, string>>): Promise<void>
  /** How long a guest may take for anything, in milliseconds. */
  readonly patienceMs: number
  stop(): Promise<void>
}

let count = 0

/** A name and a UUID that no other test has. */
export function fresh(prefix: string): { readonly name: string; readonly uuid: string } {
  count += 1
  return { name: `${prefix}-${count}`, uuid: randomUUID() }
}

export interface MadeVm {
  readonly name: string
  readonly uuid: string
  readonly definition: VmDefinition
  facts(): Promise<VmFacts>
}

export interface VmWish {
  readonly uefi?: boolean
  /** Boots the guest of the image; otherwise the disk is blank and the VM stays in its firmware. */
  readonly guest?: boolean
  readonly change?: (definition: VmDefinition) => VmDefinition
}

/** Makes a VM as the app does: its place, its disk, its definition. */
export async function makeVm(
  { host, image }: HostUnderTest,
  prefix: string,
  wish: VmWish = {},
): Promise<MadeVm> {
  const { name, uuid } = fresh(prefix)
  const place = await host.stores.get('local').createPlace(name, uuid)
  const from = wish.guest ? ({ type: 'image', image } as const) : ({ type: 'blank' } as const)
  const sizeBytes = (wish.guest ? (await host.images.get(image))?.virtualSizeBytes : undefined) ?? 16 * MiB
  const source = await host.stores.get('local').createDisk(name, { name: 'root', sizeBytes, from })
  if (wish.guest) await host.stores.get('local').writeSeed(name, seedFor(name, uuid))
  const defaults = await host.facts.defaults()
  const plain: VmDefinition = {
    uuid,
    name,
    arch: defaults.arch,
    machine: defaults.machine,
    accelerator: defaults.accelerator,
    cpus: 1,
    memoryMiB: wish.guest ? 256 : 128,
    firmware: wish.uefi ? { type: 'uefi', secureBoot: false, nvramPath: place.nvramPath } : { type: 'bios' },
    disks: [
      { name: 'root', target: 'vda', device: 'disk', format: 'qcow2', source, readOnly: false, bootOrder: 1 },
      ...(wish.guest ? [seedDisk(place.seedPath)] : []),
    ],
    nics: [{ mac: freshMac(), link: { type: 'user', forwards: [] } }],
    consoleLogPath: place.consoleLogPath,
    autostart: false,
    made: { at: '2026-01-01T00:00:00.000Z', image, user: 'someone' },
  }
  const definition = wish.change?.(plain) ?? plain
  await host.vms.define(definition)
  return { name, uuid, definition, facts: async () => factsOf(host, uuid) }
}

/** What makes a guest of its own of the same image. */
export function seedFor(name: string, instance: string): SeedFiles {
  return { metaData: `instance-id: ${instance}\nlocal-hostname: ${name}\n`, userData: '#cloud-config\n' }
}

function seedDisk(path: string): DiskDefinition {
  const source = { type: 'file', path } as const
  return { name: 'seed', target: 'vdb', device: 'disk', format: 'raw', source, readOnly: true }
}

/** Makes and starts VMs for the tests of one block, and drops them after each. */
export function vmsFor(on: () => HostUnderTest) {
  const made: Pick<MadeVm, 'name' | 'uuid'>[] = []
  afterEach(async () => {
    for (const vm of made.splice(0)) await dropVm(on(), vm)
  })
  const make = async (prefix: string, wish?: VmWish) => {
    const vm = await makeVm(on(), prefix, wish)
    made.push(vm)
    return vm
  }
  return {
    make,
    started: async (prefix: string, wish?: VmWish) => {
      const vm = await make(prefix, wish)
      await on().host.vms.start(vm.uuid)
      return vm
    },
    /** Also drops this one, which a test makes by other ways. */
    alsoDrop: (vm: Pick<MadeVm, 'name' | 'uuid'>) => void made.push(vm),
    vms: () => on().host.vms,
  }
}

export async function factsOf(host: Host, uuid: string): Promise<VmFacts> {
  const facts = await host.vms.get(uuid)
  if (!facts) throw new Error(`VM ${uuid} is not known`)
  return facts
}

/** Ends and removes a VM with all it has, whatever a test did to it. */
export async function dropVm(
  { host }: HostUnderTest,
  { name, uuid }: Pick<MadeVm, 'name' | 'uuid'>,
): Promise<void> {
  if (await host.vms.get(uuid)) {
    await host.vms.powerOff(uuid)
    await host.vms.undefine(uuid)
  }
  await host.stores.get('local').removePlace(name, uuid)
}

export function freshMac(): string {
  count += 1
  const low = [count >> 8, count].map((part) => (part & 0xff).toString(16).padStart(2, '0'))
  return `52:54:00:77:${low.join(':')}`
}

/** Matches a `ProblemError` whose first problem has this code. */
export function problem(code: string): object {
  return { problems: [expect.objectContaining({ code })] }
}

export function bytesOf(sizeBytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 7 + (index >> 8)) & 0xff))
}
