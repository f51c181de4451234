import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endOf, mustBeDone } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// The daemon is only a view on what runs: VMs outlive it, however it ends.

let house: RealHouse

beforeAll(async () => {
  house = await openHouse()
  const daemon = await house.start()
  await mustBeDone(daemon.client, daemon.client.submit('createVm', smallVm('web', { start: true })))
  await daemon.stop()
})
afterAll(() => house.stop())

test('a VM outlives kill -9 of the daemon and is found again', async () => {
  const pid = await house.qemuPid('web')
  expect(pid).toBeGreaterThan(1)
  const first = await house.start()
  const before = await first.client.call('getVm', { params: { vm: 'web' } })
  await first.kill()
  expect(await house.virsh('domstate', 'web')).toContain('running')
  expect(await house.qemuPid('web')).toBe(pid)

  const second = await house.start()
  expect(await second.client.call('getVm', { params: { vm: 'web' } })).toEqual(before)
  expect(before).toMatchObject({ managed: true, status: { state: 'running' } })
  expect((await house.remains()).processes).toEqual(['web'])
  await second.stop()
})

test('a daemon that is told to stop leaves the VM running and ends with 0', async () => {
  const pid = await house.qemuPid('web')
  const daemon = await house.start()
  await daemon.stop()
  expect(await daemon.ended).toEqual({ code: 0, signal: null })
  expect(await house.qemuPid('web')).toBe(pid)
  expect(await house.virsh('domstate', 'web')).toContain('running')
})

test('a daemon that is told to stop in the middle of a job leaves it to the next one', async () => {
  const first = await house.start()
  // There is no system in it to hear the power button: it waits until somebody else ends the VM.
  const job = await first.client.submit('stopVm', { params: { vm: 'web' }, body: { timeoutSeconds: 600 } })
  await runs(first.client, job.id)
  const startedAt = performance.now()
  await first.stop()
  expect(await first.ended).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedAt).toBeLessThan(20_000)

  const second = await house.start()
  await runs(second.client, job.id)
  expect(await house.virsh('domstate', 'web')).toContain('running')
  await house.virsh('destroy', 'web')
  expect(await endOf(second.client, job)).toMatchObject({ state: 'done' })
  await second.stop()
})

async function runs(client: Parameters<typeof endOf>[0], id: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const job = await client.call('getJob', { params: { job: id } })
    if (job.state === 'running' && job.progress !== undefined) return
    await sleep(20)
  }
  throw new Error(`job ${id} does not run`)
}
