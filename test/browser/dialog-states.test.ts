import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSeen, openBench, type Bench } from './support/browse.ts'
import { expectStates, makeVm, nameOf, press, type DialogRow } from './support/dialog-states.ts'
import { dialogsOfPools } from './support/dialogs-of-pools.ts'
import { dialogsOfSettings } from './support/dialogs-of-settings.ts'
import { dialogsOfHistory, dialogsOfImages, dialogsOfVms } from './support/dialogs-of-vms.ts'
import { isDryRun, openGate, pathOf } from './support/gate.ts'

// Each dialog: while its plan is worked out, when it has none, while it is sent, and when it is refused.

let bench: Bench

beforeAll(async () => {
  bench = await openBench('ailing')
})
afterAll(() => bench.close())

const rooms: readonly (readonly [string, readonly DialogRow[]])[] = [
  ['of VMs', dialogsOfVms],
  ['of their history', dialogsOfHistory],
  ['of images', dialogsOfImages],
  ['of pools', dialogsOfPools],
  ['of the settings', dialogsOfSettings],
]

describe.each(rooms)('the dialogs %s', (_, rows) => {
  test.each(rows.map((row) => [nameOf(row), row] as const))('%s', (_name, row) => expectStates(bench, row))
})

describe('a dialog that is left while it is sent', () => {
  test('does not close the next one, and says in passing what was refused', async () => {
    await makeVm(bench, 'left')
    const { page, leave } = await bench.visit('/vms/left/settings')
    const sent = await openGate(
      page,
      (request) => pathOf(request) === '/v1/vms/left/clone' && !isDryRun(request),
    )
    const dialog = page.getByRole('dialog')
    for (const next of ['refused', 'passed'] as const) {
      await sent.let('held')
      await press('Clone')(page)
      await dialog.getByLabel('Name of the new VM').fill('gone-on')
      await dialog.getByRole('button', { name: 'Clone', exact: true }).click()
      await expectSeen(dialog.getByRole('button', { name: 'On its way …' }))
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await press('Clone')(page)
      await dialog.getByLabel('Name of the new VM').fill('another')
      if (next === 'refused') {
        await sent.let({ status: 500, message: 'The journal has no room left.' })
        await expectSeen(page.getByText('That did not happen: The journal has no room left.'))
      } else {
        await sent.let('passed')
        await expectSeen(page.getByText(/Clone left to gone-on: (under way|done)\./))
      }
      expect(await dialog.getByLabel('Name of the new VM').inputValue()).toBe('another')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    await leave()
  })

  test('neither does one that has no plan', async () => {
    const { page, leave } = await bench.visit('/settings/tokens')
    const sent = await openGate(
      page,
      (request) => request.method() === 'POST' && pathOf(request) === '/v1/tokens',
    )
    const dialog = page.getByRole('dialog')
    await press('Make a token')(page)
    await dialog.getByLabel('What is it for?').fill('first')
    await dialog.getByRole('button', { name: 'Make it' }).click()
    await expectSeen(dialog.getByRole('button', { name: 'On its way …' }))
    await page.keyboard.press('Escape')
    await press('Make a token')(page)
    await dialog.getByLabel('What is it for?').fill('second')
    await sent.let({ status: 500, message: 'The journal has no room left.' })
    await expectSeen(page.getByText('That did not happen: The journal has no room left.'))
    expect(await dialog.getByLabel('What is it for?').inputValue()).toBe('second')
    await leave()
  })
})

test('of several VMs those that were begun are not begun again when the rest is', async () => {
  for (const name of ['twin-a', 'twin-b']) await makeVm(bench, name)
  const { page, leave } = await bench.visit('/vms?name=twin')
  const starts = (name: string) => (request: Parameters<typeof pathOf>[0]) =>
    pathOf(request) === `/v1/vms/${name}/start` && !isDryRun(request)
  const whole = await openGate(page, starts('twin-a'), 'passed')
  const torn = await openGate(page, starts('twin-b'), {
    status: 500,
    message: 'The journal has no room left.',
  })
  await page.getByRole('row').nth(2).waitFor()
  await page.getByLabel('Select all').check()
  await page.getByRole('group', { name: '2 VMs selected' }).getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  const start = dialog.getByRole('button', { name: 'Start', exact: true })
  await start.click()
  await expectSeen(dialog.getByRole('alert').getByText('The journal has no room left.'))
  await torn.let('passed')
  await start.click()
  await dialog.waitFor({ state: 'detached' })
  expect([whole.count(), torn.count()]).toEqual([1, 2])
  await leave()
})
