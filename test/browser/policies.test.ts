import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type Visit,
  type VisitOptions,
} from './support/browse.ts'
import { everywhere } from './support/everywhere.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { otherThan } from './support/other-than.ts'
import { comeIn, type Person } from './support/people.ts'
import { picture } from './support/pictures.ts'

// When VMs are snapshotted by themselves, and what stays: shown on the history of each, and in the settings for all.

const often = 'every 15 min, keep 8; daily at 03:00, keep 14'
let bench: Bench
const keep = leaveAfterEach()

beforeAll(async () => {
  bench = await openBench('demo')
  await wish('/v1/vms/photos/policy', { rules: often, zone: 'Asia/Kathmandu' })
  await wish('/v1/vms/home-assistant/policy', { rules: 'none' })
})
afterAll(() => bench.close())

async function visit(path: string, options: VisitOptions = {}): Promise<Visit> {
  return keep(await bench.visit(path, options))
}

/** Has it wished, and waits until it is. */
async function wish(path: string, body: object): Promise<void> {
  const { id } = (await bench.daemon.ask('PUT', path, body)) as { readonly id: string }
  const isDone = async () =>
    expect(await bench.daemon.ask('GET', `/v1/jobs/${id}`)).toMatchObject({ state: 'done' })
  await vi.waitFor(isDone, { timeout: 20_000, interval: 100 })
}

/** Somebody who was invited and has come in. */
async function member(user: object): Promise<Person> {
  const invited = await bench.admin?.ask('POST', '/v1/users', user)
  const { secret } = invited as { readonly secret: string }
  return comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier gelbe Boote' })
}

/** The daemon's answer about a VM, changed on its way: what a host would have to wait a day for, or to be unwell. */
async function answered(page: Page, vm: string, change: (answer: VmAnswer) => object): Promise<void> {
  await page.route(`**/v1/vms/${vm}/policy`, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback()
    const answer = (await (await route.fetch()).json()) as VmAnswer
    return route.fulfill({ json: change(answer) })
  })
}

interface VmAnswer {
  readonly fates: readonly { readonly id: string; readonly stays: readonly unknown[] }[]
}

async function expectFine(page: Page, name: string): Promise<void> {
  await picture(page, name)
  expect(await findBarriers(page)).toEqual([])
  expect(await overflowPixels(page)).toBe(0)
}

const addresses = {
  'vm-own': '/vms/photos/history',
  'vm-none': '/vms/home-assistant/history',
  'vm-nothing': '/vms/old-forum/history',
  settings: '/settings/policies',
} as const

describe.each(Object.entries(addresses))('%s', (name, path) => {
  test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit(path, {
      colorScheme,
      size,
      locale,
      waitFor: 'main section p, main dl',
    })
    await page.waitForTimeout(250)
    await expectFine(page, `policies-${name}-${size}-${colorScheme}`)
    expect(complaints).toEqual([])
  })
})

describe('the dialog', () => {
  test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit('/vms/photos/history', { colorScheme, size, locale })
    const isGerman = locale === 'de-DE'
    await page.getByRole('button', { name: isGerman ? 'Richtlinie ändern' : 'Change the policy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('ol li').first().waitFor()
    await expectFine(page, `policies-dialog-${size}-${colorScheme}`)
    await dialog.getByText(isGerman ? 'Wie man Regeln schreibt' : 'How rules are written').click()
    await expectSeen(
      dialog.getByText(
        isGerman ? 'Am letzten Tag jedes Monats um 04:00' : 'On the last day of each month at 04:00',
      ),
    )
    await dialog.getByText(isGerman ? /^Zeitzone: / : /^Time zone: /).click()
    await dialog.getByLabel(isGerman ? 'Zeitzone' : 'Time zone').scrollIntoViewIfNeeded()
    await expectFine(page, `policies-dialog-help-${size}-${colorScheme}`)
    expect(complaints).toEqual([])
  })
})

test('a VM gets its own, is told what that does, and goes back to that of its host', async () => {
  await wish('/v1/policy', { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' })
  const { page, complaints } = await visit('/vms/build/history')
  const card = page.getByRole('region', { name: 'Policy' })
  const dialog = page.getByRole('dialog')
  await expectSeen(card.getByText('Every day at 03:00', { exact: true }))
  await expectSeen(card.getByRole('link', { name: 'the host' }))
  await card.getByRole('button', { name: 'Change the policy' }).click()
  await expectSeen(
    dialog.getByText("kiste policy set build --rules 'daily at 03:00, keep 14' --zone Europe/Berlin"),
  )
  await dialog.getByRole('button', { name: 'Often' }).click()
  await expectSeen(dialog.getByText('Every 15 minutes', { exact: true }).first())
  await dialog.getByText('Time zone: Europe/Berlin').click()
  await dialog.getByLabel('Time zone').fill('Mars')
  await expectSeen(dialog.getByText('"Mars" is no time zone.'))
  await dialog.getByLabel('Time zone').fill('UTC')
  await expectSeen(
    dialog.getByText(
      "kiste policy set build --rules 'every 15 min, keep 8; every hour, keep 24; daily at 03:00, keep 14' --zone UTC",
    ),
  )
  await dialog.getByRole('button', { name: 'Set it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expectSeen(card.getByText('the VM itself'))
  await expectSeen(card.getByText('UTC, in brackets'))
  await expectSeen(card.getByText(/ · in \d+ minutes?$/))
  await card.getByText('The coming week').click()
  await expectSeen(card.getByText(/· 672 times/))
  await expectSeen(card.getByText('and 665 more'))
  await expectFine(page, 'policies-week')

  // The snapshot that was due at once, and why it stays.
  await page.locator('[data-point]').nth(1).click()
  await expectSeen(
    page.getByText(/^it is the newest of the policy; the rules “Every 15 minutes”, .* keep it$/),
  )
  await expectFine(page, 'policies-stays')

  await card.getByRole('button', { name: 'Change the policy' }).click()
  await dialog.getByLabel('Snapshots').selectOption('As its store or the host wishes')
  await expectSeen(dialog.getByText('From then on: what is wished of this host: daily at 03:00, keep 14.'))
  await expectSeen(dialog.getByText('kiste policy clear build', { exact: true }))
  await picture(page, 'policies-clear')
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expectSeen(card.getByRole('link', { name: 'the host' }))
  await card.getByRole('link', { name: 'the host' }).click()
  await page.waitForURL(/\/settings\/policies$/)
  await expectSeen(
    page.getByRole('region', { name: /^Host / }).getByText('Every day at 03:00', { exact: true }),
  )
  expect(otherThan(complaints, 400)).toEqual([])
})

test('what would go is said beforehand, and all that is wrong with rules at their field', async () => {
  const { page, complaints } = await visit('/vms/old-forum/history')
  await page.getByRole('region', { name: 'Policy' }).getByRole('button').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Rules').fill('yearly on 1 jan, keep 1')
  await expectSeen(dialog.getByText(/^\d snapshots? of 1 VM would go soon after, for good\.$/))
  // In sight, without a way to press the button past it.
  const said = dialog.getByText(/ would go soon after, for good\.$/)
  const [line, foot] = [
    await said.boundingBox(),
    await dialog.getByRole('button', { name: 'Set it' }).boundingBox(),
  ]
  expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThan(foot?.y ?? 0)
  await picture(page, 'policies-would-go')
  await dialog.getByLabel('Rules').fill('*/5 * * * *; daily at 03:00; weekly on sum, keep 3')
  const rules = dialog.getByLabel('Rules')
  await expectSeen(
    dialog.getByText(
      /“\*\/5 \* \* \* \*” cannot be read\..*does not say what stays\..*There is no weekday sum/,
    ),
  )
  expect(await rules.getAttribute('aria-invalid')).toBe('true')
  expect(await dialog.getByRole('button', { name: 'Set it' }).isDisabled()).toBe(true)
  await expectFine(page, 'policies-wrong')
  expect(otherThan(complaints, 400)).toEqual([])
})

test('auf Deutsch, nur mit Tasten: eine Richtlinie für die Ablage', async () => {
  const { page, complaints } = await visit('/settings/policies', { locale: 'de-DE' })
  const card = page.getByRole('region', { name: 'Ablage local' })
  await card.getByRole('button').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByRole('heading', { name: /Ablage local/ }))
  await tabTo(page, 'Ein Jahr zurück')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(`document.activeElement.getAttribute('aria-pressed')`)).toBe('true')
  await expectSeen(dialog.getByText('Am 1. jedes Monats um 04:00').first())
  await tabTo(page, 'Regeln')
  await page.keyboard.press('End')
  await page.keyboard.type('; fünfmal, keep 3')
  await expectSeen(dialog.getByText('„fünfmal“ lässt sich nicht lesen.'))
  await expectFine(page, 'policies-wrong-de')
  for (let n = 0; n < '; fünfmal, keep 3'.length; n += 1) await page.keyboard.press('Backspace')
  await tabTo(page, 'Festlegen')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await expectSeen(card.getByText('Jeden Sonntag um 04:00', { exact: true }))
  expect(await focusName(page)).toMatch(/^Richtlinie (ändern|festlegen)$/)
  await expectFine(page, 'policies-store-de')
  await wish('/v1/stores/local/policy', { rules: null })
  await expectSeen(card.getByText('Nichts Eigenes: Es zählt, was für den Host gilt.'))
  expect(otherThan(complaints, 400)).toEqual([])
})

test('a host has none by rules or by nothing wished, which is one and the same', async () => {
  await wish('/v1/policy', { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' })
  const { page, complaints } = await visit('/settings/policies')
  const card = page.getByRole('region', { name: /^Host / })
  await card.getByRole('button', { name: 'Change the policy' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Snapshots').selectOption('None')
  await expectSeen(dialog.getByText('kiste policy clear --host', { exact: true }))
  await expectSeen(dialog.getByText('From then on: no snapshots are taken by themselves.'))
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expectSeen(card.getByText('Nothing is wished of the host.'))
  expect(complaints).toEqual([])
})

test.each(['en-GB', 'de-DE'] as const)('a clock in doubt, and what goes soon, in %s', async (locale) => {
  const isGerman = locale === 'de-DE'
  await wish('/v1/vms/old-forum/policy', { rules: 'every 15 min, keep 40' })
  const { page, complaints } = await visit('/vms/old-forum/history', {
    locale,
    before: (page) =>
      answered(page, 'old-forum', (answer) => ({
        ...answer,
        fates: answer.fates.map((fate, index) => (index === 1 ? { ...fate, stays: [] } : fate)),
        doubt: { because: 'ahead', byMs: 7_200_000, steadyMs: 600_000 },
      })),
  })
  await expectSeen(
    page.getByText(
      isGerman
        ? /Die Uhr ist um 2\sStd\. vorgesprungen: Kein Schnappschuss geht/
        : /The clock jumped ahead by 2\shrs?, so no snapshot goes until/,
    ),
  )
  await expectSeen(page.getByText(isGerman ? /, einer geht bald, endgültig$/ : /, one goes soon, for good$/))
  const going = page.getByRole('link', { name: isGerman ? / · geht bald$/ : / · goes soon$/ })
  await going.click()
  await expectSeen(
    page.getByText(
      isGerman ? /^Keine Regel behält ihn mehr: Er geht bald/ : /^No rule keeps it any more: it goes soon/,
    ),
  )
  await expectFine(page, `policies-goes-${locale}`)
  expect(complaints).toEqual([])
})

describe('who may only look', () => {
  test('sees what is in force, and is offered no change', async () => {
    const viewer = await member({ name: 'vera', role: 'viewer' })
    const { page } = await visit('/settings/policies', { as: viewer })
    await expectSeen(page.getByRole('link', { name: 'photos' }))
    expect(await page.locator('main').getByRole('button').count()).toBe(0)
    await page.getByRole('link', { name: 'photos' }).click()
    await expectSeen(page.getByText('Every 15 minutes', { exact: true }).first())
    expect(await page.getByRole('region', { name: 'Policy' }).getByRole('button').count()).toBe(0)
  })

  test('and who works with single VMs sees theirs alone', async () => {
    const operator = await member({ name: 'olga', role: 'operator', vms: ['photos'] })
    const { page, complaints } = await visit('/vms/photos/history', { as: operator })
    const card = page.getByRole('region', { name: 'Policy' })
    await expectSeen(card.getByText('the VM itself'))
    expect(await card.getByRole('button').count()).toBe(0)
    const settings = await visit('/settings/policies', { as: operator })
    await expectSeen(settings.page.getByText('This is for those who see the whole house.'))
    expect(await settings.page.getByRole('link', { name: 'Policies' }).count()).toBe(0)
    expect([...complaints, ...settings.complaints]).toEqual([])
  })
})
