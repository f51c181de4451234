import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers, openBench, type Bench, type Visit } from './support/browse.ts'
import { setUpSecret } from './support/people.ts'
import { picture } from './support/pictures.ts'

// What the daemon says in English, the German page says in German: nothing in it is marked as another language's.

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

test('a plan, its notes and the job that comes of it', async () => {
  const visit = await visitInGerman('/vms/build')
  const { page } = visit
  await page.getByRole('button', { name: 'Starten', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'build starten?' })
  await dialog.getByText('build starten', { exact: true }).waitFor()
  await dialog.getByText('virsh start build').waitFor()
  await expectGerman(dialog)
  await picture(page, 'german-plan')
  await dialog.getByRole('button', { name: 'Starten' }).click()
  await page.getByText('build läuft.').waitFor()
  await leave(visit)
})

test('a refusal says in German what is in the way, and what to do', async () => {
  await bench.daemon.ask('PATCH', '/v1/vms/old-forum', { memoryMiB: 30_000 })
  const visit = await visitInGerman('/vms/old-forum')
  const { page } = visit
  await page.getByRole('button', { name: 'Starten', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/Was tun:/).waitFor()
  await expectGerman(dialog)
  await picture(page, 'german-refusal')
  await leave(visit)
})

test('a problem of a field', async () => {
  const fresh = await openBench('demo', { isSetUp: false })
  const path = `/setup#${await setUpSecret(fresh.daemon)}`
  const { page } = await fresh.visit(path, { locale: 'de-DE', as: null })
  await page.getByLabel('Dein Name').fill('anna')
  await page.getByLabel('Passwort').fill('kurz')
  await page.getByRole('button', { name: 'Weiter' }).click()
  await page.getByText('Dieses Passwort geht nicht: es hat 4 Zeichen, nötig sind 10.').waitFor()
  await fresh.close()
})

test('what the doctor found', async () => {
  const visit = await visitInGerman('/')
  const card = visit.page.getByRole('heading', { name: 'Zum Ansehen' })
  await card.waitFor()
  await picture(visit.page, 'german-doctor')
  await leave(visit)
})

test('a job, its steps and what it wrote', async () => {
  const made = (await bench.daemon.ask('POST', '/v1/snapshots', { vms: ['photos'], name: 'davor' })) as Job
  const moved = (await bench.daemon.ask('DELETE', '/v1/vms/old-forum')) as Job
  for (const { id } of [made, moved]) {
    const visit = await visitInGerman(`/jobs/${id}`)
    await visit.page.getByText('Schritte').waitFor()
    await picture(visit.page, `german-job-${id === made.id ? 'snapshot' : 'delete'}`)
    await leave(visit)
  }
  const visit = await visitInGerman('/jobs')
  await visit.page.getByText(/Schnappschuss davor von photos aufnehmen/).waitFor()
  await picture(visit.page, 'german-jobs')
  await leave(visit)
})

test('who reads English loads no German', async () => {
  const { page, leave } = await bench.visit('/vms/photos')
  const loaded = await page.evaluate<string[]>(
    'performance.getEntriesByType("resource").map(({ name }) => name)',
  )
  expect(loaded.filter((name) => name.includes('german'))).toEqual([])
  await leave()
})

interface Job {
  readonly id: string
}

function visitInGerman(path: string): Promise<Visit> {
  return bench.visit(path, { locale: 'de-DE' })
}

async function leave({ page, complaints, leave }: Visit): Promise<void> {
  await expectGerman(page.locator('body'))
  expect(await findBarriers(page)).toEqual([])
  expect(complaints).toEqual([])
  await leave()
}

async function expectGerman(part: Locator): Promise<void> {
  await expect.poll(() => part.locator('[lang=en]').allInnerTexts()).toEqual([])
}
