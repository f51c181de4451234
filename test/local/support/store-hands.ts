import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { here } from '../../../src/host/exec.ts'
import type { StoreHost } from '../../../src/host/store-host.ts'
import type { SnapshotsUnderTest } from '../../../src/host/testing/snapshot-hands.ts'

const sectorBytes = 512

/** Hands that reach into the places of a `dir` store as QEMU does. */
export function storeHands(store: StoreHost): Omit<SnapshotsUnderTest, 'store'> {
  const pathOf = (vm: string, disk: string) => store.place(vm).disk(disk, 'file').source.path
  return {
    writeDisk: (vm, disk, text) =>
      withScratch(async (file) => {
        const sector = Buffer.alloc(sectorBytes)
        sector.write(text)
        await writeFile(file, sector)
        const write = `write -s ${file} 0 ${sectorBytes}`
        await here.run(['qemu-io', '-f', 'qcow2', '-c', write, '--', pathOf(vm, disk)])
      }),
    readDisk: (vm, disk) =>
      withScratch(async (file) => {
        const sizes = [`bs=${sectorBytes}`, 'count=1']
        const files = [`if=${pathOf(vm, disk)}`, `of=${file}`]
        await here.run(['qemu-img', 'dd', '-f', 'qcow2', '-O', 'raw', ...sizes, ...files])
        return (await readFile(file)).toString().replaceAll('\0', '')
      }),
    writeFile: (path, text) => writeFile(path, text),
    readFile: (path) =>
      readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        return undefined
      }),
  }
}

async function withScratch<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-hands-'))
  try {
    return await work(join(folder, 'sector'))
  } finally {
    await rm(folder, { recursive: true })
  }
}
