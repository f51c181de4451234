import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { readDisk } from '../../../src/host/dir/disk-files.ts'
import { openDirStore, type DirStoreOptions } from '../../../src/host/dir/open-dir-store.ts'
import { realFiles, type StoreFiles } from '../../../src/host/store-files.ts'
import type { DirTools } from '../../../src/host/dir/store.ts'
import { dirTools } from '../../../src/host/dir-tools.ts'
import { here } from '../../../src/host/exec.ts'

const run = promisify(execFile)

/** A folder for one test, gone after it. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  return folder
}

export async function scratchStore(options: Partial<DirStoreOptions> = {}) {
  const root = options.root ?? join(await scratchFolder(), 'store')
  const runner = options.runner ?? here
  return { root, store: await openDirStore({ runner, tools: dirTools(runner), ...options, root }) }
}

/** Fills part of a disk with one byte, as a guest would. */
export async function writeBytes(disk: string, byte: number, at = '0'): Promise<void> {
  await run('qemu-io', ['-f', 'qcow2', '-c', `write -P ${byte} ${at} 1M`, disk])
}

/** Whether the disk holds this byte there. */
export async function holdsBytes(disk: string, byte: number, at = '0', length = '1M'): Promise<boolean> {
  const { stdout } = await run('qemu-io', [
    '-r',
    '-f',
    'qcow2',
    '-c',
    `read -P ${byte} ${at} ${length}`,
    disk,
  ]).catch((error: unknown) => error as { stdout: string })
  return /^read (\d+)\/\1 bytes/m.test(stdout) && !stdout.includes('Pattern verification failed')
}

/** Holds a disk open for writing, as a running VM does, until the test ends or what it returns is called. */
export async function openAsVm(disk: string): Promise<() => Promise<void>> {
  const child = spawn('qemu-io', ['-f', 'qcow2', disk], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  child.stdin.write('length\n')
  await once(child.stdout, 'data')
  const ended = once(child, 'exit')
  return async () => {
    child.kill()
    await ended
  }
}

/** A small image as `src/host/images/` leaves it: a disk and the record that makes it whole. Returns the disk's path. */
export async function addImage(root: string, id: string, sizeMiB: number): Promise<string> {
  return addImageFolder(root, id, async (disk) => {
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', disk, `${sizeMiB}M`])
    await writeBytes(disk, 0x42)
  })
}

/** The same of a qcow2 disk that is there. */
export async function addImageDisk(root: string, id: string, qcow2: string): Promise<string> {
  return addImageFolder(root, id, (disk) => copyFile(qcow2, disk))
}

async function addImageFolder(
  root: string,
  id: string,
  make: (disk: string) => Promise<void>,
): Promise<string> {
  const folder = join(root, '.images', id)
  const disk = join(folder, 'disk.qcow2')
  await realFiles.makeFolder(folder)
  await make(disk)
  const facts = await readDisk(disk, 'qcow2')
  const record = {
    id,
    title: id,
    arch: 'x86_64',
    kind: 'disk',
    virtualSizeBytes: facts?.virtualSizeBytes,
    fileSizeBytes: facts?.allocatedBytes,
    sha256: '0'.repeat(64),
    addedAt: '2026-01-01T00:00:00Z',
    origin: { type: 'imported', from: 'a test' },
    cloudInit: false,
  }
  await writeFile(join(folder, 'image.json'), JSON.stringify(record))
  return disk
}

export class PowerCut extends Error {}

/** Files and tools that do so many things, and then nothing any more: after a power cut nobody tidies up either. */
export function powerFor(actions: number): { files: StoreFiles; tools: DirTools; wasCut: () => boolean } {
  let left = actions
  const metered = <T extends object>(all: T): T =>
    new Proxy(all, {
      get: (target, name) => {
        const act = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          left -= 1
          if (left < 0) throw new PowerCut('the power is off')
          return act(...args)
        }
      },
    })
  return { files: metered(realFiles), tools: metered(dirTools(here)), wasCut: () => left < 0 }
}
