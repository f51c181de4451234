import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type VisitOptions,
} from './support/browse.ts'
import { openGate, pathOf, type Gate } from './support/gate.ts'
import { writeMetricHistory } from './support/metric-history.ts'
import { emptyPages, livePages, pages, type PageRow } from './support/pages.ts'
import { picture } from './support/pictures.ts'

// Each address: while what it shows is on its way, when that cannot be had, and when there is nothing to show.

const broke = { status: 500, message: 'The journal has no room left.', hint: 'Make room for it.' }
let bench: Bench

beforeAll(async () => {
  bench = await openBench('ailing', { prepare: writeMetricHistory })
})
afterAll(() => bench.close())

/** Opens a page before which such a gate stands. */
async function visitBehind(
  reads: RegExp,
  at: string,
  { on = bench, ...options }: VisitOptions & { readonly on?: Bench } = {},
) {
  let gate: Gate | undefined
  const visit = await on.visit(at, {
    size: 'phone',
    waitFor: 'main, [role=main]',
    ...options,
    before: async (page) => {
      gate = await openGate(page, (request) => reads.test(pathOf(request)))
    },
  })
  if (!gate) throw new Error('Nothing was opened.')
  return { ...visit, gate }
}

async function expectFine(page: Page, never: RegExp | undefined): Promise<void> {
  expect(await page.locator('body').innerText()).not.toMatch(never ?? /Kiste has crashed/)
  expect(await overflowPixels(page)).toBe(0)
  expect(await findBarriers(page)).toEqual([])
}

function shown(page: Page, says: PageRow['says']) {
  return (typeof says === 'string' ? page.locator(says) : page.getByText(says)).first()
}

/** Presses all that have something read again, also what shows of them only then, until what is meant is there. */
async function readAgain(page: Page, name: string, meant: Locator): Promise<void> {
  const button = page.getByRole('button', { name }).first()
  do {
    await page.evaluate(
      `for (const one of document.querySelectorAll('button')) if (one.textContent === '${name}') one.click()`,
    )
    await meant.or(button).first().waitFor()
  } while ((await button.count()) > 0)
  await expectSeen(meant)
}

describe('what a page reads', () => {
  test.concurrent.each(Object.entries(pages))(
    'is waited for, refused, and read again: %s',
    async (name, { at, reads, waits = /One moment …/, says, never }) => {
      const { page, gate, complaints, leave } = await visitBehind(reads, at)
      await expectSeen(page.getByText(waits).first())
      await expectFine(page, never)
      await picture(page, `${name}-waits`)
      await gate.let(broke)
      const alert = page.getByRole('alert').filter({ hasText: broke.message })
      await expectSeen(alert.first())
      await expectSeen(alert.first().getByText(`What to do: ${broke.hint}`))
      await expectFine(page, never)
      await picture(page, `${name}-refused`)
      await gate.let('passed')
      await readAgain(page, 'Try again', shown(page, says))
      await alert.first().waitFor({ state: 'detached' })
      expect(complaints.filter((complaint) => complaint.startsWith('error:'))).toEqual([])
      await leave()
    },
  )

  test('auch auf Deutsch', async () => {
    const { page, gate, leave } = await visitBehind(/^\/v1\/bin$/, '/bin', { locale: 'de-DE' })
    await expectSeen(page.getByText('Einen Moment …'))
    await gate.let({ status: 503, message: 'The store tank, where web lives, does not answer.' })
    await expectSeen(page.getByRole('alert').getByText('Die Ablage tank, in der web liegt, antwortet nicht.'))
    await expectFine(page, /Der Papierkorb ist leer/)
    await gate.let('passed')
    await readAgain(page, 'Noch einmal versuchen', page.getByText(/Eine VM liegt im Papierkorb/))
    await leave()
  })
})

describe('what all pages stand on', () => {
  test.concurrent.each(Object.entries(livePages))(
    'is waited for, and tried again by itself: %s',
    async (_, { at, says, never }) => {
      const { page, gate, leave } = await visitBehind(/^\/v1\/inventory$/, at)
      await expectSeen(page.getByText('One moment …').first())
      await expectFine(page, never)
      await gate.let(broke)
      await expectSeen(page.getByText('The daemon does not answer.'))
      await expectFine(page, never)
      await gate.let('passed')
      await expectSeen(page.getByText(says).first())
      await page.getByText('The daemon does not answer.').waitFor({ state: 'detached' })
      await leave()
    },
  )

  test('before it is known who comes, the door says that it waits, and goes on by itself', async () => {
    const { page, gate, leave } = await visitBehind(/^\/v1\/session$/, '/vms', { waitFor: 'h1' })
    await expectSeen(page.getByText('One moment …'))
    await expectFine(page, /Sign in/)
    await gate.let(broke)
    await expectSeen(page.getByText('The daemon does not answer.'))
    await expectFine(page, /Sign in/)
    await gate.let('passed')
    await expectSeen(page.getByText('home-assistant').first())
    await leave()
  })

  test('a door that is slow is knocked at once, and says why it stays shut', async () => {
    const { page, leave } = await bench.visit('/', { as: null, size: 'phone' })
    const gate = await openGate(
      page,
      (request) => request.method() === 'POST' && pathOf(request) === '/v1/session',
    )
    await page.getByLabel('Name').fill('anna')
    await page.getByLabel('Password').fill('drei blaue Lampen')
    await page.keyboard.press('Enter')
    await expectSeen(page.getByRole('button', { name: 'On its way …' }))
    await page.keyboard.press('Enter')
    await gate.let(broke)
    await expectSeen(page.getByRole('alert').getByText(broke.message))
    expect(gate.count()).toBe(1)
    expect(await page.getByLabel('Password').inputValue()).toBe('drei blaue Lampen')
    await expectFine(page, undefined)
    await gate.let('passed')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expectSeen(page.getByText('home-assistant').first())
    await leave()
  })
})

describe('an empty house', () => {
  let empty: Bench
  beforeAll(async () => {
    empty = await openBench('empty')
  })
  afterAll(() => empty.close())

  test('is not called well before somebody has looked', async () => {
    const { page, gate, leave } = await visitBehind(/^\/v1\/doctor$/, '/', { on: empty })
    await expectSeen(page.getByText('The host is being looked at … There are no VMs yet.'))
    await expectFine(page, /All is well/)
    await gate.let(broke)
    await expectSeen(page.getByText('The host could not be looked at: whether all is well is not known.'))
    await expectFine(page, /All is well/)
    await gate.let('passed')
    await readAgain(page, 'Try again', page.getByText('All is well. There are no VMs yet.'))
    await leave()
  })

  test.concurrent.each(Object.entries(emptyPages))('says so: %s', async (_, [at, ...says]) => {
    const { page, leave } = await empty.visit(at, { size: 'phone', waitFor: 'main' })
    for (const words of says) await expectSeen(page.getByText(words).first())
    await expectFine(page, undefined)
    await leave()
  })
})
