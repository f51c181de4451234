import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { JobAnswer } from '../contract/schemas/job.ts'
import { createJobView } from './job-view.ts'
import { createPrinter } from './printer.ts'

const startedAt = '2026-03-01T10:00:00Z'
const ended = { startedAt, finishedAt: '2026-03-01T10:00:02Z' }
const head = {
  id: 'j1',
  kind: 'vm.create',
  title: 'Create VM web',
  object: { type: 'vm' as const, name: 'web' },
  locks: [],
  createdAt: startedAt,
}
const queued: JobAnswer = {
  ...head,
  state: 'queued',
  steps: [
    { name: 'Make a disk', state: 'pending' },
    { name: 'Define it', state: 'pending' },
  ],
}
const running: JobAnswer = {
  ...head,
  state: 'running',
  startedAt,
  step: 'Define it',
  steps: [
    { name: 'Make a disk', state: 'done', ...ended },
    { name: 'Define it', state: 'running', startedAt },
  ],
}
const undoing: JobAnswer = {
  ...head,
  state: 'undoing',
  startedAt,
  step: 'Make a disk',
  because: { why: 'cancelled' },
  steps: [
    { name: 'Make a disk', state: 'undone', ...ended },
    { name: 'Define it', state: 'failed', ...ended },
  ],
}

/** What is drawn last, without escape sequences. */
async function lastDrawn(
  jobs: readonly JobAnswer[],
  updates: readonly JobAnswer[],
  size: { readonly columns: number; readonly rows: number },
  sentence?: string,
  env: Readonly<Record<string, string>> = { LANG: 'C.UTF-8' },
): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY: true, ...size })
  const view = await createJobView(createPrinter(stream, env), jobs)
  for (const job of updates) view.update(job)
  if (sentence !== undefined) view.say(sentence)
  await view.end()
  const text = String(stream.read())
  return stripVTControlCharacters(text.slice(text.lastIndexOf('\u001b[G') + 1)).replace(/^\[G/, '')
}

const wide = { columns: 80, rows: 24 }

it('leaves a job that goes on as it is, and what was said below it', async () => {
  expect(await lastDrawn([queued], [running], wide, 'It goes on.')).toMatch(
    /^❯ Create VM web\n {2}✓ Make a disk {2}2\.0 s\n {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Define it\n\n› It goes on\.\n$/,
  )
})

it('says behind a job that it holds still', async () => {
  const problems = [{ code: 'no_space' as const, message: 'Full.' }]
  const held: JobAnswer = { ...running, held: { since: startedAt, problems } }
  expect(await lastDrawn([running], [held], wide)).toContain('Create VM web  holds still\n')
  const several = await lastDrawn([held, { ...queued, id: 'j2' }], [], wide)
  expect(several).toContain('Create VM web  holds still\n')
})

it('marks what is undone and what failed, also without Unicode', async () => {
  expect(await lastDrawn([running], [undoing], wide, undefined, { LANG: 'C' })).toMatch(
    /^[-<|/\\] Create VM web {2}turning back\n {2}< Make a disk {2}2\.0 s\n {2}x Define it {2}2\.0 s\n$/,
  )
})

it('shows a line a job when there are several, or too few rows', async () => {
  const other: JobAnswer = { ...queued, id: 'j2', title: 'Create VM db' }
  expect(await lastDrawn([running, other], [], wide)).toMatch(
    /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Create VM web {2}Define it\n· Create VM db\n$/,
  )
  expect(await lastDrawn([running], [], { columns: 80, rows: 4 })).toMatch(
    /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Create VM web {2}Define it\n$/,
  )
})

it('cannot be led astray by a hostile title, nor by a terminal that is too narrow', async () => {
  const evil: JobAnswer = { ...running, title: 'web\u001b]0;owned\u0007\nroot' }
  expect(await lastDrawn([evil], [], wide)).toContain(String.raw`❯ web\x1b]0;owned\x07\x0aroot` + '\n')
  expect(await lastDrawn([running], [], { columns: 0, rows: 0 })).toBe(
    'Create VM web (job j1)\ndone: Make a disk, 2.0 s\n',
  )
})
