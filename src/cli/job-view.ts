import type { JobAnswer } from '../contract/schemas/job.ts'
import { formatSeconds } from './format.ts'
import type { Printer, Text } from './printer.ts'
import { createProgressLine, type ProgressLine } from './progress.ts'
import { fitWidth } from './terminal-text.ts'
import { jobWords } from './job-words.ts'

/** Shows jobs while they run. */
export interface JobView {
  update(job: JobAnswer): void
  /** A sentence between. */
  say(sentence: string): void
  /** Leaves the last state standing. */
  end(): void
}

const redrawMs = 100
/** Every job is queued for a moment; only one that stays so waits for another. */
const framesUntilWaiting = 10
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

/** On a terminal one line a step, drawn again as it changes; without one a plain line as each step ends. */
export function createJobView(err: Printer, jobs: readonly JobAnswer[]): JobView {
  return err.isTerminal ? createLiveView(err, jobs) : createPlainView(err, jobs)
}

function createPlainView(err: Printer, jobs: readonly JobAnswer[]): JobView {
  const reported = new Map<string, Set<string>>()
  const prefix = (job: JobAnswer): string => (jobs.length > 1 ? `${job.object.name}: ` : '')
  const update = (job: JobAnswer): void => {
    const seen = reported.get(job.id) ?? new Set()
    reported.set(job.id, seen)
    for (const step of job.steps) {
      if (!('finishedAt' in step)) continue
      const key = `${step.name}\n${step.state}`
      if (seen.has(key)) continue
      seen.add(key)
      err.line(`${prefix(job)}${stepWord(step.state)}: ${jobWords.stepDone(step.name, stepSeconds(step))}`)
    }
  }
  for (const job of jobs) {
    err.line(jobWords.begun(job.title, job.id))
    update(job)
  }
  return { update, say: (sentence) => err.line(sentence), end: () => undefined }
}

function createLiveView(err: Printer, jobs: readonly JobAnswer[]): JobView {
  const latest = new Map(jobs.map((job) => [job.id, job]))
  const progress = new Map(jobs.map((job) => [job.id, createProgressLine()]))
  let frame = 0
  let drawn = 0
  const erase = (): string => (drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '')
  const draw = (): void => {
    const shown = [...latest.values()]
    const everyStep = shown.length === 1 && (shown[0]?.steps.length ?? 0) + 2 < err.rows
    const lines = shown.flatMap((job) => {
      const line = progress.get(job.id)
      return everyStep ? stepLines(job, frame, err, line) : [jobLine(job, frame, err, line)]
    })
    err.raw(`${erase()}${lines.map((line) => `${line}\n`).join('')}`)
    drawn = lines.length
  }
  draw()
  const timer = setInterval(() => {
    frame++
    draw()
  }, redrawMs)
  timer.unref()
  return {
    update: (job) => void latest.set(job.id, job),
    say: (sentence) => {
      err.raw(erase())
      drawn = 0
      err.line(sentence)
      draw()
    },
    end: () => {
      clearInterval(timer)
      draw()
      drawn = 0
    },
  }
}

type Step = JobAnswer['steps'][number]

function stepLines(
  job: JobAnswer,
  frame: number,
  err: Printer,
  progress: ProgressLine | undefined,
): string[] {
  const head = jobSuffix(job, frame)
  return [
    line(err, [{ style: 'bold', text: job.title }], head),
    ...job.steps.map((step) =>
      line(
        err,
        ['  ', mark(step.state, frame, err.unicode), ` ${step.name}`],
        stepSuffix(job, step, progress),
      ),
    ),
  ]
}

function jobLine(job: JobAnswer, frame: number, err: Printer, progress: ProgressLine | undefined): string {
  const current = 'step' in job && job.step !== null ? job.step : undefined
  const step = job.steps.find((one) => one.name === current)
  const state = job.state === 'done' ? 'done' : job.state === 'queued' ? 'pending' : 'running'
  const shown = job.state === 'failed' || job.state === 'undone' ? job.state : state
  const suffix = step ? `${step.name}${stepSuffix(job, step, progress)}` : jobSuffix(job, frame)
  return line(err, [mark(shown, frame, err.unicode), ` ${job.title}`], suffix === '' ? '' : `  ${suffix}`)
}

function jobSuffix(job: JobAnswer, frame: number): string {
  if (job.state === 'queued' && frame >= framesUntilWaiting) return `  ${jobWords.waitsForLock}`
  if (job.state === 'undoing' || job.state === 'cancelling') return `  ${jobWords.undoing}`
  return ''
}

function stepSuffix(job: JobAnswer, step: Step, progress: ProgressLine | undefined): string {
  if ('finishedAt' in step) return `  ${stepSeconds(step)}`
  if (job.state === 'running' && job.step === step.name && job.progress)
    return `  ${progress?.show(step.name, job.progress, performance.now()) ?? ''}`
  return ''
}

/** A line that never wraps: the part behind the text gives way first. */
function line(err: Printer, parts: readonly Text[], suffix: string): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')
  const room = err.columns - 1
  if (fitWidth(text, room) !== text) return err.render([fitWidth(text, room)])
  const whole = fitWidth(text + suffix, room)
  return err.render([...parts, { style: 'dim', text: whole.slice(text.length) }])
}

function mark(state: Step['state'] | 'queued', frame: number, unicode: boolean): Text {
  switch (state) {
    case 'running':
    case 'undoing':
      return unicode ? (spinner[frame % spinner.length] ?? '') : ('|/-\\'[frame % 4] ?? '')
    case 'done':
      return { style: 'green', text: unicode ? '✓' : 'v' }
    case 'failed':
    case 'left':
      return { style: 'red', text: unicode ? '✗' : 'x' }
    case 'undone':
      return { style: 'yellow', text: unicode ? '↶' : '<' }
    case 'pending':
    case 'queued':
      return { style: 'dim', text: unicode ? '·' : '.' }
  }
}

function stepWord(state: 'done' | 'failed' | 'undone' | 'left'): string {
  return jobWords.stepState[state]
}

function stepSeconds(step: Extract<Step, { finishedAt: string }>): string {
  return formatSeconds((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000)
}
