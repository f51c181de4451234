import { randomInt } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureAppDisk } from './app-disk.ts'
import { refreshApp } from './app-refresh.ts'
import { ensureBuild } from './build/build-lab.ts'
import { flavourNamed, type Flavour } from './build/flavours.ts'
import { makeDiskFile } from './disk-file.ts'
import { freshIdentity, makeRoot } from './fresh-host.ts'
import { machineFolder, openLab, qemuPid, switchOff, switchOn, untilUp, type Lab } from './machine.ts'
import { withMachineLock } from './machine-lock.ts'
import { readRecord, writeRecord, type DiskRecord, type MachineRecord } from './machine-record.ts'

export interface MachineWish {
  readonly name: string
  readonly flavour: Flavour['name']
  readonly cpus?: number
  readonly kvm?: boolean
  readonly memoryMiB?: number
  /** One pool disk each. Default: six of 2 GiB. */
  readonly diskSizesMiB?: readonly number[]
  readonly sectorBytes?: 512 | 4096
  /** Lets the guest reach the host and beyond. Default: no, so that no test leans on a network. */
  readonly reachesOut?: boolean
}

export interface UpOptions {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/**
 * Makes a machine afresh and switches it on: what its disks held before is gone. Resolves once it has booted. A machine of that name that
 * runs is ended first.
 */
export async function upFresh(wish: MachineWish, options: UpOptions): Promise<Lab> {
  const build = await ensureBuild(flavourNamed(wish.flavour), options)
  const appPath = await ensureAppDisk(options)
  const folder = machineFolder(wish.name)
  const record = await withMachineLock(wish.name, async () => {
    await removeMachine(wish.name)
    await mkdir(join(folder, 'disks'), { recursive: true })
    const sizesMiB = wish.diskSizesMiB ?? Array.from({ length: 6 }, () => 2048)
    const record: MachineRecord = {
      name: wish.name,
      flavour: build.flavour.name,
      zfs: build.zfs,
      buildFolder: build.folder,
      appPath,
      runFolder: await mkdtemp(join(tmpdir(), 'kl-')),
      sshPort: await freePort(),
      cpus: wish.cpus ?? 2,
      memoryMiB: wish.memoryMiB ?? 4096,
      kvm: wish.kvm ?? false,
      reachesOut: wish.reachesOut ?? false,
      ...freshIdentity(),
      disks: sizesMiB.map((sizeMiB, index): DiskRecord => {
        const serial = `lab-disk-${index + 1}`
        const path = join(folder, 'disks', `${serial}.raw`)
        const sectorBytes = wish.sectorBytes ?? 512
        return { serial, path, slot: index + 1, plugged: true, sectorBytes, sizeMiB, inborn: true }
      }),
    }
    for (const disk of record.disks) await makeDiskFile(disk)
    await makeRoot(folder, record)
    await writeRecord(folder, record)
    await switchOn(folder, record)
    return record
  })
  options.log(`Booting ${record.name} (${record.flavour}, OpenZFS ${record.zfs})`)
  const lab = await openLab(wish.name)
  try {
    await untilUp(lab, options.signal)
    return lab
  } catch (error) {
    await lab.close()
    // One that does not come up is kept to be looked at; one that nobody waits for any more is not.
    if (options.signal.aborted) await down(wish.name)
    throw error
  }
}

/** Switches a machine on, if it is off, with all that its disks hold; gives it the project as it is now. */
export async function upAgain(name: string, options: UpOptions): Promise<Lab> {
  const appPath = await ensureAppDisk(options)
  const lab = await openLab(name)
  const wasOff = await withMachineLock(name, async () => {
    const record = await lab.record()
    if ((await qemuPid(lab.folder, record)) !== undefined) return false
    await writeRecord(lab.folder, { ...record, appPath })
    await switchOn(lab.folder, { ...record, appPath })
    return true
  })
  await untilUp(lab, options.signal)
  if (!wasOff) await refreshApp(lab, appPath)
  return lab
}

/** Ends a machine and removes all of it. None of that name is success. */
export async function down(name: string): Promise<void> {
  await withMachineLock(name, () => removeMachine(name))
}

async function removeMachine(name: string): Promise<void> {
  const folder = machineFolder(name)
  const record = await readRecord(folder)
  if (record) {
    await switchOff(folder, record)
    await rm(record.runFolder, { recursive: true, force: true })
  }
  await rm(folder, { recursive: true, force: true })
}

/**
 * A port on loopback that nobody listens on, below those that the system gives to connections going out: it has to be free again after each
 * power cut.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
