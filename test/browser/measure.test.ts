import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changed } from '../../src/host/fake/fake-vdevs.ts'
import { change, thePool } from '../../src/host/fake/fake-pool-world.ts'
import type { Vdev } from '../../src/domain/pool.ts'
import type { World } from '../../src/host/fake/world.ts'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type Visit,
} from './support/browse.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { comeIn } from './support/people.ts'
import { otherThan } from './support/other-than.ts'
import { picture } from './support/pictures.ts'

// What goes on in pools, and what is measured of them; the keys, the cache and the checkpoints.

let bench: Bench
const keep = leaveAfterEach()

beforeAll(async () => {
  bench = await openBench('ailing', { arrange: trimFast })
})
afterAll(() => bench.close())

/** The SSDs of `fast` are being trimmed by another hand. */
function trimFast(world: World): void {
  const fast = thePool(world, 'fast')
  const vdevs = changed(
    fast.pool.vdevs,
    (vdev) => 'trim' in vdev,
    (vdev) => [{ ...vdev, trim: { state: 'running', percent: 40 } } as Vdev],
  )
  change(fast, { vdevs })
}

async function visit(...args: Parameters<Bench['visit']>): Promise<Visit> {
  return keep(await bench.visit(...args))
}

test('a trim is paused, gone on with and stopped', async () => {
  const { page, complaints } = await visit('/pools/fast')
  const work = page.getByRole('region', { name: 'What goes on' })
  await expectSeen(work.getByText('SSDs learn which blocks are free (trim)'))
  await expectSeen(work.getByText('40%', { exact: true }))
  await picture(page, 'trim-running')
  await work.getByRole('button', { name: 'Pause trimming' }).click()
  const dialog = page.getByRole('dialog', { name: 'Pause trimming the SSDs of fast?' })
  await expectSeen(dialog.getByText('kiste pool trim fast --pause'))
  await dialog.getByRole('button', { name: 'Pause trimming' }).click()
  await expectSeen(work.getByText('40% · paused'))
  await expectSeen(work.getByRole('button', { name: 'Go on trimming' }))
  await work.getByRole('button', { name: 'Stop trimming' }).click()
  const stop = page.getByRole('dialog', { name: 'Stop trimming the SSDs of fast?' })
  await expectSeen(stop.getByText('kiste pool trim fast --stop'))
  await stop.getByRole('button', { name: 'Stop trimming' }).click()
  await expectSeen(work.getByText('Nothing goes on.'))
  expect(complaints).toEqual([])
})

describe('measuring', () => {
  test.each(everywhere)('before anything was, in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit('/pools/fast/measure', { colorScheme, size, locale })
    await page.getByRole('region').nth(2).waitFor()
    await picture(page, `measure-nothing-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('another compression would pay: it is measured, and set where it does', async () => {
    const { page, complaints } = await visit('/pools/tank')
    await page.getByRole('link', { name: 'Measure', exact: true }).click()
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Measuring tank' }))
    await expectSeen(page.getByText('Nothing was measured in tank yet.'))
    const card = page.getByRole('region', { name: 'Would another compression pay?' })
    await card.getByRole('button', { name: /^Measure …/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Look whether another compression would pay in tank?' })
    await expectSeen(dialog.getByText(/^Looked into: tank\/films, tank\/documents, /))
    await expectSeen(dialog.getByText('kiste pool advise tank compression', { exact: true }))
    await dialog.getByText('How much, and how long').click()
    await dialog.getByLabel('How long at most, in seconds').fill('2')
    await expectSeen(dialog.getByText('2 s is out of range: from 5 s to a day.'))
    await dialog.getByLabel('How long at most, in seconds').fill('60')
    await expectSeen(dialog.getByText('kiste pool advise tank compression --seconds 60'))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'measure-compression-dialog')
    await dialog.getByRole('button', { name: 'Measure', exact: true }).click()
    await expectSeen(page.getByText('Something would pay in tank.'))
    await expectSeen(card.getByText('Another compression would pay for tank/documents.'))
    await picture(page, 'measure-compression')
    expect(await findBarriers(page)).toEqual([])
    await card.getByRole('button', { name: 'Set zstd … tank/documents' }).click()
    const set = page.getByRole('dialog', { name: 'Set compression=zstd on tank/documents?' })
    await expectSeen(set.getByText('kiste pool set tank compression=zstd --dataset tank/documents'))
    await expectSeen(set.getByText('zfs set compression=zstd tank/documents', { exact: true }))
    await picture(page, 'measure-set')
    await set.getByRole('button', { name: 'Set', exact: true }).click()
    await expectSeen(card.getByText('zstd was set since.'))
    await expectSeen(page.getByText('tank is set as is best for what lies in it.'))
    // What was refused on the way is an answer, and the browser notes it.
    expect(otherThan(complaints, 'any refusal')).toEqual([])
  })

  test('dedup does not pay, and in figures why', async () => {
    const { page, complaints } = await visit('/pools/tank/measure')
    const card = page.getByRole('region', { name: 'Would dedup pay?' })
    await card.getByRole('button', { name: /^Measure …/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Measure', exact: true }).click()
    await expectSeen(card.getByText('Leave it as it is.'))
    await expectSeen(card.getByText('Memory for good', { exact: true }))
    await expectSeen(card.getByText('Left out: tank/private, as'))
    await expectSeen(card.getByRole('button', { name: /^Measure again …/ }))
    expect(complaints).toEqual([])
  })

  test('how quick it is: what that does to the pool is said first, and the figures are a table', async () => {
    const { page, complaints } = await visit('/pools/tank/measure')
    const card = page.getByRole('region', { name: 'How quick is it?' })
    await card.getByRole('button', { name: /^Measure …/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Measure how quick tank is?' })
    await expectSeen(dialog.getByText('VMs in the pool are slower meanwhile, and make the figures worse.'))
    await expectSeen(dialog.getByText(/^Makes a volume and a file of 4 GiB each/))
    await dialog.getByText('How much, and how long').click()
    await dialog.getByLabel('Size of the volume, and of the file').fill('1')
    await expectSeen(dialog.getByText('A size has a unit, as in 16G.'))
    expect(await dialog.getByRole('button', { name: 'Measure', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Size of the volume, and of the file').fill('1G')
    await expectSeen(dialog.getByText('kiste pool bench tank --size 1G'))
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'measure-bench-dialog')
    await dialog.getByRole('button', { name: 'Measure', exact: true }).click()
    const table = card.getByRole('table')
    await expectSeen(table.getByRole('row', { name: /^Write here and there, 4 KiB each .*×1\.50/ }))
    await table.scrollIntoViewIfNeeded()
    await picture(page, 'measure-bench')
    expect(complaints).toEqual([])
  })

  test.each(everywhere)('with results, in %s on a %s in %s', async (colorScheme, size, locale) => {
    const { page, complaints } = await visit('/pools/tank/measure', { colorScheme, size, locale })
    await page.getByRole('table').waitFor()
    await picture(page, `measure-${size}-${colorScheme}`)
    await page.getByRole('table').scrollIntoViewIfNeeded()
    await picture(page, `measure-table-${size}-${colorScheme}`)
    expect(await overflowPixels(page)).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    if (locale === 'de-DE')
      await expect.poll(() => page.locator('main [lang=en]').allInnerTexts()).toEqual([])
    expect(complaints).toEqual([])
  })

  test('what is under way is told with how far it is, and can be stopped', async () => {
    const job = {
      id: '01J0000000',
      kind: 'pool.bench',
      title: 'Measure tank: a volume beside a raw file',
      object: { type: 'pool', name: 'tank' },
      locks: [],
      createdAt: new Date().toISOString(),
      steps: [
        { name: 'Measure both in turn, 20 times', state: 'running', startedAt: new Date().toISOString() },
        { name: 'Remove both', state: 'pending', final: true },
      ],
      state: 'running',
      startedAt: new Date().toISOString(),
      step: 'Measure both in turn, 20 times',
      progress: { done: 7, total: 20, unit: 'measurements' },
    }
    const { page } = await visit('/pools/tank/measure', {
      before: (page) => page.route('**/v1/jobs?*pool=tank*', (asked) => asked.fulfill({ json: [job] })),
    })
    await expectSeen(page.getByText('tank is being measured.'))
    await expectSeen(page.getByRole('progressbar', { name: /Measure both/ }))
    await picture(page, 'measure-open')
    expect(await findBarriers(page)).toEqual([])
    await page
      .getByRole('region', { name: /Measure tank/ })
      .getByRole('button', { name: 'Cancel the job' })
      .click()
    await expectSeen(page.getByRole('dialog').getByText('kiste job cancel 01J0000000'))
  })

  test('whoever may only look sees what was measured, and measures nothing', async () => {
    const invited = await bench.admin?.ask('POST', '/v1/users', { name: 'vera', role: 'viewer' })
    const { secret } = invited as { readonly secret: string }
    const viewer = await comeIn(bench.origin, '/v1/invitation', { secret, password: 'vier gelbe Boote' })
    const { page } = await visit('/pools/tank/measure', { as: viewer })
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
    await page.goto(`${bench.origin}/host`)
    await expectSeen(page.getByText('All VMs need'))
    expect(await page.getByRole('button', { name: 'Change the limit …' }).count()).toBe(0)
  })
})

describe('the cache of ZFS', () => {
  test.each([
    ['light', 'desktop', 'en-GB', 'Change the limit …', 'Set the limit'],
    ['dark', 'phone', 'de-DE', 'Grenze ändern …', 'Grenze setzen'],
  ] as const)(
    'is limited with what VMs need in sight, in %s on a %s in %s',
    async (colorScheme, size, locale, change, set) => {
      const { page, complaints } = await visit('/host', { colorScheme, size, locale })
      await page.getByRole('button', { name: change }).click()
      const dialog = page.getByRole('dialog')
      await expectSeen(dialog.getByText(/^kiste pool arc \d+G$/))
      await expectSeen(dialog.getByText(/zfs_arc_max/))
      await dialog.getByRole('textbox').fill('30G')
      await expectSeen(dialog.getByRole('note').first())
      await expectSeen(dialog.getByText('kiste pool arc 30G'))
      await dialog.getByRole('button', { name: set, disabled: false }).waitFor()
      expect(await findBarriers(page)).toEqual([])
      await picture(page, `arc-dialog-${size}-${colorScheme}`)
      expect(complaints).toEqual([])
    },
  )

  test('counts at once', async () => {
    const { page, complaints } = await visit('/host')
    const card = page.getByRole('region', { name: 'ZFS cache (ARC)' })
    await expectSeen(card.getByText('ZFS’s own choice'))
    await card.getByRole('button', { name: 'Change the limit …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('It may grow to').fill('4G')
    await dialog.getByRole('button', { name: 'Set the limit' }).click()
    await expectSeen(card.getByText('of at most 4 GiB'))
    await card.getByRole('button', { name: 'Change the limit …' }).click()
    await dialog.getByLabel('Limit').selectOption('own')
    await expectSeen(dialog.getByText('kiste pool arc default'))
    await dialog.getByRole('button', { name: 'Set the limit' }).click()
    await expectSeen(card.getByText('ZFS’s own choice'))
    expect(complaints).toEqual([])
  })
})

test('the key of a pool is loaded, changed for one in a file, and forgotten; it is written nowhere', async () => {
  const { page, complaints } = await visit('/pools/vault')
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url()))
  const choose = async (entry: string) => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: entry }).click()
    return page.getByRole('dialog')
  }
  await page.getByRole('button', { name: 'Load the key' }).click()
  await page.getByRole('dialog').getByLabel('Passphrase').fill('drei blaue Lampen')
  await page.getByRole('dialog').getByRole('button', { name: 'Load the key' }).click()
  await expectSeen(page.getByText('vault is well. Nothing is lost.'))
  const dialog = await choose('Another key')
  await dialog.getByLabel('Passphrase').fill('vier gelbe Boote')
  await dialog.getByLabel('Once more').fill('vier gelbe')
  await expectSeen(dialog.getByText('That is not the same.'))
  await dialog.getByLabel('The key').selectOption('file')
  await dialog.getByLabel('The file').fill('etc/keys/vault')
  await expectSeen(dialog.getByText('"etc/keys/vault" is not an absolute path.'))
  await dialog.getByLabel('The file').fill('/etc/keys/vault')
  await expectSeen(dialog.getByText('kiste pool change-key vault --key-file /etc/keys/vault'))
  await expectSeen(dialog.getByText(/zfs change-key .*keylocation=file:\/\/\/etc\/keys\/vault/))
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'change-key-dialog')
  await dialog.getByRole('button', { name: 'Another key' }).click()
  await expectSeen(page.getByText(/Give vault another key.*: done\./))
  const lock = await choose('Lock')
  await expectSeen(lock.getByText('kiste pool unload-key vault'))
  await lock.getByRole('button', { name: 'Lock' }).click()
  await expectSeen(page.getByText('vault is well, and locked.'))
  expect(sent.filter((url) => /Lampen|Boote/.test(decodeURIComponent(url)))).toEqual([])
  // What was refused on the way is an answer, and the browser notes it.
  expect(otherThan(complaints, 'any refusal')).toEqual([])
})

test('a new pool may have its key in a file', async () => {
  const { page } = await visit('/new/pool')
  await page.getByText('Encryption, compression and place').click()
  await page.getByLabel('Encrypt it').check()
  await page.getByLabel('Name', { exact: true }).fill('fresh')
  const plan = page.getByRole('button', { name: 'See the plan …' })
  expect(await plan.isDisabled()).toBe(true)
  await expectSeen(page.getByText(/^Its key is not whole yet/))
  await page.getByLabel('The key').selectOption('file')
  await page.getByLabel('The file').fill('/etc/keys/new')
  await page.getByLabel('What is in it').selectOption('hex')
  await page.getByLabel('Only features that others know').fill('openzfs-2.1-linux')
  await expectSeen(
    page.getByText(/--key-file \/etc\/keys\/new --key-format hex --compatibility openzfs-2\.1-linux$/),
  )
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'new-pool-key-file')
})

test('a pool is looked at as it was at its checkpoint, and gone back to it', async () => {
  await bench.daemon.ask('POST', '/v1/pools/fast/checkpoint', {})
  const { page, complaints } = await visit('/pools/fast')
  await page.getByRole('button', { name: 'More' }).click()
  await picture(page, 'pool-menu')
  await page.getByRole('menuitem', { name: /^Go back to the checkpoint/ }).click()
  const leave = page.getByRole('dialog', { name: 'Go back to the checkpoint of fast?' })
  await expectSeen(leave.getByText('kiste pool export fast'))
  await leave.getByRole('button', { name: 'Go back to the checkpoint' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import fast?' })
  await expectSeen(dialog.getByText(/^kiste pool import \d+ --look --rewind$/))
  await dialog.getByLabel('Only to look: read-only, nothing is mounted').uncheck()
  await expectSeen(dialog.getByText(/^All that was written to fast after its checkpoint was made/))
  await expectSeen(dialog.getByText(/^kiste pool import \d+ --rewind$/))
  expect(await findBarriers(page)).toEqual([])
  await picture(page, 'rewind-dialog')
  await dialog.getByRole('button', { name: 'Go back for good' }).click()
  await page.getByRole('link', { name: 'Pool fast' }).click()
  await expectSeen(page.getByText('fast is well.'))
  await page.getByRole('button', { name: 'More' }).click()
  await expectSeen(page.getByRole('menuitem', { name: /^Remember it as it is/ }))
  expect(await page.getByRole('menuitem', { name: /^Go back to the checkpoint/ }).count()).toBe(0)
  // Whoever shows a pool that leaves asks for it once more, and the browser notes the answer.
  expect(otherThan(complaints, 404)).toEqual([])
})
