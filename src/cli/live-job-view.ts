import {
  DefaultRenderer,
  Listr,
  ListrTaskState,
  type ListrDefaultRendererTask,
  type ListrEventManager,
  type ListrTaskObject,
  type SimpleRenderer,
} from 'listr2'
import type { JobAnswer } from '../contract/schemas/job.ts'
import { stepSeconds, type JobView } from './job-view.ts'
import { jobWords } from './job-words.ts'
import { liveLook } from './live-look.ts'
import type { Printer } from './printer.ts'
import { createProgressLine, type ProgressLine } from './progress.ts'
import { clean, fitWidth } from './terminal-text.ts'

type Step = JobAnswer['steps'][number]
type Row = ListrTaskObject<unknown, typeof DefaultRenderer, typeof SimpleRenderer>

/** Rates and what is left are of now, whether or not news came. */
const refreshMs = 200
/** Every job is queued for a moment; only one that stays so waits for another. */
const queuedLongMs = 1_000

/**
 * The jobs as rows that listr2 draws. It runs nothing: its tasks never end, and their states are set to what the daemon says, because
 * a step that was done can still be undone, and a job goes on when the one who watches leaves.
 */
export function createLiveView(err: Printer, jobs: readonly JobAnswer[]): JobView {
  const beganMs = performance.now()
  const latest = new Map(jobs.map((job) => [job.id, job]))
  const progress = new Map(jobs.map((job) => [job.id, createProgressLine()]))
  const steps = jobs.length === 1 ? (jobs[0]?.steps ?? []) : []
  const everyStep = steps.length + 2 < err.rows ? steps : []
  const rows = new Map<string, Row>()
  const sayings: string[] = []
  const allDrawn = deferred()
  const renderers: DefaultRenderer[] = []

  /** listr2 looks whether stdout is a terminal; this goes to stderr, which is one even in `id=$(kiste …)`. */
  class Renderer extends DefaultRenderer {
    static override nonTTY = true
    constructor(
      tasks: ListrDefaultRendererTask[],
      options: ConstructorParameters<typeof DefaultRenderer>[1],
      events: ListrEventManager,
    ) {
      super(tasks, options, events)
      renderers.push(this)
    }
  }

  const refresh = (): void => {
    const waited = performance.now() - beganMs >= queuedLongMs
    for (const job of latest.values()) {
      const line = progress.get(job.id)
      const suffix = everyStep.length > 0 ? jobSuffix(job, waited) : currentSuffix(job, waited, line)
      setRow(rows.get(job.id), jobState[job.state], rowTitle(err, job.title, suffix, 0))
      for (const [index, step] of job.steps.entries()) {
        const row = rows.get(stepKey(job, index))
        setRow(row, stepState[step.state], rowTitle(err, step.name, stepSuffix(job, step, line), 1))
      }
    }
    const [row] = rows.values()
    if (row) for (const sentence of sayings.splice(0)) row.output$ = clean(sentence)
  }
  const begin = (key: string, row: Row): void => {
    rows.set(key, row)
    refresh()
    if (rows.size === jobs.length + everyStep.length) allDrawn.resolve()
  }
  const list = new Listr<unknown, typeof DefaultRenderer>(
    jobs.map((job) => ({
      title: clean(job.title),
      rendererOptions: { bottomBar: Number.POSITIVE_INFINITY, persistentOutput: true },
      task: (_context, row) => {
        begin(job.id, row.task)
        if (everyStep.length === 0) return forever()
        return row.newListr(
          everyStep.map((step, index) => ({
            title: clean(step.name),
            task: (_inner, stepRow) => {
              begin(stepKey(job, index), stepRow.task)
              return forever()
            },
          })),
        )
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Ctrl-C is for `waitForJobs` to understand.
      registerSignalListeners: false,
      renderer: Renderer,
      rendererOptions: liveLook(err),
    },
  )
  void list.run()
  const timer = setInterval(refresh, refreshMs)
  timer.unref()
  return {
    update: (job) => {
      latest.set(job.id, job)
      refresh()
    },
    say: (sentence) => {
      sayings.push(sentence)
      refresh()
    },
    end: async () => {
      await allDrawn.promise
      clearInterval(timer)
      refresh()
      for (const renderer of renderers) renderer.end()
    },
  }
}

const stepState = {
  pending: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  undoing: ListrTaskState.ROLLING_BACK,
  done: ListrTaskState.COMPLETED,
  failed: ListrTaskState.FAILED,
  undone: ListrTaskState.ROLLED_BACK,
  left: ListrTaskState.FAILED,
} as const satisfies Record<Step['state'], ListrTaskState>

const jobState = {
  queued: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  cancelling: ListrTaskState.ROLLING_BACK,
  undoing: ListrTaskState.ROLLING_BACK,
  done: ListrTaskState.COMPLETED,
  undone: ListrTaskState.ROLLED_BACK,
  failed: ListrTaskState.FAILED,
} as const satisfies Record<JobAnswer['state'], ListrTaskState>

function setRow(row: Row | undefined, state: ListrTaskState, title: string): void {
  if (!row) return
  if (row.state !== state) row.state$ = state
  if (row.title !== title) row.title$ = title
}

function stepKey(job: JobAnswer, index: number): string {
  return `${job.id} ${index}`
}

function jobSuffix(job: JobAnswer, waited: boolean): string {
  if ('held' in job && job.held) return jobWords.holdsStill
  if (job.state === 'queued' && waited) return jobWords.waitsForLock
  if (job.state === 'undoing' || job.state === 'cancelling') return jobWords.undoing
  return ''
}

function currentSuffix(job: JobAnswer, waited: boolean, progress: ProgressLine | undefined): string {
  const step = 'step' in job ? job.steps.find(({ name }) => name === job.step) : undefined
  return step && !('held' in job && job.held)
    ? [step.name, stepSuffix(job, step, progress)].filter(Boolean).join('  ')
    : jobSuffix(job, waited)
}

function stepSuffix(job: JobAnswer, step: Step, progress: ProgressLine | undefined): string {
  if ('finishedAt' in step) return stepSeconds(step)
  if (job.state !== 'running' || job.step !== step.name || !job.progress) return ''
  return progress?.show(step.name, job.progress, performance.now()) ?? ''
}

/** A row never wraps: what stands behind the text gives way first. Two cells are the mark's, and two each level's. */
function rowTitle(err: Printer, text: string, suffix: string, level: number): string {
  const room = err.columns - 5 - level * 2
  const shown = fitWidth(clean(text), room)
  const behind = suffix === '' ? '' : `  ${clean(suffix)}`
  const whole = fitWidth(shown + behind, room)
  return err.render([shown, { style: 'dim', text: whole.startsWith(shown) ? whole.slice(shown.length) : '' }])
}

/** What listr2 waits for; nothing keeps the process alive. */
function forever(): Promise<void> {
  return new Promise(() => undefined)
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}
