import { TOTP } from 'otpauth'
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
import { withAuthenticator } from './support/authenticator.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { otherThan } from './support/other-than.ts'
import { administrator, comeIn, setUpSecret, type Person } from './support/people.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { picture } from './support/pictures.ts'

const password = 'sechs gelbe Boote'
let bench: Bench
const keep = leaveAfterEach()

beforeAll(async () => {
  bench = await openBench('demo')
  await ask('POST', '/v1/users', { name: 'olga', role: 'operator', vms: ['web', 'photos'] })
  await ask('POST', '/v1/users', { name: 'vera', role: 'viewer' })
  await ask('PATCH', '/v1/users/vera', { disabled: true })
  await ask('POST', '/v1/tokens', { name: 'home-assistant', level: 'operate', vms: ['web', 'build'] })
  await ask('POST', '/v1/tokens', { name: 'backup', level: 'view', expiresAt: '2099-01-01T00:00:00Z' })
  await comeIn(bench.origin, '/v1/session', administrator)
  for (let n = 0; n < 55; n += 1) await bench.daemon.ask('POST', `/v1/vms/none-${n}/pause`, {})
  await bench.daemon.ask('POST', '/v1/vms/build/start', {})
})
afterAll(() => bench.close())
async function visit(path: string, options: VisitOptions = {}): Promise<Visit> {
  return keep(await bench.visit(path, options))
}

function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  if (!bench.admin) throw new Error('Nobody has set it up.')
  return bench.admin.ask(method, path, body)
}

async function member(name: string, wish: object = { role: 'viewer' }): Promise<Person> {
  const { secret } = (await ask('POST', '/v1/users', { name, ...wish })) as { readonly secret: string }
  return comeIn(bench.origin, '/v1/invitation', { secret, password })
}

/** What is shown has no barriers, and a picture is taken of it. */
async function expectFine(page: Page, name: string): Promise<void> {
  expect(await findBarriers(page)).toEqual([])
  expect(await overflowPixels(page)).toBe(0)
  await picture(page, name)
}

const addresses = {
  account: '/settings',
  sessions: '/settings/sessions',
  tokens: '/settings/tokens',
  users: '/settings/users',
  log: '/settings/log',
  house: '/settings/house',
  host: '/host',
} as const

describe.each(Object.entries(addresses))('%s', (name, path) => {
  test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit(path, {
      colorScheme,
      size,
      locale,
      waitFor: 'main section, main ul',
    })
    await page.waitForTimeout(250)
    await expectFine(page, `settings-${name}-${size}-${colorScheme}`)
    expect(complaints).toEqual([])
  })
})

test('a code of an app is turned on, and asked for at the next sign-in', async () => {
  const tom = await member('tom')
  const { page, complaints } = await visit('/settings', { as: tom })
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your password of now').fill('wrong')
  await page.keyboard.press('Enter')
  await expectSeen(dialog.getByText('This is not your password of now.'))
  await dialog.getByLabel('Your password of now').fill(password)
  await page.keyboard.press('Enter')
  await expectSeen(dialog.getByRole('img', { name: /QR code/ }).locator('path'))
  await expectFine(page, 'settings-totp-scan')
  const codes = new TOTP({ secret: await dialog.locator('code').innerText() })
  await dialog.getByLabel('Code of your app').fill(codes.generate())
  await page.keyboard.press('Enter')
  const kept = dialog.getByRole('list', { name: 'Recovery codes' })
  await expectSeen(kept)
  expect(await kept.getByRole('listitem').count()).toBe(10)
  await expectFine(page, 'settings-totp-codes')
  // They are shown this once, so nothing but saying so closes it.
  await page.keyboard.press('Escape')
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  expect((await download).suggestedFilename()).toBe('kiste-recovery-codes.txt')
  await dialog.getByLabel('I have kept them').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expectSeen(page.getByText('Your account takes your password and a code.'))
  expect(otherThan(complaints, 403)).toEqual([])

  const { page: door } = await visit('/vms', { as: null })
  await door.getByLabel('Name').fill('tom')
  await door.getByLabel('Password').fill(password)
  await door.keyboard.press('Enter')
  await door.getByLabel('Code of your app').fill(codes.generate({ timestamp: Date.now() + 30_000 }))
  await door.keyboard.press('Enter')
  await expectSeen(door.getByRole('heading', { level: 1, name: 'VMs' }))

  await page.getByRole('button', { name: 'Remove the app' }).click()
  await dialog.getByLabel('Your password of now').fill(password)
  await dialog.getByRole('button', { name: 'Remove the app' }).click()
  await expectSeen(page.getByText('Your password alone opens your account.'))
})

test('a passkey is made, opens the door, is renamed, and is removed', async () => {
  const paula = await member('paula')
  const { page, complaints } = await visit('/settings', { as: paula, before: withAuthenticator })
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What it is to be called').fill('laptop')
  await dialog.getByLabel('Your password of now').fill(password)
  await expectFine(page, 'settings-passkey')
  await dialog.getByRole('button', { name: 'Go on with the device' }).click()
  await expectSeen(page.getByRole('list', { name: 'Passkeys' }).getByText('laptop'))
  // The same device a second time knows it already, and that is said.
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await dialog.getByLabel('Your password of now').fill(password)
  await dialog.getByRole('button', { name: 'Go on with the device' }).click()
  await expectSeen(dialog.getByText('This device has a passkey of yours for this page already.'))
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'paula' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expectSeen(page.getByRole('button', { name: 'paula' }))
  await page.goto(`${bench.origin}/settings`)
  await page.getByRole('button', { name: 'Rename laptop' }).click()
  await dialog.getByLabel('What it is to be called').fill('old laptop')
  await page.keyboard.press('Enter')
  await expectSeen(dialog.getByText(/cannot be the name of a passkey/))
  await dialog.getByLabel('What it is to be called').fill('old-laptop')
  await expectFine(page, 'settings-passkey-rename')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove old-laptop' }).click()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expectSeen(page.getByText('Your password alone opens your account.'))
  expect(otherThan(complaints, 400)).toEqual([])
})

test('where a passkey cannot be had, that is said', async () => {
  const { page } = await visit('/settings', {
    before: (page) => page.addInitScript('delete window.PublicKeyCredential'),
  })
  await expectSeen(page.getByText('This browser knows no passkeys.'))
  expect(await page.getByRole('button', { name: 'Add a passkey' }).isDisabled()).toBe(true)
})

test('a new password signs all other browsers out', async () => {
  const paul = await member('paul')
  const other = await comeIn(bench.origin, '/v1/session', { name: 'paul', password })
  const { page } = await visit('/settings', { as: paul })
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByLabel('Your password of now').fill(password)
  await page.getByLabel('New password').fill('sieben gelbe Boote')
  await expectFine(page, 'settings-password')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText(/Your password is changed/))
  expect(await other.ask('GET', '/v1/session')).toEqual({ state: 'anonymous' })
  expect(await paul.ask('GET', '/v1/session')).toMatchObject({ state: 'signed-in' })
})

test('a browser that is signed out elsewhere is out at once', async () => {
  const rita = await member('rita')
  const lost = await comeIn(bench.origin, '/v1/session', { name: 'rita', password })
  const { page: phone } = await visit('/vms', { as: lost })
  const { page, complaints } = await visit('/settings/sessions', { as: rita })
  await expectSeen(page.getByText('You are signed in here and in one other browser.'))
  await page.getByRole('button', { name: /^Sign out the one from/ }).click()
  await expectFine(page, 'settings-session-end')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await expectSeen(page.getByText('You are signed in here and nowhere else.'))
  await expectSeen(phone.getByRole('heading', { name: 'Sign in' }))
  expect(complaints).toEqual([])
})

test('with keys alone a token is made; a program uses it until it is taken back', async () => {
  const theo = await member('theo')
  const { page, complaints } = await visit('/settings/tokens', { as: theo })
  await tabTo(page, 'Make a token')
  await page.keyboard.press('Enter')
  await expect.poll(() => focusName(page)).toBe('What is it for?')
  await expectFine(page, 'settings-token')
  await page.keyboard.type('backup')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'The token backup' })
  const secret = await dialog.locator('code').first().innerText()
  await picture(page, 'settings-token-shown')
  expect(await findBarriers(page)).toEqual([])
  const use = () => fetch(`${bench.origin}/v1/vms`, { headers: { authorization: `Bearer ${secret}` } })
  expect((await use()).status).toBe(200)
  await tabTo(page, 'I have it')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText('One program may come in.'))
  expect(await page.getByText(secret).count()).toBe(0)
  await tabTo(page, 'Take back backup')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Take back')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText('No program has a token.'))
  expect((await use()).status).toBe(401)
  expect(complaints).toEqual([])
})

test('an operator who is invited sees what is theirs, and nothing else', async () => {
  const { page } = await visit('/settings/users')
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('otto')
  await dialog.getByLabel('Role').selectOption('Operator')
  await dialog.getByLabel('web', { exact: true }).check()
  await expectSeen(dialog.getByText('kiste user add otto --role operator --vm web'))
  await expectFine(page, 'settings-invite')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await expectSeen(page.getByRole('dialog', { name: 'otto is invited' }))
  await expectSeen(dialog.getByRole('img', { name: /QR code/ }).locator('path'))
  await expectFine(page, 'settings-invited')
  const link = new URL(await dialog.locator('code').innerText())
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expectSeen(page.getByText('Operator: web · invited, has not come yet'))

  const { page: his, complaints } = await visit(`${link.pathname}${link.hash}`, { as: null })
  await his.getByLabel('Password').fill(password)
  await his.getByRole('button', { name: 'Go on' }).click()
  await his.getByRole('link', { name: 'VMs', exact: true }).click()
  await expectSeen(his.getByRole('link', { name: 'web', exact: true }))
  expect(await his.getByRole('link', { name: 'photos', exact: true }).count()).toBe(0)
  await his.getByRole('link', { name: 'Settings' }).click()
  await expectSeen(his.getByRole('link', { name: 'API tokens' }))
  expect(await his.getByRole('link', { name: 'Users' }).count()).toBe(0)
  await his.goto(`${bench.origin}/settings/users`)
  await expectSeen(his.getByText('This is for administrators.'))
  await expectFine(his, 'settings-operator')
  await his.goto(`${bench.origin}/host`)
  await expectSeen(his.getByText('You see the VMs that are yours, and not the host.'))
  expect(otherThan(complaints, 403)).toEqual([])
})

test('the last administrator cannot be lost, and the page says why', async () => {
  const { page, complaints } = await visit('/settings/users')
  await page.getByRole('button', { name: 'More about anna' }).click()
  const remove = page.getByRole('menuitem', { name: /^Take out/ })
  await expectSeen(remove.getByText(/anna is the only administrator/))
  expect(await remove.getAttribute('aria-disabled')).toBe('true')
  await expectFine(page, 'settings-last-admin')
  await page.getByRole('menuitem', { name: 'Change rights' }).click()
  await page.getByLabel('Role').selectOption('Viewer')
  await expectSeen(page.getByRole('note').getByText(/anna is the only administrator/))
  expect(await page.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More about olga' }).click()
  await page.getByRole('menuitem', { name: 'New password' }).click()
  await expectSeen(page.getByText('kiste user reset olga'))
  await expectFine(page, 'settings-reset')
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'More about olga' }).click()
  await page.getByRole('menuitem', { name: 'Keep out' }).click()
  await expectSeen(page.getByText('kiste user set olga --disabled'))
  await page.getByRole('dialog').getByRole('button', { name: 'Keep out' }).click()
  await expectSeen(page.getByText('Operator: web and photos · kept out'))
  expect(complaints).toEqual([])
})

test('the log of changes is searched, and goes on', async () => {
  const { page, complaints } = await visit('/settings/log')
  await page.getByLabel('How it ended').selectOption('refused or failed')
  await page.waitForURL(/result=refused/)
  const answered = page.waitForResponse(/who=local/)
  await page.getByLabel('Who').fill('local')
  await answered
  await expectSeen(page.getByText('Hold a running VM · none-54'))
  const entries = page.getByRole('list', { name: 'Log of changes' }).getByRole('listitem')
  await expect.poll(() => entries.count()).toBe(50)
  await page.getByRole('button', { name: 'Show older' }).click()
  await expect.poll(() => entries.count()).toBe(55)
  await entries.first().locator('summary').click()
  await expectSeen(entries.first().getByText('not_found'))
  await expectFine(page, 'settings-log-open')
  await page.getByLabel('What, or on what').fill('none-7')
  await expect.poll(() => entries.count()).toBe(1)
  await page.reload()
  await expect.poll(() => entries.count()).toBe(1)
  expect(complaints).toEqual([])
})

test('the page can be kept on a device as an app', async () => {
  const { page } = await visit('/')
  const devtools = await page.context().newCDPSession(page)
  const { errors, data } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Kiste', display: 'standalone' })
  const frame = () => page.evaluate(`document.querySelector('meta[name=theme-color]').content`)
  expect(await frame()).toBe('#faf7f2')
  await page.getByRole('button', { name: 'Light: Automatic' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  expect(await frame()).toBe('#161411')
})

test('over TLS the certificate can be had, and how to trust it', async () => {
  const encrypted = await openBench('demo', { isSetUp: false, isEncrypted: true })
  try {
    const secret = await setUpSecret(encrypted.daemon)
    const { page, complaints } = await encrypted.visit(`/setup#${secret}`, { waitFor: 'form' })
    await page.getByLabel('Your name').fill(administrator.name)
    await page.getByLabel('Password').fill(administrator.password)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'This host' }).click()
    await expectSeen(page.getByText('The certificate of the page is of this house’s own authority.'))
    await page.getByText('iPhone, iPad').click()
    await expectFine(page, 'settings-house-tls')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('kiste-authority.crt')
    await page.setViewportSize({ width: 360, height: 780 })
    await expectFine(page, 'settings-house-tls-phone')
    expect(complaints).toEqual([])
  } finally {
    await encrypted.close()
  }
})
