import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { canvasOf } from './support/consoles.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { picture } from './support/pictures.ts'

let bench: Bench
let folder: string
const keep = leaveAfterEach()
const content = Buffer.alloc(24 * 1024 * 1024, 'kiste')
const sha256 = createHash('sha256').update(content).digest('hex')

beforeAll(async () => {
  bench = await openBench('demo')
  folder = await mkdtemp(join(tmpdir(), 'kiste-files-'))
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true })
})

async function visit(...args: Parameters<Bench['visit']>): Promise<Visit> {
  return keep(await bench.visit(...args))
}

/** Chooses a file of this name, as the picker does. */
async function choose(page: Page, name: string): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, content)
  await page.locator('input[type=file]').setInputFiles(path)
}

/** Lets so many pieces through, and then does something about the next one; all after it wait for it. */
async function atPiece(page: Page, count: number, act: () => Promise<void> | void): Promise<void> {
  let pieces = 0
  await page.route('**/v1/uploads/*/content*', async (route) => {
    if ((pieces += 1) === count) await act()
    await route.continue()
  })
}

test.each(everywhere)('images in %s on a %s in %s', async (colorScheme, size, locale) => {
  const { page, complaints } = await visit('/images', { colorScheme, size, locale })
  await expectSeen(page.getByText('debian-12').first())
  await expectSeen(page.getByText(/photos/).first())
  await picture(page, `images-${size}-${colorScheme}`)
  expect(await overflowPixels(page)).toBe(0)
  expect(await findBarriers(page)).toEqual([])
  expect(complaints).toEqual([])
})

describe('images come and go', () => {
  test('one is fetched, a VM can be made of it, and it is removed', async () => {
    const { page, complaints } = await visit('/images')
    await page.getByRole('button', { name: 'Fetch Ubuntu 24.04 LTS' }).click()
    const dialog = page.getByRole('dialog', { name: 'Fetch Ubuntu 24.04 LTS?' })
    await expectSeen(dialog.getByText('kiste image pull ubuntu-24.04'))
    await picture(page, 'image-fetch')
    await dialog.getByRole('button', { name: 'Go' }).click()
    const remove = page.getByRole('button', { name: 'Remove ubuntu-24.04' })
    await expectSeen(remove)
    expect(await page.getByRole('button', { name: 'Fetch Ubuntu 24.04 LTS' }).count()).toBe(0)
    await expectSeen(page.getByRole('link', { name: 'Make a VM from ubuntu-24.04' }))
    await remove.click()
    const question = page.getByRole('dialog', { name: 'Remove ubuntu-24.04?' })
    await expectSeen(question.getByText('It can be fetched from its makers again.'))
    await expectSeen(question.getByText('kiste image remove ubuntu-24.04'))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'image-remove')
    await question.getByRole('button', { name: 'Remove' }).click()
    await remove.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('one that VMs stand on stays, and says which', async () => {
    const { page } = await visit('/images')
    await page.getByRole('button', { name: 'Remove debian-12' }).click()
    const dialog = page.getByRole('dialog')
    await expectSeen(dialog.getByText(/debian-12 cannot be removed: the disks of .*photos.* stand on it/))
    expect(await dialog.getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true)
    await picture(page, 'image-in-use')
  })

  test('one is taken from an address, and one is built', async () => {
    const { page } = await visit('/images')
    await page.getByRole('button', { name: 'From an address' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('ftp://x')
    await expectSeen(dialog.getByText(/is not an http or https address/))
    await dialog.getByLabel('Address').fill('https://example.org/rescue.iso')
    await expectSeen(dialog.getByText('kiste image import https://example.org/rescue.iso'))
    await dialog.getByRole('button', { name: 'Go' }).click()
    await expectSeen(page.getByRole('button', { name: 'Remove rescue' }))
    await page.getByRole('button', { name: 'Build Debian' }).click()
    await dialog.getByLabel('Release').selectOption('13')
    await expectSeen(dialog.getByText('kiste image build debian --release 13'))
    await dialog.getByRole('button', { name: 'Go' }).click()
    await expectSeen(page.getByRole('button', { name: 'Remove debian-13' }))
  })
})

describe('a file that is sent', () => {
  test('whose line breaks in the middle goes on by itself where it stopped, and becomes an image', async () => {
    const { page } = await visit('/images')
    await atPiece(page, 3, () => bench.wire.unplug())
    await choose(page, 'installer.iso')
    const dialog = page.getByRole('dialog', { name: 'Send installer.iso?' })
    await expectSeen(dialog.getByText('kiste image import installer.iso --id installer'))
    await dialog.getByLabel('SHA-256 (optional)').fill(sha256)
    await expectSeen(dialog.getByText(`--sha256 ${sha256}`))
    await picture(page, 'upload-dialog')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await expectSeen(page.getByText('The host cannot be reached. It goes on by itself.'))
    await picture(page, 'upload-waiting')
    bench.wire.plugIn()
    await expectSeen(page.getByText('24 MiB came whole.'))
    await expectSeen(page.getByText(sha256))
    await expectSeen(page.getByRole('link', { name: 'Becomes the image installer' }))
    await expectSeen(page.getByRole('button', { name: 'Remove installer' }))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'upload-whole')
    const image = (await bench.daemon.ask('GET', '/v1/images/installer')) as { readonly sha256: string }
    expect(image.sha256).toBe(sha256)
    // An installer speaks to a screen.
    await page.getByRole('link', { name: 'Make a VM from installer' }).click()
    await page
      .getByRole('dialog', { name: 'Make a VM' })
      .getByRole('button', { name: 'Make and start it' })
      .click()
    await expectSeen(page.getByText('installer is running.'))
    await picture(page, 'installer-screen')
    await expect.poll(() => canvasOf(page), { timeout: 20_000 }).toMatchObject({ width: 720 })
  })

  test('is paused and goes on, also after the page was closed and the daemon started again, in German', async () => {
    const first = await visit('/images', { locale: 'de-DE' })
    let let3 = () => {}
    await atPiece(first.page, 3, () => new Promise((resolve) => (let3 = resolve)))
    await choose(first.page, 'backup.raw')
    await first.page.getByRole('dialog').getByRole('button', { name: 'Senden' }).click()
    await expectSeen(first.page.getByText(/von 24.MiB/))
    await first.page.getByRole('button', { name: 'backup.raw anhalten' }).click()
    let3()
    await expectSeen(first.page.getByText('Angehalten. Was gesendet ist, bleibt.'))
    await picture(first.page, 'upload-paused-de')
    await first.leave()
    await bench.daemon.kill()
    await bench.daemon.start()
    const { page } = await visit('/images', { locale: 'de-DE', size: 'phone' })
    await expectSeen(page.getByText(/von 24.MiB sind da. Wähle dieselbe Datei/))
    await page.getByText(/Wähle dieselbe Datei/).scrollIntoViewIfNeeded()
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'upload-again-de')
    const [{ receivedBytes } = { receivedBytes: 0 }] = (await bench.daemon.ask(
      'GET',
      '/v1/uploads',
    )) as readonly {
      readonly receivedBytes: number
    }[]
    expect(receivedBytes).toBeGreaterThan(0)
    const offsets: number[] = []
    page.on('request', (request) => {
      const offset = new URL(request.url()).searchParams.get('offset')
      if (offset !== null) offsets.push(Number(offset))
    })
    await choose(page, 'backup.raw')
    await page.getByRole('dialog').getByRole('button', { name: 'Senden' }).click()
    await expectSeen(page.getByText('24 MiB kamen vollständig an.'))
    expect(offsets[0]).toBe(receivedBytes)
    await expectSeen(page.getByText(sha256))
  })

  test('with a wrong checksum is not kept, and both sums are told', async () => {
    const { page } = await visit('/images')
    await choose(page, 'torn.iso')
    const dialog = page.getByRole('dialog')
    const promised = 'a'.repeat(64)
    await dialog.getByLabel('SHA-256 (optional)').fill('abc')
    await expectSeen(dialog.getByText('A SHA-256 checksum has 64 hexadecimal digits.'))
    expect(await dialog.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('SHA-256 (optional)').fill(promised)
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    const alert = page.getByRole('main').getByRole('alert')
    await expectSeen(alert.getByText(promised))
    await expectSeen(alert.getByText(sha256))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'upload-wrong')
    expect(await bench.daemon.ask('GET', '/v1/uploads')).toEqual([])
    expect(await page.getByRole('button', { name: 'Remove torn' }).count()).toBe(0)
  })

  test('that was begun is discarded when told', async () => {
    const { page } = await visit('/images')
    let let2 = () => {}
    await atPiece(page, 2, () => new Promise((resolve) => (let2 = resolve)))
    await choose(page, 'unwanted.iso')
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('button', { name: 'Discard unwanted.iso' }).click()
    let2()
    await page.getByText('unwanted.iso').waitFor({ state: 'detached' })
    await expect.poll(() => bench.daemon.ask('GET', '/v1/uploads')).toEqual([])
  })

  test('may be dropped onto the page', async () => {
    const { page } = await visit('/images')
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Images' }))
    await page.evaluate(`(() => {
      const dropped = new DataTransfer()
      dropped.items.add(new File(['content'], 'Dropped One.img'))
      for (const type of ['dragover', 'drop'])
        document.querySelector('h1').dispatchEvent(
          new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }))
    })()`)
    const dialog = page.getByRole('dialog', { name: 'Send Dropped One.img?' })
    expect(await dialog.getByLabel('Name of the image').inputValue()).toBe('dropped-one')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await expectSeen(page.getByRole('button', { name: 'Remove dropped-one' }))
  })

  test('whose name is taken is refused before it is sent', async () => {
    const { page } = await visit('/images')
    await choose(page, 'debian-12.iso')
    await expectSeen(page.getByRole('dialog').getByText('There is already an image named debian-12.'))
    expect(
      await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).isDisabled(),
    ).toBe(true)
  })
})
