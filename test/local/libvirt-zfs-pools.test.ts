import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ShownPool } from '../../src/domain/libvirt-pool.ts'
import { openLibvirt, type LibvirtClient } from '../../src/host/libvirt/client.ts'
import { libvirtPools } from '../../src/host/libvirt/storage-pools.ts'
import type { LibvirtPoolHost } from '../../src/host/libvirt-pool-host.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'
import { virsh } from './support/virsh.ts'

// libvirt's own ZFS backend, with programs in the place of `zpool` and `zfs` that answer as they do and note what they are asked: what
// libvirt makes of names, and which commands it runs by itself. On OpenZFS it is tried by lab/store-in-libvirt.lab.test.ts.

const home = mkdtempSync(join(tmpdir(), 'kz-'))
const [bin, asked, tree] = [join(home, 'bin'), join(home, 'asked'), join(home, 'tree')]

/** Lists the rows of the tree that are below the last argument, as `zfs list -H -r` does. */
const zfs = `#!/bin/sh
echo "zfs $*" >>'${asked}'
for last; do :; done
[ "$1" = list ] || exit 2
grep "^$last/" '${tree}'
`
const zpool = `#!/bin/sh
echo "zpool $*" >>'${asked}'
printf 'tank\\thealth\\tONLINE\\t-\\ntank\\tsize\\t1000\\t-\\ntank\\tfree\\t900\\t-\\ntank\\tallocated\\t100\\t-\\n'
`

let libvirt: PrivateLibvirt
let client: LibvirtClient
let pools: LibvirtPoolHost

beforeAll(async () => {
  mkdirSync(bin)
  for (const [name, text] of Object.entries({ zfs, zpool })) {
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
  libvirt = await startPrivateLibvirt(['env', `PATH=${bin}:/usr/sbin:/usr/bin:/sbin:/bin`])
  client = openLibvirt({ uri: libvirt.uri, env: libvirt.env })
  pools = libvirtPools(client, { folder: join(home, 'pools') })
})
afterAll(async () => {
  await client.close()
  await libvirt.stop()
  await rm(home, { recursive: true, force: true })
})

beforeEach(async () => {
  await volumes({ 'web/root': 64, 'web/.old.12': 1, 'db/root': 32, '.images/debian': 8 })
  await writeFile(asked, '')
})

const MiB = 2 ** 20

/** What is in tank/kiste from now on: sizes in MiB. */
async function volumes(sizes: Readonly<Record<string, number>>): Promise<void> {
  const rows = Object.entries(sizes).map(([name, size]) => `tank/kiste/${name}\t${size * MiB}\t0\n`)
  await writeFile(tree, rows.join(''))
}

const shown = (vm: string): ShownPool => ({
  type: 'zfs',
  name: `kiste-tank+${vm}`,
  store: 'tank',
  dataset: `tank/kiste/${vm}`,
  disks: [],
})

async function look() {
  const found = await pools.look()
  if (found.state !== 'seen') throw new Error(`they are not seen: ${found.because}`)
  return found
}

async function listed(pool: string): Promise<string[]> {
  const lines = (await virsh(libvirt.env, ['vol-list', pool])).split('\n')
  return lines.flatMap((line) => line.trim().replaceAll(/\s+/g, ' ') || [])
}

test('a pool a VM has its disks by their names and paths, and knows them by their size', async () => {
  expect((await look()).types).toEqual({ dir: true, zfs: true })
  await pools.show(shown('web'))
  await pools.show(shown('db'))
  expect(await listed('kiste-tank+web')).toEqual([
    '.old.12 /dev/zvol/tank/kiste/web/.old.12',
    'root /dev/zvol/tank/kiste/web/root',
  ])
  expect(await listed('kiste-tank+db')).toEqual(['root /dev/zvol/tank/kiste/db/root'])
  expect((await virsh(libvirt.env, ['vol-pool', '/dev/zvol/tank/kiste/db/root'])).trim()).toBe(
    'kiste-tank+db',
  )

  await volumes({ 'web/root': 128, 'web/data': 16 })
  await pools.show(shown('web'))
  const [web] = (await look()).pools.filter(({ name }) => name === 'kiste-tank+web')
  expect(web).toMatchObject({ active: true, ours: true })
  expect(web?.volumes.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'data', sizeBytes: 16 * MiB },
    { name: 'root', sizeBytes: 128 * MiB },
  ])
})

test('all that libvirt runs for it by itself are two commands that only look', async () => {
  for (const _ of ['started', 'refreshed']) await pools.show(shown('web'))
  for (const pool of (await look()).pools) await pools.hide(pool)
  expect((await look()).pools).toEqual([])
  const commands = (await readFile(asked, 'utf8')).split('\n').filter((line) => line !== '')
  expect([...new Set(commands)].toSorted()).toEqual([
    'zfs list -Hp -t volume -r -o name,volsize,refreservation tank/kiste/web',
    'zpool get -Hp health,size,free,allocated tank',
  ])
})

test('a place that is gone is a pool without volumes, and no error', async () => {
  await pools.show(shown('gone'))
  expect(await listed('kiste-tank+gone')).toEqual([])
})

test('one pool for the whole store would show two disks of one name as one, under a path of neither', async () => {
  const args = ['pool-define-as', 'all', 'zfs', '--source-name', 'tank/kiste']
  await virsh(libvirt.env, args)
  await virsh(libvirt.env, ['pool-start', 'all'])
  expect((await listed('all')).filter((line) => line.startsWith('root '))).toEqual([
    'root /dev/zvol/tank/kiste/root',
  ])
})
