import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSeen, findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { focusName, tabTo } from './support/keyboard.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

// An address, and what is there once all of it is.
const addresses = {
  history: ['/vms/old-forum/history', 'main ol li'],
  'history-point': ['/vms/old-forum/history?at=before-upgrade', 'main ol dl'],
  'history-try': ['/vms/home-assistant/history', 'main ol li'],
  'history-files': ['/vms/old-forum/history?at=half-way&files=/etc', 'main table'],
  'history-diff': ['/vms/old-forum/history?at=before-upgrade&to=half-way', 'main table'],
  'vm-settings': ['/vms/build/settings', 'main dl'],
  'vm-settings-foreign': ['/vms/win-test/settings', 'main section'],
  'vm-disks-own': ['/vms/build/disks', 'main section code'],
  'vm-log': ['/vms/web/log', 'main pre'],
} as const

describe.each(Object.entries(addresses))('%s', (name, [address, waitFor]) => {
  test.each([
    ['light', 'desktop', 'en-GB'],
    ['dark', 'phone', 'de-DE'],
  ] as const)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints, leave } = await bench.visit(address, { colorScheme, size, locale, waitFor })
    await picture(page, `${name}-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })
})

test('a snapshot, a change, back to before it, and forth to the branch again', async () => {
  await write('/root/news', 'first')
  const { page, complaints, leave } = await bench.visit('/vms/web/history')
  await page.getByRole('button', { name: 'Take a snapshot' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What it is for').fill('Before the change')
  await dialog.getByLabel('Name', { exact: true }).fill('before')
  await dialog
    .getByText("kiste snapshot create web --name before --note 'Before the change'", { exact: true })
    .waitFor()
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'snapshot-dialog')
  await dialog.getByRole('button', { name: 'Take the snapshot' }).click()
  await page.getByRole('link', { name: /Before the change/ }).waitFor()

  await write('/root/news', 'second')
  await page.getByRole('link', { name: /Before the change/ }).click()
  await page.waitForURL(/at=before/)
  await page.getByRole('button', { name: 'Go back here' }).click()
  await dialog
    .getByText(/what it is now stays on the branch main/i)
    .first()
    .waitFor()
  await dialog.getByText('kiste snapshot rollback web before --stop', { exact: true }).waitFor()
  await dialog.getByRole('listitem').first().waitFor()
  await picture(page, 'go-back-dialog')
  await dialog.getByRole('button', { name: 'Go back' }).click()
  await expectSeen(page.getByText('on the branch main-2'))
  await expectSeen(page.getByText('web is running.'))
  expect(await read('/root/news')).toBe('first')

  const left = page.getByRole('link', { name: /As main was left/ })
  await left.click()
  await picture(page, 'gone-back')
  await page.getByRole('button', { name: 'Switch to main' }).click()
  await dialog.getByText('kiste branch switch web main --stop', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Switch' }).click()
  await expectSeen(page.getByText('on the branch main', { exact: true }))
  await expectSeen(page.getByText('web is running.'))
  expect(await read('/root/news')).toBe('second')
  expect(complaints).toEqual([])
  await leave()
})

test('a file is taken out of a snapshot, and what became of it is seen', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/old-forum/history?at=before-upgrade')
  await page.getByRole('link', { name: 'Files in it' }).click()
  await page.getByRole('link', { name: 'etc/', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download forum.conf' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('forum.conf')
  expect(await readFile(await download.path(), 'utf8')).toBe('version = 3.1\n')
  const [folder] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as tar' }).click(),
  ])
  expect(folder.suggestedFilename()).toBe('etc.tar')
  expect(await readFile(await folder.path(), 'latin1')).toContain('version = 3.1')

  await page.getByRole('link', { name: 'Back to the history' }).click()
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.getByLabel('Compared with').selectOption({ label: 'Upgrade, half way' })
  await expectSeen(page.getByRole('heading', { name: '1 came, 0 went, 1 changed' }))
  await expectSeen(page.getByRole('cell', { name: 'etc/forum.conf' }))
  expect(complaints).toEqual([])
  await leave()
})

test('something is tried out and discarded, and what was tried is still there', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/build/history')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Try something out' }).click()
  await dialog.getByLabel('What you try').fill('A new kernel')
  await dialog.getByText("kiste try start build --note 'A new kernel'", { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Begin' }).click()
  await expectSeen(page.getByText('Something is being tried out.'))
  await page.getByRole('link', { name: /^Now/ }).click()
  await page.getByRole('button', { name: 'Discard it' }).click()
  await dialog.getByText('kiste try discard build', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Discard' }).click()
  await expectSeen(page.getByText('on the branch main-2'))
  await expectSeen(page.getByRole('link', { name: /As main was left/ }))
  expect(complaints).toEqual([])
  await leave()
})

test('what must stay says why, and what is held is let go', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/old-forum/history?at=before-upgrade')
  const remove = page.getByRole('button', { name: 'Delete the snapshot' })
  await expectSeen(page.getByText('It is held: audit.'))
  expect(await remove.getAttribute('aria-disabled')).toBe('true')
  await page.getByRole('button', { name: 'Let go: audit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('kiste snapshot release old-forum before-upgrade audit', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Let go' }).click()
  await expectSeen(page.getByText('It is needed by main-2.'))
  await page.getByRole('link', { name: /Freshly installed/ }).click()
  await page.getByRole('button', { name: 'Delete the snapshot' }).click()
  await expectSeen(dialog.getByText(/^For good:/))
  await dialog.getByText('kiste snapshot remove old-forum installed', { exact: true }).waitFor()
  await picture(page, 'remove-point')
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByRole('link', { name: /Freshly installed/ }).waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
  await leave()
})

test('auf Deutsch und nur mit Tasten: durch die Zeit gehen, einen Zweig finden und dorthin wechseln', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/old-forum/history', { locale: 'de-DE' })
  await page.getByText('du bist hier').waitFor()
  await tabTo(page, /^Jetzt/)
  await page.keyboard.press('End')
  const oldest = await focusName(page)
  await page.keyboard.press('Home')
  expect(await focusName(page)).toMatch(/^Jetzt/)
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowDown')
  expect(await focusName(page)).toMatch(/^Wie main verlassen wurde/)
  await page.keyboard.press('ArrowLeft')
  expect(await focusName(page)).toMatch(/^Before the upgrade/)
  await page.keyboard.press('ArrowRight')
  expect(await focusName(page)).toMatch(/^Upgrade, half way/)
  expect(oldest).not.toMatch(/^Upgrade/)
  await page.keyboard.press('ArrowUp')
  await tabTo(page, 'Auf main wechseln')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('kiste branch switch old-forum main', { exact: true }).waitFor()
  await tabTo(page, 'Wechseln')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText('auf dem Zweig main', { exact: true }))
  expect(complaints).toEqual([])
  await leave()
})

test('a disk is added, grown and taken away, with a snapshot that keeps it', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/photos/disks')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Add a disk' }).click()
  await dialog.getByLabel('Name').fill('data')
  await dialog.getByLabel('Size').fill('20G')
  await dialog.getByText('kiste disk add photos data --size 20G', { exact: true }).waitFor()
  await picture(page, 'disk-dialog')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Grow data' }).click()
  await expectSeen(dialog.getByText(/It has 20\sGiB now/))
  await dialog.getByLabel('Size').fill('30G')
  await dialog.getByText('kiste disk grow photos data --size 30G', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Grow' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expectSeen(page.getByText(/30\sGiB/))
  await page.getByRole('button', { name: 'Remove data' }).click()
  await dialog.getByText('kiste disk remove photos data', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Grow data' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'History' }).click()
  await expectSeen(page.getByRole('link', { name: /Before the disk data was removed/ }))
  expect(complaints).toEqual([])
  await leave()
})

test('settings are changed, and a VM that is renamed is still the one that is looked at', async () => {
  await made('plain')
  const { page, complaints, leave } = await bench.visit('/vms/plain/settings')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await dialog.getByLabel('RAM').or(dialog.getByLabel('Memory')).fill('1,5 GiB')
  await dialog.getByText('kiste vm set plain --memory 1536M', { exact: true }).waitFor()
  await picture(page, 'set-dialog')
  await dialog.getByRole('button', { name: 'Change' }).click()
  await expectSeen(page.getByText(/1\.5\sGiB/).first())
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await dialog.getByLabel('New name').fill('fancy')
  await dialog.getByText('kiste vm rename plain fancy', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await page.waitForURL(/vms\/fancy\/settings$/)
  await expectSeen(page.getByRole('heading', { level: 1, name: 'fancy' }))
  await page.getByRole('button', { name: 'Clone', exact: true }).click()
  await dialog.getByLabel('Name of the new VM').fill('fancy-2')
  await dialog.getByText('kiste vm clone fancy fancy-2', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Clone' }).click()
  await page.getByText('Clone fancy to fancy-2: done.').waitFor()
  expect(complaints).toEqual([])
  await leave()
})

test.each(['en-GB', 'de-DE'] as const)(
  'a new VM is made of a point, while the old one goes on, in %s',
  async (locale) => {
    const isGerman = locale === 'de-DE'
    const name = isGerman ? 'fotos-damals' : 'photos-then'
    const point = isGerman ? 'damals' : 'then'
    await bench.daemon.ask('POST', '/v1/snapshots', { vms: ['photos'], name: point })
    const { page, complaints, leave } = await bench.visit(`/vms/photos/history?at=${point}`, { locale })
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: isGerman ? 'Neue VM von hier' : 'New VM from here' }).click()
    await dialog.getByLabel(isGerman ? 'Name der neuen VM' : 'Name of the new VM').fill(name)
    await dialog
      .getByText(`kiste vm clone photos ${name} --from-snapshot ${point}`, { exact: true })
      .waitFor()
    await dialog
      .getByText(/qemu-img create|zfs clone/)
      .first()
      .waitFor()
    expect(await findBarriers(page)).toEqual([])
    await picture(page, `clone-point-${isGerman ? 'de' : 'en'}`)
    await dialog.getByRole('button', { name: isGerman ? 'Klonen' : 'Clone' }).click()
    await expect
      .poll(async () => JSON.stringify(await bench.daemon.ask('GET', '/v1/vms')), { timeout: 20_000 })
      .toContain(`"${name}"`)
    expect(complaints).toEqual([])
    await leave()
  },
)
test('what is written about a VM is plain text, and changes at once', async () => {
  await made('noted')
  const { page, complaints, leave } = await bench.visit('/vms/noted/settings')
  const dialog = page.getByRole('dialog')
  await expectSeen(page.getByText('Nothing is written about this VM yet.'))
  await page.getByRole('button', { name: 'Edit the notes' }).click()
  await dialog.getByLabel('Notes').fill('a bell \u0007')
  await expectSeen(dialog.getByText(/a character that is no text, U\+0007/))
  await dialog.getByLabel('Notes').fill('# Grüße\n\n    <b>two</b> https://example.org')
  await dialog.getByText('kiste vm set noted --notes-file notes.md', { exact: true }).waitFor()
  await expectSeen(dialog.getByText('virsh desc noted --config --edit'))
  await picture(page, 'notes-dialog')
  await dialog.getByRole('button', { name: 'Save the notes' }).click()
  await expectSeen(page.getByText('# Grüße'))
  await page.getByRole('link', { name: 'Summary' }).click()
  expect(await page.getByText('# Grüße').textContent()).toBe('# Grüße\n\n    <b>two</b> https://example.org')
  expect(await page.getByRole('link', { name: /example/ }).count()).toBe(0)
  await picture(page, 'notes-summary')
  await page.getByRole('link', { name: 'Settings' }).last().click()
  await page.getByRole('button', { name: 'Edit the notes' }).click()
  await dialog.getByLabel('Notes').fill(' ')
  await dialog.getByText('kiste vm set noted --no-notes', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Save the notes' }).click()
  await expectSeen(page.getByText('Nothing is written about this VM yet.'))
  expect(otherThan(complaints, 400)).toEqual([])
  await leave()
})

async function made(name: string): Promise<void> {
  await bench.daemon.ask('POST', '/v1/vms', { name, image: 'debian-12', start: false, memoryMiB: 512 })
  await expect
    .poll(async () => JSON.stringify(await bench.daemon.ask('GET', '/v1/vms')), { timeout: 20_000 })
    .toContain(`"${name}"`)
}

async function write(path: string, text: string): Promise<void> {
  await guest('sh', '-c', `echo ${text} > ${path}`)
}

async function read(path: string): Promise<string> {
  const { stdout = '' } = await guest('cat', path)
  return Buffer.from(stdout, 'base64').toString().trim()
}

/** Runs a command in web; its agent takes a moment to be there after a start. */
async function guest(...argv: readonly string[]): Promise<{ readonly stdout?: string }> {
  let answer: { readonly ended?: string; readonly stdout?: string } = {}
  await expect
    .poll(
      async () => {
        answer = (await bench.daemon.ask('POST', '/v1/vms/web/exec', { argv })) as typeof answer
        return answer.ended
      },
      { timeout: 20_000 },
    )
    .toBe('exit')
  return answer
}
