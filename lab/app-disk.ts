import { createHash } from 'node:crypto'
import { copyFile, cp, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { productionPackages } from '../setup/npm-packages.mjs'
import { problemError } from '../src/domain/problem.ts'
import { here } from '../src/host/exec.ts'
import { exists, settleFile, withScratch } from '../src/host/images/durable.ts'
import { tinyDisk, tinyGuest, type TinyGuest } from '../test/local/support/tiny-guest.ts'
import { allRecords } from './machine-record.ts'
import { labFolder, machinesFolder } from './places.ts'
import { withProcessLock } from './process-lock.ts'

/** The checkout this runs from. */
const checkout = dirname(dirname(fileURLToPath(import.meta.url)))

/** What nested guests boot from, as seen inside. */
export const tinyInside = '/opt/kiste/tiny'

/**
 * A small disk that holds the project for use inside: the built product, what it needs from npm, this very Node (Debian's own is too old),
 * and the tiny guest that nested VMs boot. Made anew when any of these changed. Returns the file.
 */
export async function ensureAppDisk({ log }: { readonly log: (line: string) => void }): Promise<string> {
  const build = await readFile(join(checkout, 'dist/.build'), 'utf8').catch(() => undefined)
  if (build === undefined)
    throw problemError({
      code: 'not_found',
      message: `${checkout} has no build of the project to put into the lab.`,
      hint: 'npm run build',
    })
  const guest = await tinyGuest()
  const key = [build, process.version, process.arch, guest.kernelPath]
  const name = createHash('sha256').update(key.join('\n')).digest('hex').slice(0, 12)
  const folder = join(labFolder(), 'apps')
  const path = join(folder, `${name}.raw`)
  await withProcessLock(`project on ${path}`, async () => {
    if (await exists(path)) return
    log('Putting the project on a disk for the lab')
    await withScratch(folder, (scratch) => makeAppDisk(scratch, guest, path))
  })
  const now = new Date()
  await utimes(path, now, now)
  await removeOld(folder, path)
  return path
}

async function makeAppDisk(scratch: string, guest: TinyGuest, path: string): Promise<void> {
  const tree = join(scratch, 'tree')
  await mkdir(join(tree, 'bin'), { recursive: true })
  await mkdir(join(tree, 'tiny'))
  for (const part of ['dist', 'package.json', ...productionPackages(checkout)])
    await cp(join(checkout, part), join(tree, part), { recursive: true })
  await cp(process.execPath, join(tree, 'bin/node'))
  await copyFile(guest.kernelPath, join(tree, 'tiny/vmlinuz'))
  await copyFile(guest.initrdPath, join(tree, 'tiny/initrd'))
  await copyFile(await tinyDisk(), join(tree, 'tiny/disk.qcow2'))
  await here.run(['chmod', '-R', 'a+rX', '--', tree])
  const image = join(scratch, 'app.raw')
  const options = ['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', tree]
  // In a namespace where we are root, so that the files are root's.
  await here.run(['unshare', '--map-root-user', 'mke2fs', ...options, '--', image, '768m'])
  await settleFile(image, path)
}

/** Keeps what a machine may boot with again, and the last few beside: several checkouts may be at work. */
async function removeOld(folder: string, current: string): Promise<void> {
  const machines = await allRecords(machinesFolder())
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.raw'))
    .map((name) => join(folder, name))
    .filter((path) => path !== current && !machines.includes(path))
  const others = await Promise.all(files.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })))
  for (const { path } of others.toSorted((a, b) => b.at - a.at).slice(3)) await rm(path, { force: true })
}
