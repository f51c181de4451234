import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { expectSeen, findBarriers, overflowPixels, type Bench, type VisitOptions } from './browse.ts'
import { isDryRun, openGate, pathOf, type Gate, type Refusal } from './gate.ts'
import { picture } from './pictures.ts'

/** A dialog, how one comes to it, and what it sends. */
export interface DialogRow {
  /** Where it is drawn. */
  readonly file: string
  /** What tells it from others in the same file. */
  readonly which?: string
  /** Where it is opened; what it needs may be made before. */
  readonly at: string | ((bench: Bench) => Promise<string>)
  readonly visit?: (bench: Bench) => Promise<VisitOptions>
  readonly open: (page: Page) => Promise<unknown>
  /** What is typed, by the labels of the fields. */
  readonly typed?: readonly (readonly [label: string, text: string])[]
  /** What else is chosen, after it was typed. */
  readonly choose?: (dialog: Locator) => Promise<unknown>
  readonly button: string
  readonly sends: readonly [method: string, path: RegExp]
  /** Where the plan is asked for, if that is elsewhere. */
  readonly plans?: readonly [method: string, path: RegExp]
  /** It is done at once, and so has no plan. */
  readonly hasNoPlan?: true
  /** What is there once it was sent, where the dialog does not just close. */
  readonly leadsTo?: (page: Page) => Locator
  /** What is answered in the place of the daemon, which has nothing of the kind here. */
  readonly answer?: unknown
}

export function nameOf({ file, which }: DialogRow): string {
  return which === undefined ? file : `${file}: ${which}`
}

const cannot: Refusal = { status: 409, message: 'Somebody else has it just now.', hint: 'Wait a moment.' }
const broke: Refusal = { status: 500, message: 'The journal has no room left.', hint: 'Make room for it.' }

/** Opens it, has it plan and send slowly, refuses both, and in the end lets it through to the daemon. */
export async function expectStates(bench: Bench, row: DialogRow): Promise<void> {
  const { at, button, typed = [], hasNoPlan = false } = row
  const path = typeof at === 'string' ? at : await at(bench)
  const { page, complaints, leave } = await bench.visit(path, await row.visit?.(bench))
  const gateOf = ([method, route]: DialogRow['sends'], isPlan: boolean) =>
    openGate(
      page,
      (request) => request.method() === method && route.test(pathOf(request)) && isDryRun(request) === isPlan,
    )
  const plans = await gateOf(row.plans ?? row.sends, true)
  const sent = await gateOf(row.sends, false)
  await row.open(page)
  const dialog = page.getByRole('dialog')
  for (const [label, text] of typed) await dialog.getByLabel(label, { exact: true }).fill(text)
  await row.choose?.(dialog)
  const send = dialog.getByRole('button', { name: button, exact: true })
  if (!hasNoPlan) await expectPlan(dialog, send, plans)
  await expectSentOnce(page, dialog, send, sent)
  await expectRefused(page, dialog, button, sent)
  for (const [label, text] of typed)
    expect(await dialog.getByLabel(label, { exact: true }).inputValue()).toBe(text)
  await sent.let(row.answer === undefined ? 'passed' : { answer: row.answer })
  await send.click()
  await (row.leadsTo ? expectSeen(row.leadsTo(page)) : dialog.waitFor({ state: 'detached' }))
  expect(sent.count()).toBe(2)
  expect(complaints.filter((complaint) => complaint.startsWith('error:'))).toEqual([])
  await leave()
}

/** It says that it works the plan out, why it has none, and looks again when told; without a plan it cannot be sent. */
async function expectPlan(dialog: Locator, send: Locator, plans: Gate): Promise<void> {
  await expectSeen(dialog.getByText('Working out what has to be done …').first())
  expect(await send.isDisabled()).toBe(true)
  await plans.let(cannot)
  const alert = dialog.getByRole('alert').filter({ hasText: cannot.message })
  await expectSeen(alert)
  await expectSeen(alert.getByText(`What to do: ${cannot.hint}`))
  expect(await send.isDisabled()).toBe(true)
  await plans.let('passed')
  await dialog.getByRole('button', { name: 'Look again whether it can be done' }).click()
  await alert.waitFor({ state: 'detached' })
  const whyNot = async () =>
    (await send.isDisabled())
      ? `disabled: ${(await dialog.getByRole('alert').allInnerTexts()).join(' ')}`
      : ''
  await expect.poll(whyNot, { timeout: 20_000 }).toBe('')
}

/** While it is on its way the button says so, and neither a click nor a key sends it once more. */
async function expectSentOnce(page: Page, dialog: Locator, send: Locator, sent: Gate): Promise<void> {
  await send.click()
  const busy = dialog.getByRole('button', { name: 'On its way …' })
  await expectSeen(busy)
  expect(await busy.getAttribute('aria-busy')).toBe('true')
  await busy.click({ force: true })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  await expect.poll(() => sent.count()).toBe(1)
}

/** It stays open and says why and what to do; whoever uses keys is where they were. */
async function expectRefused(page: Page, dialog: Locator, button: string, sent: Gate): Promise<void> {
  await sent.let(broke)
  const alert = dialog.getByRole('alert').filter({ hasText: broke.message })
  await expectSeen(alert)
  await expectSeen(alert.getByText(`What to do: ${broke.hint}`))
  expect(await page.evaluate('document.activeElement.textContent')).toBe(button)
  expect(sent.count()).toBe(1)
  await picture(page, `refused-${button}`)
  expect(await overflowPixels(page)).toBe(0)
  expect(await findBarriers(page)).toEqual([])
}

/** A VM of its own for a test, that is off. */
export async function makeVm({ daemon }: Bench, name: string): Promise<void> {
  await daemon.ask('POST', '/v1/vms', { name, image: 'debian-12', start: false, memoryMiB: 512 })
  await expect
    .poll(() => daemon.ask('GET', `/v1/vms/${name}`), { timeout: 30_000 })
    .toMatchObject({ status: { state: 'stopped' } })
}

export function press(name: string | RegExp): (page: Page) => Promise<void> {
  return (page) => page.getByRole('button', { name, exact: true }).first().click()
}

/** What stands in a menu. */
export function pick(menu: string, entry: string | RegExp): (page: Page) => Promise<void> {
  return async (page) => {
    await page.getByRole('button', { name: menu, exact: true }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
}
