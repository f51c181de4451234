import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { expectSeen, findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { picture } from './support/pictures.ts'

let bench: Bench | undefined

afterEach(async () => {
  await bench?.close()
  bench = undefined
})

describe('when the daemon goes away', () => {
  test('the page says so, and shows what is so when it is back', async () => {
    bench = await openBench('demo')
    const { page, leave } = await bench.visit('/vms/photos')
    await expectSeen(page.getByText('photos is running.'))
    await bench.daemon.kill()
    await expectSeen(page.getByText('The daemon does not answer.'))
    // What was known is still there to be read.
    expect(await page.getByText('photos is running.').count()).toBe(1)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'daemon-away')
    await bench.daemon.start()
    await bench.daemon.ask('POST', '/v1/vms/photos/pause', {})
    await expectSeen(page.getByText('photos is paused.'))
    await page.getByText('The daemon does not answer.').waitFor({ state: 'detached' })
    await leave()
  })

  test('a page that is opened just then waits, and fills itself', async () => {
    bench = await openBench('demo')
    let isAway = true
    const { page, leave } = await bench.visit('/vms', {
      waitFor: 'h1',
      // The document was there still, and the daemon behind it is not.
      before: (page) => page.route('**/v1/**', (asked) => (isAway ? asked.abort() : asked.continue())),
    })
    await expectSeen(page.getByText('The daemon does not answer.'))
    await picture(page, 'opened-while-away')
    isAway = false
    await expectSeen(page.getByRole('link', { name: 'photos' }))
    await leave()
  })

  test('a network that is gone for a moment leaves nothing stale', async () => {
    bench = await openBench('demo')
    const { page, leave } = await bench.visit('/vms/photos')
    await expectSeen(page.getByText('photos is running.'))
    bench.wire.cut()
    await bench.daemon.ask('POST', '/v1/vms/photos/pause', {})
    await expectSeen(page.getByText('photos is paused.'))
    await leave()
  })
})

test('a host without VMs says how to come by one', async () => {
  bench = await openBench('empty')
  const { page, complaints, leave } = await bench.visit('/')
  await page.getByText('All is well. There are no VMs yet.').waitFor()
  await picture(page, 'empty-overview')
  await page.getByRole('link', { name: 'VMs', exact: true }).click()
  await page.getByText('kiste vm create debian --image debian-12 --pull').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'empty-vms')
  await page.getByRole('link', { name: 'Jobs' }).click()
  await page.getByText('There are no jobs yet.').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

describe('a thousand VMs', () => {
  test('are all there, filter at once, and scroll', async () => {
    bench = await openBench(1000)
    const { page, complaints, leave } = await bench.visit('/vms')
    await expectSeen(page.getByRole('link', { name: 'vm-0001' }))
    expect(await page.getByRole('link', { name: /^vm-\d{4}$/ }).count()).toBe(1000)
    await page.getByRole('link', { name: 'vm-1000' }).scrollIntoViewIfNeeded()
    await delay(300)
    await picture(page, 'thousand')
    const before: unknown = await page.evaluate('scrollY')
    await page.getByRole('link', { name: 'vm-0998' }).click()
    await page.getByText('vm-0998 is off.').waitFor()
    expect(await page.evaluate('scrollY')).toBe(0)
    await page.goBack()
    await page.getByRole('link', { name: 'vm-0998' }).waitFor()
    await expectSoon(async () => Math.abs(Number(await page.evaluate('scrollY')) - Number(before)) < 100)
    await page.getByLabel('Name or image').fill('vm-04')
    await expectSeen(page.getByText('100 of 1,000'))
    expect(await overflowPixels(page)).toBe(0)
    expect(complaints).toEqual([])
    await leave()
  })
})

describe('longer words', () => {
  test.each(['phone', 'desktop', 'huge'] as const)('fit on a %s', async (size) => {
    bench = await openBench('demo')
    const addresses = [
      '/',
      '/vms',
      '/vms/photos',
      '/vms/photos/history',
      '/vms/photos/disks',
      '/jobs',
      '/vms/nothing',
    ]
    for (const address of addresses) {
      const { page, leave } = await bench.visit(`${address}?lang=pseudo`, { size })
      await expectSeen(page.getByText('[Óvérvíéw~~~~]').first())
      expect([address, await overflowPixels(page)]).toEqual([address, 0])
      await picture(page, `pseudo-${size}-${address.replaceAll('/', '_')}`)
      await leave()
    }
  })
})

async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 10_000 }).toBe(true)
}
