import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type Visit,
  type VisitOptions,
} from './support/browse.ts'
import { haveDone, haveTried, makeVmInPool, takeSnapshot } from './support/copies.ts'
import { everywhere } from './support/everywhere.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { otherThan } from './support/other-than.ts'
import { comeIn, type Person } from './support/people.ts'
import { picture } from './support/pictures.ts'

// Where VMs are copied to, and how the copies are: in the settings for all, on the history of each.

let bench: Bench
const keep = leaveAfterEach()

beforeAll(async () => {
  bench = await openBench('demo')
})
afterAll(() => bench.close())

async function visit(path: string, options: VisitOptions = {}): Promise<Visit> {
  return keep(await bench.visit(path, options))
}

/** Somebody who was invited and has come in. */
async function member(user: object): Promise<Person> {
  const invited = await bench.admin?.ask('POST', '/v1/users', user)
  const { secret } = invited as { readonly secret: string }
  return comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier gelbe Boote' })
}

async function expectFine(page: Page, name: string): Promise<void> {
  await picture(page, name)
  expect(await findBarriers(page)).toEqual([])
  expect(await overflowPixels(page)).toBe(0)
}

function looks(name: string, path: string, waitFor: string) {
  describe(name, () => {
    test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
      const { page, complaints } = await visit(path, { colorScheme, size, locale, waitFor })
      await page.waitForTimeout(250)
      await expectFine(page, `copies-${name}-${size}-${colorScheme}`)
      expect(complaints).toEqual([])
    })
  })
}

looks('nothing', '/settings/copies', 'main section p')

test('while there is no target, a VM says so and where there may be one', async () => {
  const { page, complaints } = await visit('/vms/photos/history')
  const card = page.getByRole('region', { name: 'Copies' })
  await expectSeen(card.getByText('photos is not copied elsewhere: there is no target.'))
  expect(await card.getByRole('button').count()).toBe(0)
  await card.getByRole('link', { name: 'To the targets' }).click()
  await expectSeen(page.getByText('Nothing is copied elsewhere.'))
  await expectSeen(page.getByText('It begins with a target: a pool on other disks.'))
  expect(complaints).toEqual([])
})

test('a target is made; what is wrong with its name stands at the field', async () => {
  await makeVmInPool(bench.daemon, 'tank', 'ledger')
  const { page, complaints } = await visit('/settings/copies')
  await page.getByRole('button', { name: 'New target' }).click()
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('kiste target create NAME --pool fast', { exact: true }))
  expect(await dialog.getByRole('button', { name: 'Make the target' }).isDisabled()).toBe(true)
  await dialog.getByLabel('Name').fill('none')
  await expectSeen(dialog.getByText('A target cannot be called none: that word says that nothing is copied.'))
  expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
  await dialog.getByLabel('Name').fill('usb')
  await dialog.getByLabel('Pool').selectOption('tank')
  await expectSeen(dialog.getByText(/^VMs of the store tank would be copied within one pool/))
  await dialog.getByLabel('Pool').selectOption('fast')
  await expectSeen(dialog.getByText('kiste target create usb --pool fast', { exact: true }))
  await expectSeen(dialog.getByText('Note where copies go'))
  await expectFine(page, 'copies-new-target')
  await dialog.getByRole('button', { name: 'Make the target' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expectSeen(page.getByText(/^In the pool fast, under fast\/kiste-copies\//))
  await expectSeen(page.getByText('There is a target; what goes there is wished of the host'))
  expect(otherThan(complaints, 400)).toEqual([])
})

test('auf Deutsch, nur mit Tasten: Ziele für den Host, und wieder zurück', async () => {
  const { page, complaints } = await visit('/settings/copies', { locale: 'de-DE' })
  const card = page.getByRole('region', { name: /^Host / })
  await expectSeen(card.getByText('Für den Host ist nichts festgelegt.'))
  await card.getByRole('button').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('kiste copy set --host --to usb', { exact: true }))
  await tabTo(page, 'usb, im Pool fast')
  await page.keyboard.press('Space')
  await expectSeen(dialog.getByText('Wähl mindestens eines.'))
  expect(await dialog.getByRole('button', { name: 'Festlegen' }).isDisabled()).toBe(true)
  await page.keyboard.press('Space')
  await expectSeen(dialog.getByText(/^Nicht kopiert, da ihre Ablage in keinem Pool ist: .*photos/))
  await expectFine(page, 'copies-dialog-de')
  await tabTo(page, 'Festlegen')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await expectSeen(card.getByText('Wird nach usb kopiert'))
  await expectSeen(page.getByText(/^Eine VM ist auf usb noch nicht aktuell\./))
  expect(await focusName(page)).toMatch(/^Ziele (wählen|ändern)$/)
  await expectFine(page, 'copies-host-de')
  await card.getByRole('button').click()
  await dialog.getByLabel('Kopien').selectOption('Keine')
  await expectSeen(dialog.getByText('kiste copy clear --host', { exact: true }))
  await dialog.getByRole('button', { name: 'Zurücknehmen' }).click()
  await expectSeen(card.getByText('Für den Host ist nichts festgelegt.'))
  expect(otherThan(complaints, 400)).toEqual([])
})

test('a VM gets a target, and is up to date there once it has a snapshot', async () => {
  const { page, complaints } = await visit('/vms/ledger/history')
  const card = page.getByRole('region', { name: 'Copies' })
  const dialog = page.getByRole('dialog')
  await expectSeen(card.getByText(/^ledger is not copied elsewhere: no target is wished/))
  await expectSeen(card.getByText('ledger has no snapshot yet, and copies bring snapshots.'))
  expect(await card.getByRole('button', { name: 'Copy now' }).isDisabled()).toBe(true)
  await card.getByRole('button', { name: 'Choose targets' }).click()
  await expectSeen(dialog.getByText('kiste copy set ledger --to usb', { exact: true }))
  await expectSeen(dialog.getByText(/^Nothing takes snapshots of ledger/))
  await expectFine(page, 'copies-dialog')
  await dialog.getByRole('button', { name: 'Set it' }).click()
  await expectSeen(card.getByText('usb · none yet'))
  await expectSeen(card.getByText('the VM itself'))
  await takeSnapshot(bench.daemon, 'ledger', 'first')
  await expectSeen(card.getByText('usb · up to date'))
  await expectSeen(card.getByText(/^The newest snapshot there is from /))
  await card.getByRole('button', { name: 'Copy now' }).click()
  await expectSeen(dialog.getByText('kiste copy run ledger --to usb', { exact: true }))
  await expectSeen(dialog.getByText(/^Copy what is new to fast\/kiste-copies\//))
  await expectFine(page, 'copies-now')
  await dialog.getByRole('button', { name: 'Copy now' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(otherThan(complaints, 400)).toEqual([])
})

looks('settings', '/settings/copies', 'main table td')
looks('vm', '/vms/ledger/history', 'main section li >> text=usb')

test('the table says how it is, and a target that is still wished is not forgotten', async () => {
  const { page, complaints } = await visit('/settings/copies')
  await expectSeen(page.getByText('One VM is up to date on usb.'))
  await expectSeen(page.getByRole('row', { name: /^ledger usb up to date .* first$/ }))
  await page.getByRole('button', { name: 'Forget usb' }).click()
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('The target usb is still wished for: single VMs.'))
  await expectSeen(dialog.getByText('kiste target remove usb', { exact: true }))
  expect(await dialog.getByRole('button', { name: 'Forget', exact: true }).isDisabled()).toBe(true)
  await expectFine(page, 'copies-forget')
  expect(otherThan(complaints, 409)).toEqual([])
})

test('a VM whose store is in no pool says why it is not copied', async () => {
  const { page } = await visit('/vms/old-forum/history')
  const card = page.getByRole('region', { name: 'Copies' })
  await expectSeen(card.getByText(/^The store local of old-forum is in no pool/))
  expect(await card.getByRole('button', { name: 'Copy now' }).isDisabled()).toBe(true)
})

describe('who may only look', () => {
  test('sees how copies are, and is offered no change', async () => {
    const viewer = await member({ name: 'vera', role: 'viewer' })
    const { page } = await visit('/settings/copies', { as: viewer })
    await expectSeen(page.getByText('One VM is up to date on usb.'))
    expect(await page.locator('main').getByRole('button').count()).toBe(0)
    await page.getByRole('table').getByRole('link', { name: 'ledger' }).click()
    const card = page.getByRole('region', { name: 'Copies' })
    await expectSeen(card.getByText('usb · up to date'))
    expect(await card.getByRole('button').count()).toBe(0)
  })

  test('and who works with single VMs is told nothing of targets', async () => {
    const operator = await member({ name: 'olga', role: 'operator', vms: ['ledger'] })
    const { page, complaints } = await visit('/vms/ledger/history', { as: operator })
    await expectSeen(page.getByRole('region', { name: 'Policy' }))
    expect(await page.getByRole('region', { name: 'Copies' }).count()).toBe(0)
    const settings = await visit('/settings/copies', { as: operator })
    await expectSeen(settings.page.getByText('This is for those who see the whole house.'))
    expect(await settings.page.getByRole('link', { name: 'Copies' }).count()).toBe(0)
    expect([...complaints, ...settings.complaints]).toEqual([])
  })
})

describe('a try that failed', () => {
  beforeAll(async () => {
    await haveDone(bench.daemon, 'POST', '/v1/pools/fast/export', {})
    await takeSnapshot(bench.daemon, 'ledger', 'second')
    expect(await haveTried(bench.daemon, 'POST', '/v1/vms/ledger/copies/usb')).not.toBe('done')
  })

  test.each([
    [
      'en-GB',
      'usb · behind',
      /^The last try failed: .*fast/,
      /^None of|^One VM is not up to date on usb yet/,
    ],
    [
      'de-DE',
      'usb · im Rückstand',
      /^Der letzte Versuch ist gescheitert: .*fast/,
      /^Eine VM ist auf usb noch nicht aktuell/,
    ],
  ] as const)('is told with its reason, in %s', async (locale, state, because, verdict) => {
    const { page, complaints } = await visit('/vms/ledger/history', { locale, size: 'phone' })
    await expectSeen(page.getByText(state))
    await expectSeen(page.getByText(because))
    await page.getByText(because).scrollIntoViewIfNeeded()
    await expectFine(page, `copies-failed-vm-${locale}`)
    const settings = await visit('/settings/copies', { locale, size: 'phone' })
    await expectSeen(settings.page.getByText(verdict))
    await expectSeen(settings.page.getByRole('cell', { name: because }))
    await expectFine(settings.page, `copies-failed-${locale}`)
    expect([...complaints, ...settings.complaints]).toEqual([])
  })
})
