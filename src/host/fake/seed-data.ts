import { GiB, MiB } from '../../domain/size.ts'
import type { VmDefinition } from '../../domain/vm-definition.ts'
import { writeDefinition, writeNotes } from './definition-text.ts'
import { base64 } from './guest-disk.ts'
import { seedPast, seedTry } from './seed-history.ts'
import { seedAilingPools } from './seed-ailing-pools.ts'
import { seedPools } from './seed-pools.ts'
import { emptyWorld, storeRoot, type FakeVm, type World } from './world.ts'

/** What a fake host begins with: nothing, a home that looks lived in, one whose drives want a look, or so many VMs. */
export type SeedData = 'empty' | 'demo' | 'ailing' | number

export function seededWorld(data: SeedData, now: Date): World {
  if (data === 'empty') return emptyWorld()
  const world = withImages(emptyWorld(), now)
  if (data === 'demo' || data === 'ailing') {
    demo(world, now)
    if (data === 'ailing') seedAilingPools(world, now)
  } else for (let index = 1; index <= data; index += 1) addMany(world, index, now)
  return world
}

function withImages(world: World, now: Date): World {
  world.images['debian-12'] = {
    id: 'debian-12',
    title: 'Debian 12, built here',
    arch: 'x86_64',
    kind: 'disk',
    virtualSizeBytes: 2 * GiB,
    fileSizeBytes: 480 * MiB,
    sha256: '5d1f1a0c'.repeat(8),
    addedAt: daysBefore(now, 40),
    origin: { type: 'built', recipe: 'debian bookworm', digest: '7e2b9d44'.repeat(8) },
    defaultUser: 'debian',
    cloudInit: true,
  }
  world.images['alpine-3.22'] = {
    id: 'alpine-3.22',
    title: 'Alpine Linux 3.22',
    arch: 'x86_64',
    kind: 'disk',
    virtualSizeBytes: 256 * MiB,
    fileSizeBytes: 180 * MiB,
    sha256: 'a90c33f1'.repeat(8),
    addedAt: daysBefore(now, 12),
    origin: { type: 'imported', from: 'https://example.org/alpine.qcow2' },
    defaultUser: 'alpine',
    cloudInit: true,
  }
  return world
}

function demo(world: World, now: Date): void {
  const at = (days: number) => daysBefore(now, days)
  addVm(world, {
    name: 'web',
    at: at(30),
    autostart: true,
    state: 'running',
    notes: '# Reverse proxy\n\n- Certificates renew by themselves: /etc/caddy\n- Router: 80 and 443 → 8080',
    ports: [
      [8080, 80],
      [2222, 22],
    ],
  })
  addVm(world, {
    name: 'photos',
    at: at(21),
    cpus: 4,
    memoryMiB: 4096,
    diskBytes: 200 * GiB,
    autostart: true,
    state: 'running',
  })
  addVm(world, { name: 'home-assistant', at: at(19), image: 'alpine-3.22', autostart: true, state: 'paused' })
  addVm(world, { name: 'build', at: at(4), cpus: 6, memoryMiB: 8192, diskBytes: 60 * GiB })
  addVm(world, { name: 'old-forum', at: at(300), state: 'crashed' })
  addVm(world, { name: 'win-test', foreign: true, at: at(100), diskBytes: 64 * GiB })
  const [forum, assistant] = [world.places['old-forum'], world.places['home-assistant']]
  if (forum) seedPast(forum, at)
  if (assistant) seedTry(assistant, at)
  seedPools(world, now)
  world.networks = seedNetworks
  addVm(world, { name: 'playground', at: at(9) })
  const [uuid = ''] = Object.entries(world.vms).find(([, vm]) => vm.text?.includes('"playground"')) ?? []
  const place = world.places['playground']
  if (!place) return
  delete world.vms[uuid]
  delete world.places['playground']
  const id = 'playground-1'
  world.bin[id] = {
    vm: 'playground',
    deletedAt: at(2),
    keepUntil: daysBefore(now, -28),
    place,
  }
}

const seedNetworks: NonNullable<World['networks']> = {
  default: {
    name: 'default',
    uuid: '3f1c0de5-0000-4000-8000-0000000000aa',
    active: true,
    autostart: true,
    mode: 'nat',
    bridge: 'virbr0',
    subnets: [
      {
        address: '192.168.122.1',
        prefix: 24,
        ranges: [{ start: '192.168.122.2', end: '192.168.122.254' }],
      },
    ],
  },
  lab: {
    name: 'lab',
    uuid: '3f1c0de5-0000-4000-8000-0000000000ab',
    active: false,
    autostart: false,
    mode: 'isolated',
    bridge: 'virbr1',
    subnets: [{ address: '10.10.0.1', prefix: 24, ranges: [] }],
  },
}

function addMany(world: World, index: number, now: Date): void {
  addVm(world, {
    name: `vm-${String(index).padStart(4, '0')}`,
    at: daysBefore(now, index % 400),
    cpus: 1 + (index % 4),
    memoryMiB: 512 * (1 + (index % 3)),
    ...(index % 3 === 0 ? { state: 'running' } : {}),
  })
}

interface SeedVm {
  readonly name: string
  readonly at: string
  readonly cpus?: number
  readonly memoryMiB?: number
  readonly diskBytes?: number
  readonly image?: string
  readonly autostart?: boolean
  /** Host and guest ports. */
  readonly ports?: readonly (readonly [number, number])[]
  readonly state?: 'running' | 'paused' | 'crashed'
  readonly foreign?: boolean
  readonly notes?: string
}

function addVm(world: World, wish: SeedVm): void {
  const { name, image = 'debian-12', autostart = false, state } = wish
  const index = (world.events += 1)
  const uuid = `0b1c0de5-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
  const path = wish.foreign ? '/var/lib/libvirt/images' : `${storeRoot}/${name}`
  const root = wish.foreign ? `${path}/${name}.qcow2` : `${path}/root.qcow2`
  const definition: VmDefinition = {
    uuid,
    name,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    accelerator: 'kvm',
    cpus: wish.cpus ?? 2,
    memoryMiB: wish.memoryMiB ?? 2048,
    firmware: { type: 'uefi', secureBoot: false, nvramPath: `${path}/nvram.fd` },
    disks: [
      {
        name: 'root',
        target: 'vda',
        device: 'disk',
        format: 'qcow2',
        source: { type: 'file', path: root },
        readOnly: false,
        bootOrder: 1,
      },
    ],
    nics: [
      {
        mac: `52:54:00:00:${hex(index >> 8)}:${hex(index)}`,
        link: {
          type: 'user',
          forwards: (wish.ports ?? []).map(([hostPort, guestPort]) => ({
            protocol: 'tcp',
            hostAddress: '127.0.0.1',
            hostPort,
            guestPort,
          })),
        },
      },
    ],
    consoleLogPath: `${path}/console.log`,
    autostart,
    made: { at: wish.at, image, user: 'debian' },
  }
  const { made: _, consoleLogPath: __, ...unmade } = definition
  const text = writeNotes(writeDefinition(wish.foreign ? unmade : definition), wish.notes ?? '')
  const vm: FakeVm = { text, autostart }
  if (state)
    vm.run = {
      id: index,
      boot: `boot ${index}`,
      text,
      state,
      agent: state === 'crashed' ? 'disconnected' : 'connected',
      cpus: definition.cpus,
      memoryMiB: definition.memoryMiB,
    }
  world.vms[uuid] = vm
  world.logs[name] = [`${wish.at}: starting up`]
  if (wish.foreign) return
  if (state) world.serial = { ...world.serial, [uuid]: `${name} login: ` }
  const diskBytes = wish.diskBytes ?? 20 * GiB
  world.places[name] = {
    uuid,
    definition: text,
    nvram: `variables of ${name}`,
    disks: {
      root: {
        virtualSizeBytes: diskBytes,
        allocatedBytes: Math.round(diskBytes * 0.18),
        image,
        files: { '/etc/hostname': base64(`${name}\n`) },
        instance: uuid,
      },
    },
  }
}

function hex(value: number): string {
  return (value & 0xff).toString(16).padStart(2, '0')
}

function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString()
}
