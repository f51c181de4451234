import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDaemon } from './support/daemon.ts'
import { echoDomainXml, writeEchoDisk } from './support/echo-guest.ts'
import { mustBeDone, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'

// A VM that was made with virsh comes into Kiste's care where it is. The tests are one story.

let house: RealHouse
let daemon: TestDaemon
let disk: string
beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  disk = join(house.home, 'old server.img')
  writeEchoDisk(disk)
  const xml = join(house.home, 'old.xml')
  const marked = echoDomainXml('old', disk).replace(
    '</name>',
    "</name><metadata><note xmlns='urn:of:someone'>mine</note></metadata>",
  )
  await writeFile(xml, marked)
  await house.virsh('define', xml)
  await house.virsh('autostart', 'old')
})
afterAll(() => house.stop())

const vm = (name: string) => daemon.client.call('getVm', { params: { vm: name } })
const adopt = () => daemon.client.submit('adoptVm', { params: { vm: 'old' }, body: {} })

test('while it runs it is left alone', async () => {
  await house.virsh('start', 'old')
  expect(await refusalOf(adopt())).toMatchObject([{ code: 'wrong_state', object: { name: 'old' } }])
  await house.virsh('destroy', 'old')
})

test('a plan says that its disk stays where it is, and changes nothing', async () => {
  const before = [await house.virsh('dumpxml', 'old', '--inactive'), await house.remains()]
  const plan = await daemon.client.call('adoptVm', {
    params: { vm: 'old' },
    query: { dryRun: true },
    body: {},
  })
  expect(JSON.stringify(plan)).toContain(`Its disk vda stays where it is: ${disk}.`)
  expect([await house.virsh('dumpxml', 'old', '--inactive'), await house.remains()]).toEqual(before)
})

test('it is taken over with all that it had', async () => {
  const before = await stat(disk)
  await mustBeDone(daemon.client, adopt())
  expect(await vm('old')).toMatchObject({ managed: true, autostart: true })
  const xml = await house.virsh('dumpxml', 'old', '--inactive')
  expect(xml).toContain('urn:of:someone')
  expect(xml).toContain(disk)
  expect(await stat(disk)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  // What is kept beside the other VMs' disks now.
  expect(await readFile(join(house.store, 'old/domain.xml'), 'utf8')).toContain('urn:of:someone')
})

test("Kiste's verbs work on it from now on", async () => {
  await mustBeDone(daemon.client, daemon.client.submit('startVm', { params: { vm: 'old' }, body: {} }))
  expect(await vm('old')).toMatchObject({ status: { state: 'running' } })
  await mustBeDone(
    daemon.client,
    daemon.client.submit('stopVm', { params: { vm: 'old' }, body: { force: 'now' } }),
  )
})

test('deleted, it leaves its disk where it is, and comes back from the bin', async () => {
  await mustBeDone(daemon.client, daemon.client.submit('deleteVm', { params: { vm: 'old' }, query: {} }))
  expect((await stat(disk)).size).toBeGreaterThan(0)
  const [entry] = await daemon.client.call('listBin', {})
  await mustBeDone(
    daemon.client,
    daemon.client.submit('restoreFromBin', { params: { entry: entry?.id ?? '' }, body: {} }),
  )
  expect(await vm('old')).toMatchObject({ managed: true, autostart: true })
})
