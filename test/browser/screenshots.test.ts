import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { expectSeen, findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { comeIn } from './support/people.ts'
import { picture } from './support/pictures.ts'

let bench: Bench | undefined
const keep = leaveAfterEach()
afterEach(async () => {
  await bench?.close()
  bench = undefined
})

/** Visits it, and notes which VMs' screens are asked for. */
async function visit(...[path, options]: Parameters<Bench['visit']>) {
  const asked: string[] = []
  if (!bench) throw new Error('the bench is not open')
  const opened = await bench.visit(path, {
    ...options,
    before: async (page) => {
      page.on('request', (request) => {
        const vm = /\/v1\/vms\/([^/]+)\/screenshot/.exec(request.url())?.[1]
        if (vm !== undefined) asked.push(vm)
      })
      await options?.before?.(page)
    },
  })
  return { ...keep(opened), asked }
}

const screenOf = (page: Page, vm: string) => page.getByRole('img', { name: `Screen of ${vm}` })
/** Whether it is a picture by now, and none that could not be read. */
const widthOf = (page: Page, vm: string) =>
  screenOf(page, vm).evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)

describe('pictures of screens in the list', () => {
  test('are shown of VMs that run, and looked at again when they pause', async () => {
    bench = await openBench('demo')
    const { page, complaints, asked } = await visit('/vms')
    await expectSeen(screenOf(page, 'web'))
    await expect.poll(() => widthOf(page, 'web')).toBe(112)
    await expectSeen(screenOf(page, 'photos'))
    expect(await screenOf(page, 'build').count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(await overflowPixels(page)).toBe(0)
    await picture(page, 'screens-list')
    const before = asked.length
    await bench.daemon.ask('POST', '/v1/vms/web/pause', {})
    await expect.poll(() => asked.length).toBe(before + 1)
    await expectSeen(screenOf(page, 'web'))
    await bench.daemon.ask('POST', '/v1/vms/photos/stop', { force: 'now' })
    await screenOf(page, 'photos').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('are asked for only of rows in sight, of a thousand', async () => {
    bench = await openBench(1000)
    const { page, complaints, asked } = await visit('/vms')
    await expect.poll(() => asked.length).toBeGreaterThan(3)
    await page.waitForTimeout(1_500)
    expect(asked.length).toBeLessThan(40)
    expect(new Set(asked).size).toBe(asked.length)
    const before = new Set(asked)
    await page.getByRole('link', { name: 'vm-1000' }).scrollIntoViewIfNeeded()
    await expect.poll(() => asked.some((vm) => !before.has(vm))).toBe(true)
    await page.waitForTimeout(1_500)
    // Of those that were only scrolled by none.
    expect(asked.length).toBeLessThan(80)
    expect(complaints).toEqual([])
  })

  test('are neither shown to whoever may only look, nor asked for', async () => {
    bench = await openBench('demo')
    const invited = await bench.admin?.ask('POST', '/v1/users', { name: 'vera', role: 'viewer' })
    const { secret } = invited as { readonly secret: string }
    const viewer = await comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier grüne Türen' })
    const { page, complaints, asked } = await visit('/vms', { as: viewer })
    await expectSeen(page.getByRole('link', { name: 'web' }))
    await page.waitForTimeout(800)
    expect(await page.getByRole('img', { name: /^Screen of/ }).count()).toBe(0)
    await page.goto(page.url().replace('/vms', '/vms/web'))
    await expectSeen(page.getByText('web is running.'))
    await page.waitForTimeout(800)
    expect(asked).toEqual([])
    expect(complaints).toEqual([])
  })

  test('are left away on a phone, and where somebody wants none', async () => {
    bench = await openBench('demo')
    const phone = await visit('/vms', { size: 'phone' })
    await expectSeen(phone.page.getByRole('link', { name: 'web' }))
    await phone.page.waitForTimeout(800)
    expect(phone.asked).toEqual([])
    const { page, complaints, asked } = await visit('/settings')
    await page.getByLabel('Show screens in the list of VMs').uncheck()
    await picture(page, 'screens-setting')
    await page.getByRole('link', { name: /^VMs/ }).first().click()
    await expectSeen(page.getByRole('link', { name: 'web' }))
    await page.waitForTimeout(800)
    expect(asked).toEqual([])
    expect(complaints).toEqual([])
  })
})

test.each(['desktop', 'phone'] as const)(
  'the summary of a VM shows its screen, on a %s, and saves it',
  async (size) => {
    bench = await openBench('demo')
    const { page, complaints } = await visit('/vms/web', { size })
    await expect.poll(() => widthOf(page, 'web')).toBe(720)
    await screenOf(page, 'web').scrollIntoViewIfNeeded()
    await picture(page, `screens-summary-${size}`)
    expect(await findBarriers(page)).toEqual([])
    expect(await overflowPixels(page)).toBe(0)
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Screenshot' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('web.png')
    expect((await readFile(await saved.path())).subarray(1, 4).toString()).toBe('PNG')
    await page.getByRole('link', { name: 'Open', exact: true }).click()
    await expectSeen(page.getByText('QEMU (web)'))
    expect(complaints).toEqual([])
  },
)

test('of a VM that has no screen nothing is shown', async () => {
  bench = await openBench('demo')
  await bench.daemon.ask('POST', '/v1/vms/build/rename', { name: 'build-no-screen' })
  await expect
    .poll(async () => JSON.stringify(await bench?.daemon.ask('GET', '/v1/vms')).includes('build-no-screen'))
    .toBe(true)
  await bench.daemon.ask('POST', '/v1/vms/build-no-screen/start', {})
  const { page, asked } = await visit('/vms/build-no-screen')
  await expectSeen(page.getByText(/build-no-screen is running/))
  await expect.poll(() => asked.length).toBe(1)
  await page.getByText('Looking at the screen').waitFor({ state: 'detached' })
  expect(await page.getByRole('heading', { name: 'Screen', exact: true }).count()).toBe(0)
})
