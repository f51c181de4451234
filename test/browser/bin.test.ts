import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSeen, findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { tabTo } from './support/keyboard.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

describe('the bin', () => {
  test.each([
    ['light', 'desktop', 'en-GB'],
    ['dark', 'phone', 'de-DE'],
  ] as const)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints, leave } = await bench.visit('/bin', {
      colorScheme,
      size,
      locale,
      waitFor: 'main dl',
    })
    await picture(page, `bin-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })
})

test('what is deleted lies in the bin, and comes back, by another name where its own is taken', async () => {
  const { page, complaints, leave } = await bench.visit('/vms')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'What can be done with build' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expectSeen(dialog.getByText(/can come back from there for 30 days/))
  await dialog.getByText('kiste vm delete build', { exact: true }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'delete-dialog')
  await dialog.getByRole('button', { name: 'Move to the bin' }).click()
  await page.getByRole('link', { name: 'build', exact: true }).waitFor({ state: 'detached' })
  await bench.daemon.ask('POST', '/v1/vms', { name: 'build', image: 'debian-12', start: false })
  await page.getByRole('link', { name: 'build', exact: true }).waitFor()

  await page.getByRole('link', { name: 'Bin' }).click()
  await expectSeen(page.getByText('2 VMs are in the bin.'))
  await page.getByRole('button', { name: 'Bring back build' }).click()
  await expectSeen(dialog.getByText('Another VM is called build now; give this one another name.'))
  await dialog.getByLabel('Name').fill('build-again')
  await dialog.getByText(/^kiste bin restore build\S* --as build-again$/).waitFor()
  await picture(page, 'restore-dialog')
  await dialog.getByRole('button', { name: 'Bring back' }).click()
  await expectSeen(page.getByText('One VM is in the bin.'))
  await page.goto(`${bench.origin}/vms/build-again`)
  await expectSeen(page.getByText('build-again is off.'))
  // While it is not so yet, the plan was refused, and the browser notes it.
  expect(otherThan(complaints, 409)).toEqual([])
  await leave()
})

test('nur mit Tasten und auf Deutsch: löschen, zurückholen, endgültig löschen', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/old-forum/settings', { locale: 'de-DE' })
  await page.getByRole('button', { name: 'Löschen' }).waitFor()
  await tabTo(page, 'Löschen')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('kiste vm delete old-forum', { exact: true }).waitFor()
  await tabTo(page, 'In den Papierkorb')
  await page.keyboard.press('Enter')
  await page.getByText('Es gibt keine VM namens old-forum.').waitFor()
  await tabTo(page, 'Papierkorb')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'old-forum zurückholen' }).waitFor()
  await tabTo(page, 'old-forum zurückholen')
  await page.keyboard.press('Enter')
  await page
    .getByRole('dialog')
    .getByText(/^kiste bin restore old-forum/)
    .waitFor()
  await tabTo(page, 'Zurückholen')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'old-forum zurückholen' }).waitFor({ state: 'detached' })

  await tabTo(page, 'Endgültig löschen: playground')
  await page.keyboard.press('Enter')
  const button = page.getByRole('dialog').getByRole('button', { name: 'Endgültig löschen' })
  await page
    .getByRole('dialog')
    .getByText(/^kiste bin purge playground/)
    .waitFor()
  await page.keyboard.type('playgroun')
  expect(await button.isDisabled()).toBe(true)
  await picture(page, 'purge-dialog')
  await page.keyboard.type('d')
  await tabTo(page, 'Endgültig löschen')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Endgültig löschen: playground' }).waitFor({ state: 'detached' })
  await picture(page, 'bin-after')
  // What was deleted may have been asked for once more in that moment; the browser tells of each 404.
  expect(otherThan(complaints, 404)).toEqual([])
  await leave()
})

test('several VMs are kept at one instant, and several deleted', async () => {
  for (const name of ['bulk-a', 'bulk-b'])
    await bench.daemon.ask('POST', '/v1/vms', { name, image: 'debian-12', start: false, memoryMiB: 512 })
  const { page, complaints, leave } = await bench.visit('/vms?name=bulk')
  const dialog = page.getByRole('dialog')
  await page.getByRole('row').nth(2).waitFor()
  await page.getByLabel('Select all').check()
  const bulk = page.getByRole('group', { name: '2 VMs selected' })
  await bulk.getByRole('button', { name: 'Take a snapshot' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('both')
  await dialog.getByText('kiste snapshot create bulk-a bulk-b --name both', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Take the snapshot' }).click()
  await page.getByText(/Take snapshot both of bulk-a, bulk-b: done\./).waitFor()
  await bulk.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByText('kiste vm delete bulk-a bulk-b', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Move to the bin' }).click()
  await expectSeen(page.getByText('No VM is like that.'))
  expect(complaints).toEqual([])
  await leave()
})
