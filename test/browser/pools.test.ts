import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSeen, findBarriers, openBench, overflowPixels, type Bench } from './support/browse.ts'
import { everywhere } from './support/everywhere.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench('ailing')
})

afterAll(() => bench.close())

/** Each with how many parts of it are there once all has been answered. */
const addresses = {
  pools: ['/pools', 6],
  'pool-broken': ['/pools/tank', 7],
  'pool-working': ['/pools/shelf', 10],
  'pool-locked': ['/pools/vault', 7],
  'pool-new': ['/new/pool', 4],
  'pool-none': ['/pools/nothing', 0],
} as const

describe.each(Object.entries(addresses))('%s', (name, [address, parts]) => {
  test.each(everywhere)('in %s on a %s in %s', async (colorScheme, size, locale) => {
    const options = { colorScheme, size, locale, waitFor: 'main h1' } as const
    const { page, complaints, leave } = await bench.visit(address, options)
    await expect
      .poll(() => page.evaluate(`document.querySelectorAll('main section, main fieldset p').length`), {
        timeout: 20_000,
      })
      .toBeGreaterThanOrEqual(parts)
    await picture(page, `${name}-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    // One of them does not exist.
    expect(otherThan(complaints, 404)).toEqual([])
    await leave()
  })
})

test('the overview leads to the pool that needs somebody', async () => {
  const { page, leave } = await bench.visit('/')
  const pools = page.getByRole('region', { name: 'Pools' })
  await expectSeen(pools.getByText('A drive has failed.'))
  await picture(page, 'overview-with-pools')
  await pools.getByRole('link', { name: 'tank' }).click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Pool tank' }))
  await leave()
})

test('a drive is broken: the doctor says which, it is replaced, and the pool is well', async () => {
  const { page, complaints, leave } = await bench.visit('/pools/tank')
  await expectSeen(page.getByText('A drive has failed.'))
  await expectSeen(page.getByText('Nothing is lost.').first())
  const doctor = page.getByRole('region', { name: 'Pool doctor' })
  await expectSeen(doctor.getByText(/sdb, HDD-4000 \(serial FAKE-SDB\) had too many errors/))
  await doctor.getByRole('button', { name: 'Replace sdb …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replace sdb in tank?' })
  await expectSeen(dialog.getByText(/kiste pool replace tank .*FAKE-SDB .*FAKE-SDE/))
  await expectSeen(dialog.getByText(/zpool replace -- tank/).first())
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'replace-dialog')
  await dialog.getByRole('radio', { name: /^sdf/ }).check()
  await expectSeen(dialog.getByText(/kiste pool replace tank .*FAKE-SDB .*FAKE-SDF/))
  await dialog.getByRole('button', { name: 'Replace', exact: true }).click()
  await expectSeen(page.getByText('tank is well.'))
  await expectSeen(page.getByRole('region', { name: 'Data' }).getByText('sdf', { exact: true }))
  await expectSeen(doctor.getByText('Nothing is to be done.'))
  expect(await page.getByRole('region', { name: 'Data' }).getByText('sdb', { exact: true }).count()).toBe(0)
  await picture(page, 'replaced')
  expect(complaints).toEqual([])
  await leave()
})

test('a drive is taken offline from its menu, and brought back by the doctor', async () => {
  const { page, complaints, leave } = await bench.visit('/pools/fast')
  await page.getByRole('button', { name: 'What can be done with sdh' }).click()
  const online = page.getByRole('menuitem', { name: /^Bring back online/ })
  await expectSeen(online.getByText('It works.'))
  await picture(page, 'device-menu')
  await page.getByRole('menuitem', { name: /^Take offline/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Take sdh in fast offline?' })
  await dialog.getByLabel('Only until the host starts again').check()
  await expectSeen(dialog.getByText('kiste pool offline fast sdh --temporary'))
  await dialog.getByRole('button', { name: 'Take offline' }).click()
  await expectSeen(page.getByText('taken offline'))
  await page.getByRole('button', { name: 'Bring sdh back online …' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Bring back online' }).click()
  await expectSeen(page.getByText('fast is well.'))
  expect(complaints).toEqual([])
  await leave()
})

test('what goes on in a pool is told with percent, rate and time left, and can be stopped', async () => {
  const { page, leave } = await bench.visit('/pools/shelf')
  const work = page.getByRole('region', { name: 'What goes on' })
  await expectSeen(work.getByText(/62% · .* of .* · 393\sMiB\/s · 6\sh.* 40\smin.* left/))
  await work.getByRole('button', { name: 'Stop the check' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the check' }).click()
  await expectSeen(work.getByText(/The last check was stopped/))
  await leave()
})

test('what is done by another hand is seen without looking again', async () => {
  const { page, leave } = await bench.visit('/pools/shelf')
  await expectSeen(page.getByRole('region', { name: 'Spares' }).getByText('sdp', { exact: true }))
  await bench.daemon.ask('POST', '/v1/pools/shelf/remove', { vdev: 'sdp' })
  await page.getByRole('region', { name: 'Spares' }).waitFor({ state: 'detached' })
  await leave()
})

test('a locked pool is opened with its passphrase', async () => {
  const { page, leave } = await bench.visit('/pools/vault')
  await expectSeen(page.getByText('vault is well, and locked.'))
  await page.getByRole('button', { name: 'Load the key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Load the key of vault?' })
  await dialog.getByLabel('Passphrase').fill('drei blaue Lampen')
  await dialog.getByRole('button', { name: 'Load the key' }).click()
  await expectSeen(page.getByText('vault is well. Nothing is lost.'))
  await leave()
})

test('a pool is given up only when its name was typed, and shows among those that were', async () => {
  const { page, leave } = await bench.visit('/pools/vault')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Give up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give vault up?' })
  const giveUp = dialog.getByRole('button', { name: 'Give up' })
  await expectSeen(dialog.getByText(/zpool destroy/))
  expect(await giveUp.isDisabled()).toBe(true)
  await picture(page, 'destroy-dialog')
  await dialog.getByLabel('Type “vault” to confirm').fill('vault')
  await giveUp.click()
  await expectSeen(page.getByRole('heading', { level: 1, name: 'Pools' }))
  await page.getByRole('link', { name: 'Pool vault' }).waitFor({ state: 'detached' })
  await page.getByLabel('Show those that were given up, too').check()
  await expectSeen(page.getByText(/was given up/))
  await leave()
})

test('a foreign pool is looked at first, and then is there', async () => {
  const { page, complaints, leave } = await bench.visit('/pools')
  await page.getByRole('button', { name: 'Import backup' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import backup?' })
  await expectSeen(dialog.getByText(/kiste pool import \d+ --look/))
  await dialog.getByLabel(/no longer|does not use it any more/).check()
  await picture(page, 'import-dialog')
  await dialog.getByRole('button', { name: 'Import to look' }).click()
  await expectSeen(page.getByRole('link', { name: 'Pool backup' }))
  // The plan was refused at first.
  expect(otherThan(complaints, 'any refusal')).toEqual([])
  await leave()
})

test('with keys alone one makes a pool, whatever it is called', async () => {
  const { page, complaints, leave } = await bench.visit('/new/pool')
  await expectSeen(page.getByText('recommended'))
  // By Space those are let go that are not like the others.
  for (const name of await checkedOtherThan(page, 'HDD-6000')) {
    await tabTo(page, name)
    await page.keyboard.press('Space')
  }
  await expect.poll(() => checkedOtherThan(page, 'HDD-6000')).toEqual([])
  await expectSeen(page.getByText('recommended'))
  const before = await chosenLayout(page)
  // Another layout, by the arrow keys as in any choice of one.
  await tabTo(page, 'radio')
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => chosenLayout(page)).not.toBe(before)
  await tabTo(page, 'Name')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('new')
  await expectSeen(page.getByText(/^kiste pool create new --vdev /))
  await picture(page, 'new-pool-filled')
  await tabTo(page, 'See the plan …')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Make the pool new?' })
  await expectSeen(dialog.getByText(/zpool create/).first())
  expect(await findBarriers(page)).toEqual([])
  await tabTo(page, 'Make a pool')
  await page.keyboard.press('Enter')
  await expectSeen(page.getByText('Make the pool new: done.').first())
  await page.getByRole('link', { name: 'new', exact: true }).click()
  await expectSeen(page.getByText('new is well.'))
  expect(new URL(page.url()).pathname).toBe('/pools/new')
  expect(complaints).toEqual([])
  await leave()
})

test('groups are laid out by hand, each drive in one of them', async () => {
  const { page, complaints, leave } = await bench.visit('/new/pool', { size: 'phone' })
  await page.getByLabel('Name', { exact: true }).fill('byhand')
  await page.getByText('Another kind, or without a second copy').click()
  await page.getByLabel(/^Lay the groups out by hand/).check()
  await expectSeen(page.getByText('There is no layout to make it of yet.'))
  await page.getByRole('button', { name: 'One more group' }).click()
  const layout = page.getByRole('region', { name: '2 · Layout' })
  const drives = layout.getByRole('group', { name: 'Drives' })
  const boxes = drives.first().getByRole('checkbox')
  const offered = await boxes.count()
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  expect(await drives.nth(1).getByRole('checkbox').count()).toBe(offered - 2)
  await layout.getByLabel('What for').nth(1).selectOption('spare')
  await drives.nth(1).getByRole('checkbox').first().check()
  await expectSeen(page.getByText(/^kiste pool create byhand --vdev 'mirror \S+ \S+' --vdev 'spare \S+'/))
  await layout.scrollIntoViewIfNeeded()
  await picture(page, 'new-pool-by-hand')
  expect(await overflowPixels(page)).toBe(0)
  expect(await findBarriers(page)).toEqual([])
  await page.getByLabel('Sizes that differ widely are meant').check()
  await page.getByRole('button', { name: 'See the plan …' }).click()
  await expectSeen(page.getByRole('dialog').getByText(/zpool create .* mirror .* spare /))
  expect(otherThan(complaints, 'any refusal')).toEqual([])
  await leave()
})

test('a host without ZFS says so plainly, and how to get it', async () => {
  const bare = await openBench('demo', {
    arrange: (world) => void (world.zfsGone = 'zpool is not installed'),
  })
  try {
    const { page, leave } = await bare.visit('/pools')
    await expectSeen(page.getByText('There is no ZFS on this host.'))
    await expectSeen(page.getByText('Install it: apt install zfsutils-linux'))
    await picture(page, 'no-zfs')
    expect(await findBarriers(page)).toEqual([])
    await leave()
  } finally {
    await bare.close()
  }
})

function chosenLayout(page: Page): Promise<string> {
  return page.evaluate(
    `document.querySelector('input[type=radio]:checked')?.closest('label')?.querySelector('b')?.textContent ?? ''`,
  )
}

/** What stands at the boxes of drives that are ticked, of another model than this. */
async function checkedOtherThan(page: Page, model: string): Promise<string[]> {
  const texts = await page.evaluate(
    `[...document.querySelectorAll('fieldset input[type=checkbox]:checked')].map(({ labels }) => labels[0].textContent)`,
  )
  return (texts as string[]).filter((text) => !text.includes(model))
}

/** By keys alone, to what has this name or is of this type. */
async function tabTo(page: Page, named: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const names = await page.evaluate(
      `(({ labels, type, ariaLabel, textContent }) => [labels?.[0]?.textContent, type, ariaLabel, textContent.trim()])(document.activeElement)`,
    )
    if ((names as unknown[]).includes(named)) return
  }
  throw new Error(`Tab does not lead to ${named}.`)
}
