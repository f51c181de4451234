import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { ProgressBar } from '../ui/bar.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import type { Tone } from '../ui/tone.ts'
import styles from './job-steps.module.css'
import { Said } from './said.tsx'
import { sayProgress } from './say-progress.ts'
import type { Job } from '../api/answers.ts'

type Step = Job['steps'][number]

const stepStates: Readonly<Record<Step['state'], { readonly tone: Tone; readonly word: MessageKey }>> = {
  pending: { tone: 'off', word: 'step.pending' },
  running: { tone: 'busy', word: 'step.running' },
  undoing: { tone: 'busy', word: 'step.undoing' },
  done: { tone: 'ok', word: 'step.done' },
  failed: { tone: 'broken', word: 'step.failed' },
  undone: { tone: 'off', word: 'step.undone' },
  left: { tone: 'look', word: 'step.left' },
}

/** The steps of a job, with the command each stands for. */
export function JobSteps({ job, nowMs }: { readonly job: Job; readonly nowMs: number }) {
  const words = useWords()
  return (
    <ol className={styles.steps}>
      {job.steps.map((step) => {
        const { tone, word } = stepStates[step.state]
        const seconds = stepSeconds(step, nowMs)
        const progress = job.state === 'running' && job.step === step.name ? job.progress : undefined
        return (
          <li key={step.name} className={step.state === 'pending' ? styles.pending : ''}>
            <span className={styles.mark}>
              <StateMark tone={tone} />
            </span>
            <div className={styles.what}>
              <Said text={step.name} />
              {step.command !== undefined && <code>{step.command}</code>}
              {progress && (
                <>
                  <ProgressBar
                    label={words.translate(step.name).text}
                    share={
                      progress.total !== null && progress.total > 0
                        ? progress.done / progress.total
                        : undefined
                    }
                  />
                  <span className={styles.soft}>{sayProgress(words, progress)}</span>
                </>
              )}
            </div>
            <span className={styles.soft}>
              {words.say(word)}
              {seconds !== undefined && ` · ${words.duration(seconds)}`}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function stepSeconds(step: Step, nowMs: number): number | undefined {
  if (!('startedAt' in step)) return undefined
  const endMs = 'finishedAt' in step ? Date.parse(step.finishedAt) : nowMs
  return Math.max(0, endMs - Date.parse(step.startedAt)) / 1000
}
