import { beforeEach, expect, test } from 'vitest'
import { openDb } from '../../db/open-db.ts'
import { createFakeHost, type FakeHost } from '../../host/fake/fake-host.ts'
import { createJobEngine } from '../../jobs/engine.ts'
import type { JobEngine } from '../../jobs/job-engine.ts'
import type { PlannedChange } from '../app.ts'
import { deleteVm, purgeFromBin, restoreFromBin } from '../bin.ts'
import { createVm } from '../create-vm.ts'
import type { AppDeps } from '../deps.ts'
import { jobKinds } from '../job-kinds.ts'
import { renameVm } from '../rename-vm.ts'
import { steadyDeps } from '../testing/record-plan.ts'
import { jobDeps } from '../testing/fresh-keepers.ts'

let host: FakeHost
let engine: JobEngine
let deps: AppDeps

beforeEach(() => {
  host = createFakeHost({ seedData: 'demo' })
  engine = createJobEngine({ db: openDb({ path: ':memory:' }), kinds: jobKinds, deps: jobDeps(host) })
  engine.start()
  let made = 0
  deps = { ...steadyDeps(host, engine), randomBytes: (count) => new Uint8Array(count).fill(++made) }
})

const hasLog = async (vm: string) => (await host.vms.log(vm, 1)).length > 0

async function mustBeDone(change: Promise<PlannedChange>): Promise<string> {
  const { id } = (await change).submit('test')
  expect(await engine.wait(id)).toMatchObject({ state: 'done' })
  return id
}

/** The demo house's `build` is off, and has run. */
const toBin = () => mustBeDone(deleteVm(deps, 'build', { now: false }))

test('a VM deleted for good takes its log along', async () => {
  expect(await hasLog('build')).toBe(true)
  await mustBeDone(deleteVm(deps, 'build', { now: true }))
  expect(await hasLog('build')).toBe(false)
  expect(await hasLog('web')).toBe(true)
})

test('one in the bin keeps its log until it is purged', async () => {
  await toBin()
  expect(await hasLog('build')).toBe(true)
  await mustBeDone(purgeFromBin(deps, 'build'))
  expect(await hasLog('build')).toBe(false)
})

test('another VM of the name keeps the log, here or in the bin', async () => {
  await toBin()
  await mustBeDone(createVm(deps, { name: 'build', start: false }))
  await mustBeDone(purgeFromBin(deps, 'build'))
  expect(await hasLog('build')).toBe(true)
})

test('the log stays while one in the bin has the name', async () => {
  await toBin()
  await mustBeDone(createVm(deps, { name: 'build', start: false }))
  await mustBeDone(deleteVm(deps, 'build', { now: true }))
  expect(await hasLog('build')).toBe(true)
})

test('a log follows its VM to another name', async () => {
  await mustBeDone(renameVm(deps, 'build', 'builder'))
  expect([await hasLog('build'), await hasLog('builder')]).toEqual([false, true])
  await mustBeDone(deleteVm(deps, 'builder', { now: false }))
  await mustBeDone(restoreFromBin(deps, 'builder', { name: 'forge' }))
  expect([await hasLog('builder'), await hasLog('forge')]).toEqual([false, true])
})

test('what came back under another name leaves the log to who has the name now', async () => {
  await toBin()
  await mustBeDone(createVm(deps, { name: 'build', start: false }))
  await mustBeDone(restoreFromBin(deps, 'build', { name: 'forge' }))
  expect([await hasLog('build'), await hasLog('forge')]).toEqual([true, false])
})

test('a log that cannot be removed is told of, and the VM is gone all the same', async () => {
  host.failNext('vms.removeLog', { code: 'forbidden', message: 'Only root may.' })
  const id = await mustBeDone(deleteVm(deps, 'build', { now: true }))
  const texts = engine.log(id).lines.map(({ text }) => text)
  expect(texts).toEqual(['The log of build was not removed: Only root may.'])
})

test('a purge does without libvirt', async () => {
  await toBin()
  host.outside.killLibvirt()
  const id = await mustBeDone(purgeFromBin(deps, 'build'))
  expect(engine.log(id).lines[0]?.text).toMatch(/The log of build was not removed: libvirt does not answer/)
})
