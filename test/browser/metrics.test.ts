import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initialFiles } from '../../setup/build-page.mjs'
import { findBarriers, openBench, overflowPixels, pageFolder, type Bench } from './support/browse.ts'
import { writeMetricHistory } from './support/metric-history.ts'
import { otherThan } from './support/other-than.ts'
import { comeIn, type Person } from './support/people.ts'
import { picture } from './support/pictures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo', { prepare: writeMetricHistory })
}, 120_000)

afterAll(() => bench.close())

const waitFor = 'canvas'
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

/** The first table, its head first. */
async function openTable(page: Page, name: string): Promise<string[][]> {
  await page.getByText(name, { exact: true }).first().click()
  return tableOf(page)
}

async function tableOf(page: Page): Promise<string[][]> {
  const rows = page.locator('figure').getByRole('row')
  await rows.nth(1).waitFor()
  const texts = await rows.evaluateAll((all: { readonly innerText: string }[]) =>
    all.map(({ innerText }) => innerText.split('\t')),
  )
  return texts.map((row) => row.map(plain))
}

const saidBy = async (plot: Locator) => plain((await plot.getAttribute('aria-valuetext')) ?? '')

const [hour, day, month, vm] = ['/', '/?range=day', '/?range=month', '/vms/photos'] as const

test.each([
  ['hour', hour, 'light', 'desktop', 'de-DE'],
  ['hour', hour, 'dark', 'desktop', 'en-GB'],
  ['hour', hour, 'light', 'phone', 'en-GB'],
  ['hour', hour, 'dark', 'phone', 'de-DE'],
  ['day', day, 'light', 'desktop', 'de-DE'],
  ['day', day, 'dark', 'phone', 'en-GB'],
  ['month', month, 'dark', 'desktop', 'en-GB'],
  ['month', month, 'light', 'phone', 'de-DE'],
  ['vm', vm, 'light', 'desktop', 'en-GB'],
  ['vm', vm, 'dark', 'desktop', 'de-DE'],
  ['vm', vm, 'light', 'phone', 'de-DE'],
  ['vm', vm, 'dark', 'phone', 'en-GB'],
] as const)('%s: %s in %s on a %s in %s', async (name, path, colorScheme, size, locale) => {
  const { page, complaints, leave } = await bench.visit(path, { colorScheme, size, locale, waitFor })
  expect(await page.locator('canvas').count()).toBe(name === 'vm' ? 4 : 5)
  await page.evaluate(`document.querySelector('canvas').closest('section').scrollIntoView()`)
  await picture(page, `metrics-${name}-${size}-${colorScheme}`)
  expect(await overflowPixels(page)).toBe(0)
  expect(await findBarriers(page)).toEqual([])
  expect(complaints).toEqual([])
  await leave()
})

test('what draws is not in the first look', async () => {
  const manifest = JSON.parse(await readFile(join(pageFolder, '.vite/manifest.json'), 'utf8')) as Parameters<
    typeof initialFiles
  >[0]
  const first = await Promise.all(
    initialFiles(manifest).map((file) => readFile(join(pageFolder, file), 'utf8')),
  )
  expect(first.join('').includes('u-over')).toBe(false)
})

test('arrow keys move the cursor, and what is there is said and seen', async () => {
  const { page, complaints, leave } = await bench.visit('/?range=day', { locale: 'de-DE', waitFor })
  const plot = page.getByRole('slider', { name: 'CPU: ein Zeitpunkt' })
  await plot.focus()
  const latest = await saidBy(plot)
  expect(latest).toMatch(/: ausgelastet \d+(,\d)? %/)
  await page.keyboard.press('Home')
  const first = await saidBy(plot)
  expect(first).not.toBe(latest)
  await page.keyboard.press('ArrowRight')
  expect(await plot.getAttribute('aria-valuenow')).toBe('1')
  const [when = '', figures = ''] = (await saidBy(plot)).split(': ausgelastet ')
  const figure = page.locator('figure').filter({ has: plot })
  expect(plain(await figure.locator('figcaption').innerText())).toContain(when)
  expect(plain(await figure.locator('figcaption').innerText())).toContain(figures)
  await picture(page, 'metrics-keyboard')
  await page.keyboard.press('Escape')
  await expect.poll(() => saidBy(plot)).toContain(latest.slice(0, 6))
  expect(complaints).toEqual([])
  await leave()
})

test('the mouse and a finger move it, too', async () => {
  for (const size of ['desktop', 'phone'] as const) {
    const { page, leave } = await bench.visit('/?range=day', { size, waitFor })
    const plot = page.getByRole('slider', { name: 'CPU: a point in time' })
    await plot.scrollIntoViewIfNeeded()
    const before = await plot.getAttribute('aria-valuenow')
    const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const middle = [x + width / 2, y + height / 2] as const
    if (size === 'phone') await page.touchscreen.tap(...middle)
    else await page.mouse.move(...middle)
    await expect.poll(() => plot.getAttribute('aria-valuenow')).not.toBe(before)
    await leave()
  }
})

test('the table has the numbers of the plot in steps that can be read, and those are what the daemon says', async () => {
  const { page, leave } = await bench.visit('/?range=month', { locale: 'de-DE', waitFor })
  const asked = (await bench.admin?.ask('GET', '/v1/metrics/host?range=month')) as {
    readonly max: { readonly cpuShare: readonly (number | null)[] }
  }
  const plot = page.getByRole('slider', { name: 'CPU: ein Zeitpunkt' })
  const [head, ...rows] = await openTable(page, 'Als Tabelle')
  expect(head).toEqual(['Wann', 'ausgelastet'])
  // Of a plot with thirty times as many points.
  expect(Number(await plot.getAttribute('aria-valuemax'))).toBeGreaterThan(2_000)
  expect(rows.length).toBeGreaterThan(80)
  expect(rows.length).toBeLessThanOrEqual(100)
  await page
    .getByText(/Jede Zeile steht für 8\sStd\. bis zu ihrer Zeit/)
    .first()
    .waitFor()
  const percent = new Intl.NumberFormat('de', { style: 'percent', maximumFractionDigits: 1 })
  const most = Math.max(...asked.max.cpuShare.map((value) => value ?? 0))
  expect(rows.some(([, value]) => value?.endsWith(`höchstens ${plain(percent.format(most))}`))).toBe(true)
  await picture(page, 'metrics-table')
  await leave()
})

test('while the daemon was away nothing is measured, and nothing is made up', async () => {
  const { page, leave } = await bench.visit('/?range=hour', { waitFor })
  // It measures for whoever looks; the first measurement takes a moment, and the gap is one once it has another side.
  const isGap = (row: readonly string[]) => row[1] === 'not measured'
  let rows = await openTable(page, 'As a table')
  await expect
    .poll(async () => (rows = await tableOf(page)).filter(isGap).length, { timeout: 30_000 })
    .toBeGreaterThan(0)
  // A row a minute, and it was away for some.
  const [first, last] = [rows.findIndex(isGap), rows.findLastIndex(isGap)]
  expect(first).toBeGreaterThan(1)
  expect(last - first + 1).toBe(rows.filter(isGap).length)
  for (const row of [rows[first - 1], rows[last + 1]]) expect(row?.[1]).toMatch(/%/)
  await page.evaluate(`document.querySelector('canvas').closest('section').scrollIntoView()`)
  await picture(page, 'metrics-gap')
  expect(await findBarriers(page)).toEqual([])
  await leave()
})

test('what is measured shows by itself', async () => {
  const { page, complaints, leave } = await bench.visit('/vms/web', { waitFor })
  const plot = page.getByRole('slider', { name: 'CPU: a point in time' })
  const before = await saidBy(plot)
  await expect.poll(() => saidBy(plot), { timeout: 30_000 }).not.toBe(before)
  expect(complaints).toEqual([])
  await leave()
})

test('a VM that did not run says so', async () => {
  const { page, leave } = await bench.visit('/vms/build', {
    waitFor: 'text="Nothing was measured in this time: it did not run."',
  })
  expect(await findBarriers(page)).toEqual([])
  await leave()
})

test('whoever has one VM sees what that does, and not what the host does', async () => {
  const otto = await operator()
  const own = await bench.visit('/vms/web', { as: otto, waitFor })
  expect(await own.page.locator('canvas').count()).toBe(4)
  await own.page.getByRole('link', { name: 'Overview' }).click()
  await own.page.getByRole('heading', { name: 'VMs', level: 2 }).waitFor()
  expect(await own.page.locator('canvas').count()).toBe(0)
  expect(otherThan(own.complaints, 403)).toEqual([])
  await own.leave()
})

async function operator(): Promise<Person> {
  const invited = (await bench.daemon.ask('POST', '/v1/users', {
    name: 'otto',
    role: 'operator',
    vms: ['web'],
  })) as { readonly secret: string }
  return comeIn(bench.origin, '/v1/invitation', { secret: invited.secret, password: 'vier gelbe Stühle' })
}
