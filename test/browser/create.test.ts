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
import { expectText } from './support/consoles.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { otherThan } from './support/other-than.ts'
import { comeIn } from './support/people.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { picture } from './support/pictures.ts'

const keep = leaveAfterEach()
async function visit(bench: Bench, ...args: Parameters<Bench['visit']>): Promise<Visit> {
  return keep(await bench.visit(...args))
}

describe('an empty house', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench('empty')
  })
  afterAll(() => bench.close())

  test.each(everywhere)(
    'in %s on a %s in %s offers what to begin with',
    async (colorScheme, size, locale) => {
      for (const [name, path] of [
        ['overview', '/'],
        ['vms', '/vms'],
        ['images', '/images'],
        ['networks', '/networks'],
      ] as const) {
        const { page, complaints } = await visit(bench, path, { colorScheme, size, locale })
        if (name !== 'networks')
          await page
            .getByText(/Debian 12/)
            .first()
            .waitFor()
        await picture(page, `empty-${name}-${size}-${colorScheme}`)
        expect([path, await overflowPixels(page)]).toEqual([path, 0])
        expect(await findBarriers(page)).toEqual([])
        expect(complaints).toEqual([])
      }
    },
  )

  test('with the mouse alone: from a card to a running VM with its console open', async () => {
    const { page, complaints } = await visit(bench, '/')
    await page.getByRole('link', { name: /^Debian 12/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Make a VM' })
    await expectSeen(dialog.getByText('kiste vm create debian --image debian-12 --pull --no-ssh-key'))
    await expectSeen(dialog.getByText(/Fetch Debian 12/))
    await picture(page, 'create-first')
    await dialog.getByRole('button', { name: 'Make and start it' }).click()
    await expectSeen(page.getByRole('heading', { level: 1, name: 'debian' }))
    await expectText(page, /#/)
    expect(new URL(page.url()).pathname).toBe('/vms/debian/console')
    await picture(page, 'create-console')
    // Going back does not lead into the dialog's plan of before, but to where one came from.
    expect(otherThan(complaints, 'any refusal')).toEqual([])
  })

  test('with the keyboard alone, in German, the same', async () => {
    await bench.daemon.ask('DELETE', '/v1/vms/debian?now=true')
    const { page, complaints } = await visit(bench, '/new/vm?image=alpine-3.23', {
      locale: 'de-DE',
      waitFor: '[role=dialog]',
    })
    const dialog = page.getByRole('dialog', { name: 'VM anlegen' })
    await expectSeen(dialog.getByText('kiste vm create alpine --image alpine-3.23 --pull --no-ssh-key'))
    await tabTo(page, 'Passwort')
    await page.keyboard.type('geheim')
    await expectSeen(dialog.getByText(/--password-stdin/))
    await tabTo(page, 'Anlegen und starten')
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Anlegen und starten' }).isEnabled())
      .toBe(true)
    await page.keyboard.press('Enter')
    await expectSeen(page.getByRole('heading', { level: 1, name: 'alpine' }))
    await expectText(page, /#/)
    expect(new URL(page.url()).pathname).toBe('/vms/alpine/console')
    expect(otherThan(complaints, 'any refusal')).toEqual([])
  })
})

test('from the first card by keyboard, in German', async () => {
  const bench = await openBench('empty')
  try {
    const { page, complaints } = await visit(bench, '/', { locale: 'de-DE' })
    await expectSeen(page.getByRole('link', { name: /^Debian 12/ }))
    await tabTo(page, /^Debian 12/)
    await page.keyboard.press('Enter')
    await expectSeen(
      page.getByRole('dialog', { name: 'VM anlegen' }).getByText(/Debian 12.* holen und prüfen/),
    )
    await tabTo(page, 'Anlegen und starten')
    await page.keyboard.press('Enter')
    await expectText(page, /#/)
    expect(new URL(page.url()).pathname).toBe('/vms/debian/console')
    expect(otherThan(complaints, 'any refusal')).toEqual([])
  } finally {
    await bench.close()
  }
})

describe('in a house that is lived in', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench('demo')
  })
  afterAll(() => bench.close())

  const openDialog = async (page: Page, title: string) => {
    const dialog = page.getByRole('dialog', { name: title })
    await expectSeen(dialog.locator('ol'))
    return dialog
  }

  test.each(everywhere)('the dialog in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit(bench, '/new/vm', {
      colorScheme,
      size,
      locale,
      waitFor: '[role=dialog]',
    })
    const dialog = await openDialog(page, locale === 'de-DE' ? 'VM anlegen' : 'Make a VM')
    await picture(page, `create-${size}-${colorScheme}`)
    await dialog.locator('summary').click()
    await dialog.locator('summary').scrollIntoViewIfNeeded()
    await picture(page, `create-more-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test.each(everywhere)('networks in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit(bench, '/networks', { colorScheme, size, locale })
    await expectSeen(page.getByText('virbr0'))
    await picture(page, `networks-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('all that is wrong is said at its field at once, also what is folded away', async () => {
    const { page } = await visit(bench, '/vms')
    await page.getByRole('link', { name: 'Make a VM' }).click()
    const dialog = await openDialog(page, 'Make a VM')
    await dialog.getByLabel('Name').fill('web')
    await dialog.getByLabel('Memory').fill('much')
    await dialog.getByLabel('Disk', { exact: true }).fill('1 MiB')
    await dialog.getByLabel('SSH keys').fill('no key\nneither')
    await dialog.getByText('More options').click()
    await dialog.getByLabel('Ports of the host that lead into it').fill('8080:80')
    await dialog.getByText('More options').click()
    await expectSeen(dialog.getByText('There is already a VM named web.'))
    await expect.poll(() => dialog.locator('[aria-invalid=true]').count()).toBe(5)
    await expectSeen(dialog.getByText(/"no key".*"neither"/))
    await expectSeen(dialog.getByText('Port 8080/tcp of the host cannot be published: web has it.'))
    expect(await dialog.getByRole('button', { name: 'Make and start it' }).isDisabled()).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'create-wrong')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(new URL(page.url()).pathname).toBe('/vms')
  })

  test('one that is left off is shown as it is, with what was chosen', async () => {
    const { page, complaints } = await visit(bench, '/new/vm?image=alpine-3.22', {
      waitFor: '[role=dialog]',
    })
    const dialog = await openDialog(page, 'Make a VM')
    expect(await dialog.getByLabel('Name').inputValue()).toBe('alpine')
    await dialog.getByLabel('Name').fill('quiet')
    await dialog.getByLabel('Memory').fill('1,5 GiB')
    await dialog.getByText('More options').click()
    await dialog.getByLabel('Network').selectOption('default')
    await dialog.getByLabel('Make it and leave it off').check()
    await expectSeen(
      dialog.getByText(
        'kiste vm create quiet --image alpine-3.22 --memory 1536M --network default --no-start --no-ssh-key',
      ),
    )
    await dialog.getByRole('button', { name: 'Make it', exact: true }).click()
    await expectSeen(page.getByText('quiet is off.'))
    await expectSeen(page.getByText('1.5 GiB').first())
    await page.getByRole('link', { name: 'Networks' }).click()
    await expectSeen(
      page.getByRole('region', { name: 'Network default' }).getByRole('link', { name: 'quiet' }),
    )
    expect(complaints).toEqual([])
  })

  test('one that cannot be started says so where its console would be, and lets one try again', async () => {
    const { page } = await visit(bench, '/new/vm?image=debian-12', { waitFor: '[role=dialog]' })
    const dialog = await openDialog(page, 'Make a VM')
    await dialog.getByLabel('Name').fill('fail-start')
    await expectSeen(dialog.getByText(/kiste vm create fail-start/))
    await dialog.getByRole('button', { name: 'Make and start it' }).click()
    await expectSeen(page.getByText('Make fail-start: did not happen; all is as it was.'))
    await page.getByRole('main').getByRole('alert').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'create-failed')
    await page.getByRole('link', { name: 'Try again' }).click()
    await openDialog(page, 'Make a VM')
  })

  test('one that is called new is found where all are, and the next is made elsewhere', async () => {
    await bench.admin?.ask('POST', '/v1/vms', { name: 'new', image: 'debian-12', start: false })
    const { page, complaints } = await visit(bench, '/vms')
    await page.getByRole('link', { name: 'new', exact: true }).click()
    await expectSeen(page.getByText('new is off.'))
    expect(new URL(page.url()).pathname).toBe('/vms/new')
    await page.getByRole('navigation').getByRole('link', { name: /^VMs/ }).first().click()
    await page.getByRole('link', { name: 'Make a VM' }).first().click()
    await openDialog(page, 'Make a VM')
    expect(new URL(page.url()).pathname).toBe('/new/vm')
    expect(await page.locator('nav [aria-current=page]').first().innerText()).toMatch(/^VMs/)
    expect(complaints).toEqual([])
  })

  test('closing the dialog with keys alone leads back to the list', async () => {
    const { page } = await visit(bench, '/vms')
    await tabTo(page, 'Make a VM')
    await page.keyboard.press('Enter')
    await openDialog(page, 'Make a VM')
    await expect.poll(() => focusName(page)).toBe('Name')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(new URL(page.url()).pathname).toBe('/vms')
  })

  test('whoever may only look is offered nothing of it', async () => {
    const invited = await bench.admin?.ask('POST', '/v1/users', { name: 'vera', role: 'viewer' })
    const { secret } = invited as { readonly secret: string }
    const viewer = await comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier gelbe Boote' })
    for (const path of ['/vms', '/images', '/networks']) {
      const { page } = await visit(bench, path, { as: viewer })
      await expectSeen(page.getByRole('heading', { level: 1 }))
      expect(
        await page
          .getByRole('main')
          .getByRole('link', { name: /^Make a VM/ })
          .count(),
      ).toBe(0)
      expect(await page.getByRole('button', { name: /^(Remove|Fetch|Choose a file)/ }).count()).toBe(0)
    }
    const { page } = await visit(bench, '/new/vm', { as: viewer })
    await expectSeen(page.getByText('There is no such page.'))
  })
})
