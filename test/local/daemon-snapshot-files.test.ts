import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli } from '../../src/cli/testing/run.ts'
import { applianceCache } from './support/appliance-cache.ts'
import { eventually } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { fileLine, writeGuestDisks } from './support/guest-disks.ts'
import { endOf, mustBeDone, problemsOf } from './support/job-end.ts'
import { processesWith } from './support/processes-with.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { addImageDisk } from './support/scratch-store.ts'
import { smallVm } from './support/small-vm.ts'
import { tinyDisk, tinyGuest } from './support/tiny-guest.ts'

// Files out of snapshots, with the real daemon and the CLI. One story: disks are opened in a VM under emulation, which takes its time.

const patienceMs = 900_000

let house: RealHouse
let daemon: TestDaemon
let folder: string

const scratch = () => join(house.home, 'state', 'guest-files')
const run = (...words: readonly string[]) => cli(daemon.socketPath, ['snapshot', ...words])

beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(house.home, 'copies-'))
  // So that the appliance is not put together anew for every daemon under test.
  await mkdir(applianceCache(), { recursive: true })
  await mkdir(join(house.home, 'state', 'cache'), { recursive: true })
  await symlink(applianceCache(), join(house.home, 'state', 'cache', 'guest-files'))
  daemon = await house.start()
  await addImageDisk(house.store, 'tiny', await tinyDisk())
  const wish = smallVm('web', { image: 'tiny', diskBytes: 2 ** 28, memoryMiB: 160 })
  await mustBeDone(daemon.client, daemon.client.submit('createVm', wish))
  for (const name of ['s1', 's2'])
    await mustBeDone(daemon.client, daemon.client.submit('createSnapshot', { body: { vms: ['web'], name } }))
}, patienceMs)
afterAll(() => house.stop())

test(
  'the file systems are shown, and a file of one is copied as it is',
  async () => {
    const shown = await run('files', 'web', 's1', '--json')
    expect(shown.code, shown.stderr).toBe(0)
    expect(JSON.parse(shown.stdout)).toMatchObject({
      fileSystems: [
        { id: 'root:1', kind: 'ext4' },
        { id: 'root:15', kind: 'vfat' },
      ],
      entries: [],
    })
    const copied = await run('copy', 'web', 's1:/vmlinuz', folder, '--in', 'root:15')
    expect(copied.code, copied.stderr).toBe(0)
    expect(await readFile(join(folder, 'vmlinuz'))).toEqual(await readFile((await tinyGuest()).kernelPath))
    const all = await run('copy', 'web', 's1:/', join(folder, 'esp'), '--in', 'root:15')
    expect(all.code, all.stderr).toBe(0)
    expect(await readdir(join(folder, 'esp'))).toEqual(expect.arrayContaining(['initrd', 'vmlinuz']))
  },
  patienceMs,
)

test(
  'a copy that is interrupted leaves nothing, and the next one is made',
  async () => {
    let pressed = false
    const broken = await cli(
      daemon.socketPath,
      ['snapshot', 'copy', 'web', 's1:/', join(folder, 'half'), '--in', 'root:15'],
      {
        during: async ({ interrupt }) => {
          await eventually(
            'the copy has begun',
            async () => (await readdir(folder)).includes('half.kiste-part'),
            patienceMs,
          )
          pressed = true
          interrupt()
        },
      },
    )
    expect([pressed, broken.code]).toEqual([true, 130])
    expect((await readdir(folder)).toSorted()).toEqual(['esp', 'vmlinuz'])
    expect((await run('copy', 'web', 's1:/vmlinuz', '-', '--in', 'root:15')).code).toBe(0)
  },
  patienceMs,
)

test(
  'a snapshot stays while it is read, and goes at once when it is not',
  async () => {
    const params = { vm: 'web', snapshot: 's2' }
    const query = { path: '/vmlinuz', fileSystem: 'root:15' }
    // Nobody takes what comes, so it does not end.
    const reading = await daemon.client.open('readSnapshotFile', { params, query }, { timeoutMs: 0 })
    const remove = async () => endOf(daemon.client, await daemon.client.submit('removeSnapshot', { params }))
    expect(problemsOf(await remove())).toMatchObject([
      { code: 'in_use', message: 'Files of web@s2 are being read.' },
    ])
    reading.destroy()
    await eventually('nobody reads any more', async () => (await remove()).state === 'done', 60_000)
  },
  patienceMs,
)

test(
  'a daemon that is killed leaves no VM behind, and the next one sweeps up',
  async () => {
    expect((await run('files', 'web', 's1')).code).toBe(0)
    expect(await readdir(scratch())).not.toEqual([])
    expect(await processesWith(scratch(), 'qemu-system')).not.toEqual([])
    await daemon.kill()
    await eventually('all is ended', async () => (await processesWith(scratch())).length === 0, 60_000)
    daemon = await house.start()
    expect(await readdir(scratch())).toEqual([])
  },
  patienceMs,
)

test(
  'what changed since, and the VM can start right after',
  async () => {
    const maker = await mkdtemp(join(house.home, 'm-'))
    await writeGuestDisks(
      maker,
      [{ path: join(house.store, 'web', 'root.qcow2') }],
      ['mount /dev/sda1 /', ...fileLine('/since', 'then')],
    )
    await rm(maker, { recursive: true })
    const diff = await run('diff', 'web', 's1', '--in', 'root:1', '--json')
    expect(diff.code, diff.stderr).toBe(0)
    expect(JSON.parse(diff.stdout)).toMatchObject({
      disks: [{ disk: 'root', change: 'written' }],
      added: 1,
      removed: 0,
      files: expect.arrayContaining([
        { change: 'added', path: 'since', type: 'file', sizeBytes: 4 },
      ]) as unknown,
    })
    await mustBeDone(daemon.client, daemon.client.submit('startVm', { params: { vm: 'web' } }))
    const refused = await run('diff', 'web', 's1', '--in', 'root:1')
    expect(refused.stderr).toContain('web runs, and what is on its disks changes while it is read.')
    await mustBeDone(
      daemon.client,
      daemon.client.submit('stopVm', { params: { vm: 'web' }, body: { force: 'now' } }),
    )
  },
  patienceMs,
)
