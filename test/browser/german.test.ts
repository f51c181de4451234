import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DoctorReport } from '../../src/domain/doctor.ts'
import { findBarriers, openBench, type Bench, type Visit } from './support/browse.ts'
import { otherThan } from './support/other-than.ts'
import { setUpSecret } from './support/people.ts'
import { picture } from './support/pictures.ts'

// What the daemon says in English, the German page says in German: nothing in it is marked as another language's.

let bench: Bench

beforeAll(async () => {
  bench = await openBench('demo')
})

afterAll(() => bench.close())

test('a refusal says in German what is in the way, and what to do', async () => {
  await bench.daemon.ask('PATCH', '/v1/vms/build', { memoryMiB: 30_000 })
  const visit = await visitInGerman('/vms/build')
  const { page } = visit
  await page.getByText('29,3 GiB').first().waitFor()
  await page.getByRole('button', { name: 'Starten', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/build mit 30000 MiB hat keinen Platz: Von 32768 MiB werden gebraucht: /).waitFor()
  await expectGerman(dialog)
  await picture(page, 'german-refusal')
  await page.keyboard.press('Escape')
  await leave(visit)
})

test('a plan, and the job that comes of it', async () => {
  await bench.daemon.ask('PATCH', '/v1/vms/build', { memoryMiB: 2048 })
  const visit = await visitInGerman('/vms/build')
  const { page } = visit
  await page.getByText('6 CPUs · 2 GiB').waitFor()
  await page.getByRole('button', { name: 'Starten', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'build starten?' })
  await dialog.getByText('virsh start build').waitFor()
  await expectGerman(dialog)
  await picture(page, 'german-plan')
  await dialog.getByRole('button', { name: 'Starten' }).click()
  await page.getByText('build läuft.').waitFor()
  await leave(visit)
})

test('what the log of changes calls them', async () => {
  const visit = await visitInGerman('/settings/log')
  await visit.page.getByText('Eine VM starten · build').first().waitFor()
  await expectGerman(visit.page.locator('#main'))
  await leave(visit)
})

test('a problem of a field', async () => {
  const fresh = await openBench('demo', { isSetUp: false })
  const path = `/setup#${await setUpSecret(fresh.daemon)}`
  const { page } = await fresh.visit(path, { locale: 'de-DE', as: null })
  await page.getByLabel('Dein Name').fill('anna')
  await page.getByLabel('Passwort').fill('kurz')
  await page.getByRole('button', { name: 'Weiter' }).click()
  const problem = page.getByText('Dieses Passwort geht nicht: es hat 4 Zeichen, nötig sind 10.')
  await expect.poll(() => problem.count()).toBe(1)
  await fresh.close()
})

// The host in memory is well; this one is not.
const report: DoctorReport = {
  verdict: 'warn',
  sentence: 'VMs run here. Not installed: mmdebstrap (builds Debian images).',
  checks: [
    {
      id: 'accelerator',
      title: 'Virtualisation',
      state: 'warn',
      detail:
        'The CPU can virtualise, but the kernel module kvm_intel is not at work, so there is no usable /dev/kvm. Guests are emulated, which is many times slower.',
      remedy:
        'Run `modprobe kvm_intel` as root; if it says "not supported", switch virtualisation on in the firmware setup.',
    },
    {
      id: 'programs',
      title: 'Programs',
      state: 'warn',
      detail:
        'Not installed: mmdebstrap (builds Debian images), zstd (unpacks compressed images and packages).',
      remedy: 'apt install mmdebstrap zstd',
    },
    {
      id: 'disk',
      title: 'Disk space',
      state: 'fail',
      detail: '1.5 GiB of 100 GiB are free in /var/lib/kiste.',
    },
  ],
}

test('what the doctor found', async () => {
  const visit = await bench.visit('/', {
    locale: 'de-DE',
    before: (page) => page.route('**/v1/doctor', (asked) => asked.fulfill({ json: report })),
  })
  await visit.page.getByRole('heading', { name: 'Zum Ansehen' }).waitFor()
  await visit.page
    .getByText(
      'Es fehlen: mmdebstrap (baut Debian-Abbilder), zstd (packt komprimierte Abbilder und Pakete aus).',
    )
    .waitFor()
  await expectGerman(visit.page.locator('main'))
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
  await expectGerman(visit.page.locator('main'))
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
  // Every browser notes a refusal, which is what one of these is about.
  expect(otherThan(complaints, 507)).toEqual([])
  await leave()
}

async function expectGerman(part: Locator): Promise<void> {
  await expect.poll(() => part.locator('[lang=en]').allInnerTexts()).toEqual([])
}
