import { afterAll, beforeAll, expect, test } from 'vitest'
import { initialLoadBytes, initialLoadLimitBytes } from '../../setup/build-page.mjs'
import { expectSeen, findBarriers, openBench, pageFolder, type Bench } from './support/browse.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

test('the first look takes no more than it may', () => {
  expect(initialLoadBytes(pageFolder)).toBeLessThanOrEqual(initialLoadLimitBytes)
})

test('what looks for barriers finds one that is put there', async () => {
  const { page, leave } = await bench.visit('/')
  await page.evaluate(`document.querySelector('main').append(document.createElement('img'))`)
  await page.evaluate(`document.querySelector('main img').src = '/favicon.svg'`)
  expect((await findBarriers(page)).join()).toContain('image-alt')
  await leave()
})

test('with keys alone one opens a VM and starts it', async () => {
  const { page, complaints, leave } = await bench.visit('/vms')
  await tabTo(page, 'build')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'build' }).waitFor()
  await page.getByText('build is off.').waitFor()
  await tabTo(page, 'Start')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Start build?' })
  await dialog.getByText('kiste vm start build').waitFor()
  await dialog.getByText('virsh start build').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'dialog')
  await tabTo(page, 'Start')
  await page.keyboard.press('Enter')
  await page.getByText('build is running.').waitFor()
  await page.getByText('Start build: done.').waitFor()
  // The button that had the focus says what is next; who sees nothing is not thrown back to the top.
  await expect.poll(() => focusName(page)).toBe('Shut down')
  await picture(page, 'toasts')
  expect(complaints).toEqual([])
  await leave()
})

test('a dialog is closed by Escape, and the focus is where it was', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/web')
  await tabTo(page, 'Shut down')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('kiste vm stop web').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => focusName(page)).toBe('Shut down')
  expect(complaints).toEqual([])
  await leave()
})

test('what cannot be done now says why', async () => {
  const { page, complaints, leave } = await bench.visit('/vms')
  await page.getByRole('button', { name: 'What can be done with web', exact: true }).click()
  const start = page.getByRole('menuitem', { name: /^Start/ })
  await start.getByText('It is running; this works while it is off or crashed.').waitFor()
  expect(await start.getAttribute('aria-disabled')).toBe('true')
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'menu')
  await page.keyboard.press('Escape')
  await expect.poll(() => focusName(page)).toBe('What can be done with web')
  await page.getByRole('button', { name: 'What can be done with win-test' }).click()
  expect(await page.getByText('Kiste did not make it and does not touch it.').count()).toBe(6)
  expect(complaints).toEqual([])
  await leave()
})

test('an option of a dialog is in the command and in the plan', async () => {
  const { page, leave } = await bench.visit('/vms/photos')
  await page.getByRole('button', { name: 'Shut down' }).click()
  await page.getByLabel(/does not shut down by itself/).check()
  await expectSeen(page.getByRole('dialog').getByText('kiste vm stop photos --force-after'))
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await leave()
})

test('several VMs are started at once, and those that cannot are left out', async () => {
  for (const name of ['bulk-a', 'bulk-b']) await makeVm(name)
  const { page, complaints, leave } = await bench.visit('/vms?name=bulk')
  await page.getByRole('row').nth(2).waitFor()
  await page.getByLabel('Select all').check()
  await page.getByRole('group', { name: '2 VMs selected' }).getByRole('button', { name: 'Start' }).click()
  await page.getByRole('dialog').getByText('kiste vm start bulk-a bulk-b').waitFor()
  await picture(page, 'bulk')
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await page.getByText('Start bulk-b: done.').waitFor()
  expect(await page.getByRole('cell', { name: 'running' }).count()).toBe(2)
  expect(complaints).toEqual([])
  await leave()
})

test('a job that fails says so, where it failed and why', async () => {
  await makeVm('fail-start')
  const { page, leave } = await bench.visit('/vms/fail-start')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await page.getByRole('link', { name: 'Look' }).last().click()
  await page.getByText(/^Start fail-start: (did not happen|failed)/).waitFor()
  await page.getByRole('alert').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'failed-job')
  await leave()
})

test('a job that takes long can be watched and cancelled', async () => {
  await makeVm('no-stop')
  await bench.daemon.ask('POST', '/v1/vms/no-stop/start', {})
  const { page, complaints, leave } = await bench.visit('/vms/no-stop')
  await page.getByRole('button', { name: 'Shut down' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shut down' }).click()
  await page.getByText('Stop no-stop: under way.').first().waitFor()
  await page.getByRole('link', { name: 'Look' }).click()
  await page.getByRole('heading', { level: 1, name: 'Stop no-stop' }).waitFor()
  await picture(page, 'running-job')
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Cancel the job' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel “Stop no-stop”?' })
  await dialog.getByText(/^kiste job cancel /).waitFor()
  await dialog.getByRole('button', { name: 'Cancel the job' }).click()
  await page.getByText('Stop no-stop: turns back.').waitFor()
  // What it writes meanwhile comes by itself.
  await page
    .getByRole('log')
    .getByText(/cannot be told otherwise/)
    .waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test('what is filtered by stands in the address, and comes back with it', async () => {
  const { page, leave } = await bench.visit('/vms')
  await page.getByLabel('Name or image').fill('photos')
  await page.getByLabel('State').selectOption('running')
  await page.waitForURL(/name=photos&state=running/)
  await page.getByText(/^1 of \d+$/).waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'photos', exact: true }).waitFor()
  expect(await page.getByLabel('Name or image').inputValue()).toBe('photos')
  await page.getByLabel('Name or image').fill('nobody')
  await page.getByText('No VM is like that.').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByRole('link', { name: 'web', exact: true }).waitFor()
  await leave()
})

test('it speaks the language of the browser, and another when told, also the next time', async () => {
  const { page, complaints, leave } = await bench.visit('/vms', { locale: 'de-DE' })
  await page.getByRole('columnheader', { name: 'Zustand' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('de')
  await page.getByRole('button', { name: 'Sprache: Deutsch' }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await page.getByRole('columnheader', { name: 'State' }).waitFor()
  await page.reload()
  await page.getByRole('columnheader', { name: 'State' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('en')
  expect(complaints).toEqual([])
  await leave()
})

test('it is as dark as it is told to be, also the next time', async () => {
  const { page, leave } = await bench.visit('/', { colorScheme: 'light' })
  const paper = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  expect(await paper()).toBe('rgb(250, 247, 242)')
  await page.getByRole('button', { name: 'Light: Automatic' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  expect(await paper()).toBe('rgb(22, 20, 17)')
  await page.reload()
  await page.locator('h1').waitFor()
  expect(await paper()).toBe('rgb(22, 20, 17)')
  await leave()
})

test('what others do shows by itself', async () => {
  const { page, leave } = await bench.visit('/vms/web')
  await expectSeen(page.getByText('web is running.'))
  await bench.daemon.ask('POST', '/v1/vms/web/pause', {})
  await expectSeen(page.getByText('web is paused.'))
  await bench.daemon.ask('POST', '/v1/vms/web/resume', {})
  await expectSeen(page.getByText('web is running.'))
  await leave()
})

// The last, since there is no memory left for others after it.
test('a VM that does not fit into memory may be started even so, and the command says how', async () => {
  await makeVm('large', 30_000)
  const { page, complaints, leave } = await bench.visit('/vms/large')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('alert').waitFor()
  expect(await dialog.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true)
  await picture(page, 'memory')
  await dialog.getByRole('button', { name: 'Start it even so' }).click()
  await dialog.getByText('kiste vm start large --overcommit').waitFor()
  await dialog.getByRole('note').waitFor()
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByText('Start large: done.').waitFor()
  expect(otherThan(complaints, 507)).toEqual([])
  await leave()
})

async function makeVm(name: string, memoryMiB = 512): Promise<void> {
  await bench.daemon.ask('POST', '/v1/vms', { name, image: 'debian-12', start: false, memoryMiB })
  for (let tries = 0; tries < 200; tries += 1) {
    const vms = (await bench.daemon.ask('GET', '/v1/vms')) as readonly { readonly name: string }[]
    if (vms.some((vm) => vm.name === name)) return
  }
  throw new Error(`${name} was not made.`)
}
