import { placeAnywhere, placeOfRam } from './fake-places.ts'
import { inStores } from './spots.ts'
import type { World } from './world.ts'

/** What guests and QEMU write into places and read from them, for tests. */
export interface FakeHands {
  writeDisk(vm: string, disk: string, text: string): Promise<void>
  readDisk(vm: string, disk: string): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  writeGuestFiles(vm: string, disk: string, files: Readonly<Record<string, string>>): Promise<void>
  readFile(path: string): Promise<string | undefined>
}

const textFile = '/text'

export function fakeHands(world: World): FakeHands {
  const diskOf = (vm: string, name: string) => {
    const disk = placeAnywhere(world, vm).disks[name]
    if (!disk) throw new Error(`the fake VM ${vm} has no disk ${name}`)
    return disk
  }
  return {
    writeDisk: async (vm, disk, text) => {
      diskOf(vm, disk).files[textFile] = Buffer.from(text).toString('base64')
    },
    readDisk: async (vm, disk) => Buffer.from(diskOf(vm, disk).files[textFile] ?? '', 'base64').toString(),
    writeGuestFiles: async (vm, disk, files) => {
      for (const [path, text] of Object.entries(files))
        diskOf(vm, disk).files[path] = Buffer.from(text).toString('base64')
    },
    writeFile: async (path, text) => {
      const { place, part } = partAt(world, path)
      if (part === 'seed') throw new Error('a seed is written through the store')
      place[part] = text
    },
    readFile: async (path) => {
      const { place, part } = partAt(world, path)
      const content = place[part]
      return content === undefined || typeof content === 'string' ? content : JSON.stringify(content)
    },
  }
}

const parts = { 'nvram.fd': 'nvram', 'seed.iso': 'seed', 'ram.save': 'ram' } as const

function partAt(world: World, path: string) {
  const { file = '' } = inStores(world, path) ?? {}
  const part = (parts as Readonly<Record<string, (typeof parts)[keyof typeof parts]>>)[file]
  if (part === undefined) throw new Error(`the fake store has no file ${path}`)
  return { place: placeOfRam(world, path), part }
}
