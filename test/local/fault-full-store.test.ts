import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import { eventually } from './support/booted-vm.ts'
import { makeHome, removeHome, startDaemon, type TestDaemon } from './support/daemon.ts'
import { whereIs } from './support/enter-namespace.ts'
import { mustBeDone } from './support/job-end.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'
import { addImageDisk } from './support/scratch-store.ts'
import { fillUp, withSmallDisk } from './support/small-disk.ts'
import { smallVm } from './support/small-vm.ts'
import { tinyDisk } from './support/tiny-guest.ts'

// The store gets full while a guest writes. The guest is held instead of being told of errors, people are told why, and once there is
// room it goes on with every byte. libvirt and its QEMU run where the store is a small disk, and the daemon beside them.

const MiB = 2 ** 20
const storeMiB = 144

let home: string
let libvirt: PrivateLibvirt
let daemon: TestDaemon | undefined
let client: Client
/** The store, as it is seen from here. */
let store: string

beforeAll(async () => {
  home = await realpath(await makeHome())
  const path = join(home, 'state/store')
  await mkdir(path, { recursive: true })
  libvirt = await startPrivateLibvirt(withSmallDisk(path, storeMiB))
  store = `/proc/${libvirt.pid()}/root${path}`
  daemon = await startDaemon({ home, uri: libvirt.uri, env: libvirt.env, within: whereIs(libvirt.pid()) })
  client = daemon.client
  await addImageDisk(store, 'tiny', await tinyDisk())
  const wish = smallVm('web', { image: 'tiny', memoryMiB: 192, diskBytes: 128 * MiB, start: true })
  await mustBeDone(client, client.submit('createVm', wish))
  await eventually('its agent answers', async () => (await inGuest('true')) === '')
})
afterAll(async () => {
  await daemon?.stop()
  await libvirt.stop()
  await removeHome(home)
})

const params = { vm: 'web' }
const status = async () => (await client.call('getVm', { params })).status
const resume = () => mustBeDone(client, client.submit('resumeVm', { params, body: {} }))

/** What a script in the guest says; fails if it does. */
async function inGuest(script: string): Promise<string> {
  const body = { argv: ['sh', '-c', script], timeoutSeconds: 60 }
  const ended = await client.call('execVm', { params, body })
  const [stdout, stderr] = [ended.stdout, ended.stderr].map((text) => Buffer.from(text, 'base64').toString())
  if (ended.code !== 0) throw new Error(`"${script}" ended with ${ended.code}: ${stderr}`)
  return (stdout ?? '').trim()
}

test('a guest that finds no room is held, says why, and goes on when there is some', async () => {
  const noSpace = { state: 'paused', because: 'no-space' }
  const makeRoom = await fillUp(store, 4 * MiB)
  try {
    const write =
      'dd if=/dev/urandom bs=64k count=384 2>/dev/null | tee /data/big | sha256sum > /tmp/sum && sync && echo whole > /tmp/end'
    await inGuest(`(${write}) > /tmp/said 2>&1 &`)
    await expect.poll(status, { timeout: 120_000, interval: 200 }).toEqual(noSpace)
    await expect
      .poll(async () => (await client.call('listVms', {}))[0]?.status, { timeout: 10_000 })
      .toEqual(noSpace)
    // Without room it can only be held again.
    await resume()
    await expect.poll(status, { timeout: 60_000, interval: 200 }).toEqual(noSpace)
  } finally {
    await makeRoom()
  }
  await resume()
  await expect.poll(status, { timeout: 60_000 }).toMatchObject({ state: 'running' })
  await eventually('all is written', async () => (await inGuest('cat /tmp/end')) === 'whole')
  expect(await inGuest('cat /tmp/said; dmesg | grep -i -E "i/o error|remount" || true')).toBe('')
  const sum = await inGuest('cat /tmp/sum')
  expect(await inGuest('echo 3 > /proc/sys/vm/drop_caches; sha256sum < /data/big')).toBe(sum)
})
