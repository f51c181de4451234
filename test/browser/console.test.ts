import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type Visit,
} from './support/browse.ts'
import { canvasOf, expectText, focusText, germanEcho, pressKey, typeInto } from './support/consoles.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

let bench: Bench
const keep = leaveAfterEach()

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

async function visit(...args: Parameters<Bench['visit']>): Promise<Visit & { readonly tickets: string[] }> {
  const tickets: string[] = []
  const [path, options] = args
  const opened = await bench.visit(path, {
    ...options,
    before: async (page) => {
      page.on('websocket', (socket) => tickets.push(new URL(socket.url()).searchParams.get('ticket') ?? ''))
      await options?.before?.(page)
    },
  })
  return { ...keep(opened), tickets }
}

describe('the text console', () => {
  test('is the first thing offered, and carries what is typed and answered', async () => {
    const { page, complaints } = await visit('/vms/web')
    await page.getByRole('link', { name: 'Console' }).first().click()
    await typeInto(page, 'hostname\n')
    await expectText(page, /# hostname\s+web\s/)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'console-text')
    expect(complaints).toEqual([])
  })

  test('takes the keys of a German keyboard for what they write', async () => {
    const { page } = await visit('/vms/web/console')
    await focusText(page)
    const keys = await page.context().newCDPSession(page)
    for (const [code, key] of germanEcho) await pressKey(keys, code, key)
    await page.keyboard.press('Enter')
    await expectText(page, /# echo yzYüß@\\~\s+yzYüß@\\~\s/)
  })

  test('shows colours of the guest’s own without writing styles into the page', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await typeInto(page, 'echo \u001b[38;2;240;120;40mwarm\u001b[0m\n')
    await page
      .locator('.xterm-rows span', { hasText: /^warm$/ })
      .last()
      .waitFor()
    const colour = await page.evaluate(
      `getComputedStyle([...document.querySelectorAll('.xterm-rows span')].findLast((span) => span.textContent === 'warm')).color`,
    )
    expect(colour).toBe('rgb(240, 120, 40)')
    expect(complaints).toEqual([])
  })

  test('is left by a key, and read by screen readers when that is wanted', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await page.getByLabel('For screen readers').check()
    await typeInto(page, 'hostname\n')
    await expectText(page, /web\s/)
    await page.locator('.xterm-accessibility').getByText('hostname').first().waitFor({ state: 'attached' })
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Shift+F6')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Text')
    await page.reload()
    await page.getByLabel('For screen readers').waitFor()
    expect(await page.getByLabel('For screen readers').isChecked()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('is taken over by whoever comes last, and taken back', async () => {
    const one = await visit('/vms/photos/console')
    await expectText(one.page, /#/)
    const other = await visit('/vms/photos/console', { locale: 'de-DE' })
    await expectText(other.page, /#/)
    await expectSeen(one.page.getByText('Somebody else has opened this console'))
    expect(await findBarriers(one.page)).toEqual([])
    await picture(one.page, 'console-taken')
    await one.page.getByRole('button', { name: 'Take it back' }).click()
    await expectSeen(other.page.getByText('Jemand anders hat diese Konsole geöffnet'))
    await typeInto(one.page, 'hostname\n')
    await expectText(one.page, /photos\s/)
    expect([...one.complaints, ...other.complaints]).toEqual([])
  })

  test('says when there is none', async () => {
    await makeRunning('no-console')
    const { page, tickets } = await visit('/vms/no-console/console')
    await expectSeen(page.getByText('The console does not open.'))
    expect(new Set(tickets).size).toBe(tickets.length)
    await expectSeen(page.getByRole('button', { name: 'Try again' }))
  })
})

test('what is marked in the text can be copied', async () => {
  const { page, complaints } = await visit('/vms/web/console')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await typeInto(page, 'hostname\n')
  await expectText(page, /# hostname\s+web\s/)
  const copy = page.getByRole('button', { name: 'Copy selection' })
  expect(await copy.isDisabled()).toBe(true)
  await page.locator('.xterm-screen').dblclick({ position: { x: 10, y: 24 } })
  await copy.click()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('web')
  await page.locator('.xterm-screen').dblclick({ position: { x: 130, y: 8 } })
  await page.keyboard.press('Control+Shift+C')
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe('hostname')
  expect(complaints).toEqual([])
})

describe('the screen', () => {
  test('shows pixels, which a key changes', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('QEMU (web)'))
    await expect.poll(() => canvasOf(page)).toMatchObject({ width: 720, height: 400, colours: 128 })
    const before = await canvasOf(page)
    await page.getByRole('application', { name: 'Screen of web' }).focus()
    await page.keyboard.press('a')
    await expect.poll(() => canvasOf(page)).not.toEqual(before)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'console-screen')
    await page.keyboard.press('Shift+F6')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Screen')
    const left = await canvasOf(page)
    await page.getByRole('button', { name: 'Ctrl-Alt-Del' }).click()
    await expect.poll(() => canvasOf(page)).not.toEqual(left)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Screenshot' }).click()
    expect((await saved).suggestedFilename()).toBe('web.png')
    // What was chosen last is shown the next time.
    await page.reload()
    await page.getByRole('application').waitFor()
    expect(otherThan(complaints, 'pixels that are read')).toEqual([])
  })

  test('takes text as keys, and names what cannot be typed', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('QEMU (web)'))
    await page.getByRole('button', { name: 'Send text' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('zß😀')
    await expectSeen(dialog.getByText('No key of this layout writes 😀.'))
    expect(await dialog.getByRole('button', { name: 'Type it' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Keyboard layout in the guest').selectOption('us')
    await expectSeen(dialog.getByText('No key of this layout writes ß and 😀.'))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'console-send')
    await expect.poll(() => canvasOf(page)).toMatchObject({ width: 720 })
    const before = await canvasOf(page)
    await dialog.getByRole('textbox').fill('a')
    await dialog.getByRole('button', { name: 'Type it' }).click()
    await expect.poll(() => canvasOf(page)).not.toEqual(before)
    expect(otherThan(complaints, 'pixels that are read')).toEqual([])
  })

  test('shares a clipboard with a guest that has one', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('QEMU (web)'))
    await page.getByRole('button', { name: 'Send text' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('für <b>')
    await page.getByRole('dialog').getByRole('button', { name: 'Into its clipboard' }).click()
    await expectSeen(page.getByText('7 characters were copied in the guest.'))
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Into my clipboard' }).click()
    await page.getByText('copied in the guest').waitFor({ state: 'detached' })
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('für <b>')
    expect(otherThan(complaints, 'pixels that are read')).toEqual([])
  })

  test('fills the whole screen when that is wanted, dialogs too', async () => {
    const { page, complaints } = await visit('/vms/web/console')
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('QEMU (web)'))
    await page.getByRole('button', { name: 'Full screen' }).click()
    await expectSeen(page.getByRole('button', { name: 'Leave full screen' }))
    const frame = await page.getByRole('region', { name: 'Console' }).boundingBox()
    expect(frame).toMatchObject({ x: 0, y: 0, width: page.viewportSize()?.width })
    await page.getByRole('button', { name: 'Send text' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('seen')
    await picture(page, 'console-full')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Leave full screen' }).click()
    await expectSeen(page.getByRole('button', { name: 'Full screen', exact: true }))
    expect(complaints).toEqual([])
  })

  test('shows the name that the guest gives as text', async () => {
    await makeRunning('evil-screen')
    const { page, complaints } = await visit('/vms/evil-screen/console')
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('<img src=x onerror=alert(1)>'))
    expect(await page.locator('img').count()).toBe(0)
    expect(otherThan(complaints, 'pixels that are read')).toEqual([])
  })

  test('is not drawn when it is larger than can be drawn', async () => {
    await makeRunning('huge-screen')
    const { page, complaints } = await visit('/vms/huge-screen/console')
    await page.getByRole('button', { name: 'Screen', exact: true }).click()
    await expectSeen(page.getByText('says that its screen is 20,000 × 400 pixels'))
    expect(await page.locator('canvas[width="20000"]').count()).toBe(0)
    expect(otherThan(complaints, 'pixels that are read')).toEqual([])
  })
})

test('on a phone in German all fits', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await visit('/vms/web/console', { locale: 'de-DE', size: 'phone', colorScheme })
    await expectText(page, /#/)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, `console-phone-${colorScheme}`)
    await page.getByRole('button', { name: 'Bildschirm', exact: true }).click()
    await expect.poll(() => canvasOf(page)).toMatchObject({ width: 720 })
    expect(await overflowPixels(page)).toBe(0)
    await picture(page, `console-phone-screen-${colorScheme}`)
  }
})

test('when the daemon is started again the console comes back, with another ticket', async () => {
  const { page, complaints, tickets } = await visit('/vms/web/console')
  await expectText(page, /#/)
  await bench.daemon.kill()
  await expectSeen(page.getByText('The connection to the console is lost.'))
  await picture(page, 'console-lost')
  await bench.daemon.start()
  await page.getByText('The connection to the console is lost.').waitFor({ state: 'detached' })
  await typeInto(page, 'hostname\n')
  await expectText(page, /# hostname\s+web\s/)
  expect(tickets.length).toBeGreaterThanOrEqual(2)
  expect(new Set(tickets).size).toBe(tickets.length)
  expect(complaints.filter((complaint) => complaint.includes('Content Security Policy'))).toEqual([])
})

test('when the VM is shut down the console says so, and offers to start it', async () => {
  const { page, complaints } = await visit('/vms/photos/console')
  await expectText(page, /#/)
  await bench.daemon.ask('POST', '/v1/vms/photos/stop', {})
  await expectSeen(page.getByText('photos does not run now'))
  await picture(page, 'console-off')
  await page.getByRole('main').getByRole('button', { name: 'Start' }).last().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expectText(page, /#/)
  expect(complaints).toEqual([])
})

async function makeRunning(name: string): Promise<void> {
  await bench.daemon.ask('POST', '/v1/vms', { name, image: 'debian-12', memoryMiB: 512 })
  await expect
    .poll(async () => JSON.stringify(await bench.daemon.ask('GET', `/v1/vms/${name}`)), { timeout: 20_000 })
    .toContain('"state":"running"')
}
