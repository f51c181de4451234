import { URL } from 'node:url'
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
} from './support/browse.ts'
import { otherThan } from './support/other-than.ts'
import { administrator, comeIn, setUpSecret, type Person } from './support/people.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { picture } from './support/pictures.ts'

const keep = leaveAfterEach()
async function visit(bench: Bench, ...args: Parameters<Bench['visit']>): Promise<Visit> {
  const [path, options] = args
  return keep(await bench.visit(path, { as: null, ...options }))
}

/** What is wrong with a door, as everybody may see it. */
async function troublesOf(bench: Bench, name: string, path: string): Promise<string[]> {
  const troubles: string[] = []
  for (const [colorScheme, size, locale] of everywhere) {
    const { page, complaints } = await visit(bench, path, { colorScheme, size, locale })
    await page.getByRole('button').first().waitFor()
    await picture(page, `door-${name}-${size}-${colorScheme}`)
    const tooWide = await overflowPixels(page)
    if (tooWide > 0) troubles.push(`${tooWide} px too wide on a ${size}`)
    troubles.push(...(await findBarriers(page)), ...complaints)
  }
  return troubles
}

describe('the first run', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench('demo', { isSetUp: false })
  })
  afterAll(() => bench.close())

  test('looks as it should, with the link and without', async () => {
    expect(await troublesOf(bench, 'setup', `/setup#${await setUpSecret(bench.daemon)}`)).toEqual([])
    expect(await troublesOf(bench, 'setup-no-link', '/')).toEqual([])
  })

  test('says what is wrong with a name and a password, at the fields', async () => {
    const { page } = await visit(bench, `/setup#${await setUpSecret(bench.daemon)}`)
    await page.getByLabel('Your name').fill('<b>')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.locator('[aria-invalid=true]').nth(1).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'door-setup-wrong')
  })

  test('with the keyboard alone, in German, the first administrator comes in', async () => {
    const { page, complaints } = await visit(bench, `/setup#${await setUpSecret(bench.daemon)}`, {
      locale: 'de-DE',
    })
    await expectSeen(page.getByRole('heading', { name: 'Willkommen' }))
    // The first field has the focus already.
    await page.keyboard.type(administrator.name)
    await page.keyboard.press('Tab')
    await page.keyboard.type(administrator.password)
    await page.keyboard.press('Enter')
    await expectSeen(page.getByRole('navigation', { name: 'Seiten' }))
    expect(new URL(page.url()).pathname).toBe('/')
    // The secret is of no use any more, and even so it does not stay in the address.
    expect(page.url()).not.toContain('#')
    await page.reload()
    await expectSeen(page.getByRole('button', { name: administrator.name }))
    expect(complaints).toEqual([])
  })

  test('is over for everybody else who has the link', async () => {
    const { page } = await visit(bench, `/setup#${'x'.repeat(43)}`)
    await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
  })
})

test('the first run by mouse', async () => {
  const bench = await openBench('demo', { isSetUp: false })
  try {
    const { page, complaints } = await visit(bench, `/setup#${await setUpSecret(bench.daemon)}`)
    await page.getByLabel('Your name').fill(administrator.name)
    await page.getByLabel('Password').fill(administrator.password)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expectSeen(page.getByRole('navigation', { name: 'Pages' }))
    expect(complaints).toEqual([])
  } finally {
    await bench.close()
  }
})

describe('once it is set up', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench('demo')
  })
  afterAll(() => bench.close())

  const signIn = async (page: Page, password: string, name: string = administrator.name) => {
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  const invite = async (name: string) =>
    (await bench.admin?.ask('POST', '/v1/users', { name, role: 'viewer' })) as { readonly secret: string }

  test('the sign-in page and an invitation look as they should', async () => {
    expect(await troublesOf(bench, 'sign-in', '/')).toEqual([])
    expect(await troublesOf(bench, 'invitation', `/invitation#${(await invite('wanda')).secret}`)).toEqual([])
    expect(await troublesOf(bench, 'invitation-torn', '/invitation')).toEqual([])
  })

  test('a wrong password says so, the right one leads to the address one came for', async () => {
    const { page, complaints } = await visit(bench, '/vms/photos/disks')
    await signIn(page, 'not this one')
    await page.getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'door-sign-in-wrong')
    await signIn(page, administrator.password)
    await expectSeen(page.getByRole('heading', { level: 1, name: 'photos' }))
    expect(new URL(page.url()).pathname).toBe('/vms/photos/disks')
    expect(otherThan(complaints, 401)).toEqual([])
  })

  test('whoever signs out is out', async () => {
    const person = await comeIn(bench.origin, '/v1/session', administrator)
    const { page } = await visit(bench, '/vms', { as: person })
    await page.getByRole('button', { name: administrator.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
    await page.goto(`${bench.origin}/vms`)
    await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
  })

  test('a session that is ended elsewhere leads to the sign-in page, and back to the same address', async () => {
    const person = await comeIn(bench.origin, '/v1/session', administrator)
    const { page } = await visit(bench, '/vms/photos/network', { as: person })
    await expectSeen(page.getByRole('heading', { level: 1, name: 'photos' }))
    await person.ask('DELETE', '/v1/session')
    await expectSeen(page.getByRole('heading', { name: 'Sign in' }))
    await signIn(page, administrator.password)
    await expectSeen(page.getByRole('heading', { level: 1, name: 'photos' }))
    expect(new URL(page.url()).pathname).toBe('/vms/photos/network')
    // What happens from now on shows as before.
    await bench.daemon.ask('POST', '/v1/vms/photos/pause', {})
    await expectSeen(page.getByText('photos is paused.'))
    await bench.daemon.ask('POST', '/v1/vms/photos/resume', {})
  })

  test('whoever is invited chooses a password, and may only what was given', async () => {
    const { page, complaints } = await visit(bench, `/invitation#${(await invite('vera')).secret}`)
    await page.getByLabel('Password').fill('vier gelbe Boote')
    await page.getByRole('button', { name: 'Go on' }).click()
    await expectSeen(page.getByRole('button', { name: 'vera' }))
    expect(page.url()).not.toContain('#')
    await page.goto(`${bench.origin}/vms/web`)
    await expectSeen(page.getByRole('heading', { level: 1, name: 'web' }))
    // A viewer has no console, and changes nothing: neither is offered.
    const main = page.getByRole('main')
    for (const name of ['Console', 'Settings']) expect(await main.getByRole('link', { name }).count()).toBe(0)
    for (const name of ['Start', 'Shut down', 'More'])
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
    await page.getByRole('link', { name: 'History' }).click()
    await expectSeen(page.getByText('You may look here, and change nothing.'))
    expect(complaints).toEqual([])
  })

  test('an invitation is good once', async () => {
    const { secret } = await invite('once')
    await comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier gelbe Boote' })
    const { page } = await visit(bench, `/invitation#${secret}`)
    await page.getByLabel('Password').fill('fünf gelbe Boote')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('alert').waitFor()
    expect(new URL(page.url()).pathname).toBe('/invitation')
  })

  test('a second factor is asked for after the right password', async () => {
    const { secret } = await invite('tom')
    const password = 'sechs gelbe Boote'
    const tom: Person = await comeIn(bench.origin, '/v1/invitation', { secret, password })
    const begun = (await tom.ask('POST', '/v1/account/totp', { password })) as { readonly secret: string }
    const codes = new TOTP({ secret: begun.secret })
    await tom.ask('POST', '/v1/account/totp/confirm', { code: codes.generate() })
    const { page } = await visit(bench, '/vms')
    await signIn(page, password, 'tom')
    const code = page.getByLabel('Code of your app')
    await code.waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('code')
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'door-code')
    await code.fill('000000')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    // Each code is good once, so it is the next one.
    await code.fill(codes.generate({ timestamp: Date.now() + 30_000 }))
    await page.keyboard.press('Enter')
    await expectSeen(page.getByRole('heading', { level: 1, name: 'VMs' }))
  })
})
