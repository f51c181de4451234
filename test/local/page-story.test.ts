import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { here } from '../../src/host/exec.ts'
import { convert } from '../../src/host/images/qemu-img.ts'
import { expectSeen, findBarriers, launch, visitWith, type Visit } from '../browser/support/browse.ts'
import { canvasOf, expectText, germanEcho, pressKey, typeInto } from '../browser/support/consoles.ts'
import { tabTo } from '../browser/support/keyboard.ts'
import { leaveAfterEach } from '../browser/support/leave-after-each.ts'
import { otherThan } from '../browser/support/other-than.ts'
import { picture } from '../browser/support/pictures.ts'
import { comeIn, type Person } from '../browser/support/people.ts'
import { eventually } from './support/booted-vm.ts'
import { mustBeDone } from './support/job-end.ts'
import { KEYS_READY, writeKeysDisk } from './support/keys-guest.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { addImageDisk } from './support/scratch-store.ts'
import { tinyDisk } from './support/tiny-guest.ts'
import type { TestDaemon } from './support/daemon.ts'

// The page on real libvirt with guests that boot, in German, from the link of the first run on. The tests are one story: each goes on
// with what the one before left.

const someone = { name: 'anna', password: 'drei blaue Lampen' } as const
// A boot takes seconds alone, and much longer where many tests share a machine.
const bootLimitMs = 240_000

const servedPort = /"page":"http:\/\/[^":]+:(\d+)"/

const keep = leaveAfterEach()
let house: RealHouse
let daemon: TestDaemon
let browser: Browser
let origin: string
let person: Person | null = null

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start({ args: ['--web-plain', '0'] })
  const port = await eventually('the page is served', async () => servedPort.exec(daemon.log())?.[1])
  origin = `http://localhost:${port}`
  await addImageDisk(house.store, 'debian-12', await tinyDisk())
  await addKeysImage()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await daemon.stop()
  await house.stop()
})

test('with the mouse: from the first link to a command that is typed in the console of a VM', async () => {
  const { secret } = (await daemon.client.call('getSetUp', {})) as { readonly secret: string }
  const { page, complaints } = await visit(`/setup#${secret}`, { waitFor: 'h1' })
  await page.getByLabel('Dein Name').fill(someone.name)
  await page.getByLabel('Passwort').fill(someone.password)
  await page.getByRole('button', { name: 'Weiter' }).click()
  await expectSeen(page.getByRole('navigation', { name: 'Seiten' }))
  person = await comeIn(origin, '/v1/session', someone)
  await picture(page, 'real-first')
  await page.getByRole('link', { name: /^Debian 12/ }).click()
  const dialog = page.getByRole('dialog', { name: 'VM anlegen' })
  await dialog.getByLabel('Name').fill('web')
  await dialog.getByLabel('Arbeitsspeicher').fill('384 MiB')
  await expectSeen(dialog.getByText(/^kiste vm create web --image debian-12 .*--memory 384M/))
  await dialog.getByRole('button', { name: 'Anlegen und starten' }).click()
  await isTyped(page, 'echo gr$((40 + 2))n', /gr42n/)
  await picture(page, 'real-console')
  expect(await findBarriers(page)).toEqual([])
  expect(otherThan(complaints, 'any refusal', 'pixels that are read')).toEqual([])
})

test('with the keyboard: another one, to the same', async () => {
  const { page, complaints } = await visit('/vms')
  await tabTo(page, 'VM anlegen')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'VM anlegen' }).waitFor()
  await tabTo(page, 'Name')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('second')
  await tabTo(page, 'Arbeitsspeicher')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('384 MiB')
  await expectSeen(page.getByText(/^kiste vm create second --image debian-12 .*--memory 384M/))
  await tabTo(page, 'Anlegen und starten')
  await page.keyboard.press('Enter')
  await isTyped(page, 'echo bl$((40 + 2))u', /bl42u/)
  expect(otherThan(complaints, 'any refusal', 'pixels that are read')).toEqual([])
  await stop('second')
})

test('the screen shows what the guest draws, and its keyboard is the one before the browser', async () => {
  const body = { name: 'keys', image: 'keys', cpus: 1, memoryMiB: 64, firmware: 'bios' as const }
  await mustBeDone(daemon.client, daemon.client.submit('createVm', { body }))
  await eventually(
    'the guest is up',
    async () => (await consoleLog('keys')).includes(KEYS_READY.trim()),
    bootLimitMs,
  )
  const { page, complaints } = await visit('/vms/keys/console')
  await page.getByRole('button', { name: 'Bildschirm', exact: true }).click()
  const screen = page.getByRole('application', { name: 'Bildschirm von keys' })
  await screen.focus()
  await expect.poll(() => canvasOf(page), { timeout: 30_000 }).toMatchObject({ width: 720, height: 400 })
  const before = await screen.screenshot()
  const keys = await page.context().newCDPSession(page)
  for (const [code, key] of germanEcho) await pressKey(keys, code, key)
  // AltGr, held over Q and ß; and a dead key, which writes nothing by itself.
  await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', code: 'AltRight', key: 'AltGraph' })
  await pressKey(keys, 'KeyQ', '@')
  await pressKey(keys, 'Minus', '\\')
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', code: 'AltRight', key: 'AltGraph' })
  await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', code: 'Equal', key: 'Dead' })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', code: 'Equal', key: 'Dead' })
  // Where each key is on the board, pressed and let go: the guest's own layout says what it writes.
  const pressed = ['12 2E 23 18 39 2C 15 2C 1A 0C 10 0C 1B', 'E0 38 10 0C', '0D'].flatMap((row) =>
    row.split(' '),
  )
  await expect.poll(async () => downsOf(await consoleLog('keys')), { timeout: 20_000 }).toEqual(pressed)
  await expect.poll(async () => (await screen.screenshot()).equals(before), { timeout: 20_000 }).toBe(false)
  await picture(page, 'real-screen')
  expect(otherThan(complaints, 'any refusal', 'pixels that are read')).toEqual([])
  await stop('keys')
})

test('a snapshot is taken, the guest is broken, and the way back mends it', async () => {
  const { page, complaints } = await visit('/vms/web/console')
  await isTyped(page, 'echo whole > /data/text; sync; cat /data/text', /\nwhole/)
  await page.getByRole('link', { name: 'Verlauf' }).click()
  await page.getByRole('button', { name: 'Schnappschuss machen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Wozu er dient').fill('Vor dem Unfug')
  await dialog.getByRole('button', { name: 'Schnappschuss machen' }).click()
  await page.getByRole('link', { name: /Vor dem Unfug/ }).waitFor({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Konsole' }).first().click()
  await isTyped(page, 'rm -rf /data/*; sync; ls -A /data | wc -l', /\n0/)
  await page.getByRole('link', { name: 'Verlauf' }).click()
  await page.getByRole('link', { name: /Vor dem Unfug/ }).click()
  await page.getByRole('button', { name: 'Hierher zurückgehen' }).click()
  await dialog.getByRole('button', { name: /zurückgehen/i }).click()
  await page.getByText('auf dem Zweig main-2').waitFor({ timeout: bootLimitMs })
  await picture(page, 'real-history')
  await page.getByRole('link', { name: 'Konsole' }).first().click()
  await isTyped(page, 'sed s/whole/mended/ /data/text', /\nmended/)
  expect(otherThan(complaints, 'any refusal', 'pixels that are read')).toEqual([])
})

test('it is deleted, comes back from the bin, and has all it had', async () => {
  await stop('web')
  const { page, complaints } = await visit('/vms/web')
  await page.getByRole('link', { name: 'Einstellungen' }).last().click()
  await page.getByRole('button', { name: 'Löschen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'In den Papierkorb' }).click()
  await page.getByRole('link', { name: 'Papierkorb' }).click()
  await page.getByRole('button', { name: 'web zurückholen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Zurückholen' }).click()
  await page.getByText('Der Papierkorb ist leer.').waitFor({ timeout: 60_000 })
  await page.getByRole('navigation', { name: 'Seiten' }).getByRole('link', { name: /^VMs/ }).click()
  await page.getByRole('link', { name: 'web', exact: true }).click()
  await page.getByRole('button', { name: 'Starten', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Starten' }).click()
  await page.getByText('web läuft.').waitFor({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Konsole' }).first().click()
  await isTyped(page, 'sed s/whole/mended/ /data/text', /\nmended/)
  await page.getByRole('link', { name: 'Verlauf' }).click()
  await expectSeen(page.getByRole('link', { name: /Vor dem Unfug/ }))
  expect(otherThan(complaints, 'any refusal', 'pixels that are read')).toEqual([])
})

async function visit(path: string, options: { readonly waitFor?: string } = {}): Promise<Visit> {
  return keep(await visitWith(browser, origin, path, { locale: 'de-DE', as: person, ...options }))
}

/** Types it at the prompt, and waits for what it answers. */
async function isTyped(page: Page, command: string, answer: RegExp): Promise<void> {
  // What was said before anybody listened is not said again: a shell shows its prompt when it is asked.
  await page.locator('.xterm-helper-textarea').focus({ timeout: bootLimitMs })
  await eventually(
    'the shell answers',
    async () => {
      await page.keyboard.press('Enter')
      return expectText(page, /#/, 2_000).then(() => true)
    },
    bootLimitMs,
  )
  await typeInto(page, `${command}\n`)
  await expectText(page, answer)
}

/** Of all bytes of a keyboard those that say that a key went down, and those that such a one begins with. */
function downsOf(text: string): string[] {
  const bytes = text.split(KEYS_READY.trim())[1]?.match(/[0-9A-F]{2}/g) ?? []
  return bytes.filter((byte, at) =>
    byte === 'E0' ? Number.parseInt(bytes[at + 1] ?? '', 16) < 0x80 : Number.parseInt(byte, 16) < 0x80,
  )
}

async function consoleLog(vm: string): Promise<string> {
  const { lines } = await daemon.client.call('getVmConsoleLog', { params: { vm }, query: {} })
  return lines.join('\n')
}

async function stop(vm: string): Promise<void> {
  await person?.ask('POST', `/v1/vms/${vm}/stop`, { force: 'now' })
  await expect
    .poll(async () => (await daemon.client.call('getVm', { params: { vm } })).status.state, {
      timeout: 60_000,
    })
    .toBe('stopped')
}

/** An image of the guest that tells its keys. */
async function addKeysImage(): Promise<void> {
  const [raw, disk] = [`${house.home}/keys.raw`, `${house.home}/keys.qcow2`]
  writeKeysDisk(raw)
  await convert(
    here,
    { from: raw, fromFormat: 'raw', to: disk, toFormat: 'qcow2' },
    new AbortController().signal,
  )
  await addImageDisk(house.store, 'keys', disk)
}
