import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { MemoryWish } from '../../src/domain/start-memory.ts'
import { problemsOf } from '../api/api-error.ts'
import { keys } from '../api/query-keys.ts'
import { jobTitle } from '../components/job-title.ts'
import { paths } from '../components/paths.ts'
import { PlanView } from '../components/plan-view.tsx'
import { ProblemList } from '../components/problem-list.tsx'
import { addToast } from '../components/toasts.ts'
import { vmActionRules, type VmAction } from '../components/vm-actions.ts'
import { watchJob } from '../components/watch-jobs.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { inTurns } from './in-turns.ts'
import {
  actionCommand,
  actionsThatAskGuest,
  memoryWaysOut,
  noOptions,
  previewAction,
  submitAction,
  type ActionOptions,
} from './vm-action-request.ts'
import styles from './vm-action-dialog.module.css'
import type { ApiProblem } from '../api/answers.ts'

export interface ActionWish {
  readonly action: VmAction
  readonly vms: readonly string[]
  /** How many were chosen too, and cannot. */
  readonly leftOut: number
}

/** Plans are asked for one by one, and nobody reads more than these. */
const plansShown = 8
const atOnce = 6

const memoryLabels: Readonly<Record<MemoryWish, MessageKey>> = {
  'shrink-arc': 'dialog.shrinkArc',
  overcommit: 'dialog.overcommit',
}

/** Shows what an action would do, and does it when told. */
export function VmActionDialog({
  wish,
  onClose,
}: {
  readonly wish: ActionWish
  readonly onClose: () => void
}) {
  const { action, vms, leftOut } = wish
  const { say } = useWords()
  const rule = vmActionRules[action]
  const [options, setOptions] = useState<ActionOptions>(noOptions)
  const [failures, setFailures] = useState<readonly ApiProblem[]>([])
  const [isBusy, setBusy] = useState(false)
  const shown = vms.slice(0, plansShown)
  const plans = useQueries({
    queries: shown.map((vm) => ({
      queryKey: keys.plan(rule.endpoint, [vm, options, action]),
      queryFn: ({ signal }: { signal: AbortSignal }) => previewAction(action, vm, options, signal),
      // A plan is about this moment.
      gcTime: 0,
      retry: false,
    })),
  })
  const problems = plans.flatMap(({ error }) => (error ? problemsOf(error) : []))
  const waysOut = action === 'start' && options.memory === undefined ? memoryWaysOut(problems) : []
  const isReady = plans.every(({ isPending }) => !isPending) && plans.some(({ isSuccess }) => isSuccess)

  const run = async () => {
    setBusy(true)
    const refused = await inTurns(vms, atOnce, async (vm): Promise<readonly ApiProblem[]> => {
      try {
        const job = await submitAction(action, vm, options)
        watchJob(job.id)
        if (vms.length === 1)
          addToast({
            tone: 'busy',
            message: { key: 'toast.begun', values: { title: jobTitle(job) } },
            about: job.id,
            href: paths.job(job.id),
          })
        return []
      } catch (error) {
        return problemsOf(error)
      }
    })
    setBusy(false)
    const all = refused.flat()
    setFailures(all)
    if (all.length > 0) return
    if (vms.length > 1)
      addToast({ tone: 'busy', message: { key: 'toast.begunMany', values: { count: vms.length } } })
    onClose()
  }

  return (
    <Modal
      open
      onClose={onClose}
      title={say(rule.question, { count: vms.length, name: vms[0] ?? '' })}
      foot={
        <>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
          <Button
            look={rule.forces ? 'danger' : 'main'}
            disabled={!isReady || isBusy}
            onClick={() => void run()}
          >
            {say(rule.label)}
          </Button>
        </>
      }
    >
      {rule.forces && <p>{say('dialog.forceMeans')}</p>}
      {leftOut > 0 && <p className={styles.soft}>{say('dialog.leftOut', { count: leftOut })}</p>}
      {shown.map((vm, index) => {
        const { data, error } = plans[index] ?? {}
        if (data) return <PlanView key={vm} plan={data} name={vms.length > 1 ? vm : undefined} />
        if (error) return <ProblemList key={vm} problems={problemsOf(error)} />
        return (
          <p key={vm} className={styles.soft}>
            {say('dialog.planning')}
          </p>
        )
      })}
      {vms.length > shown.length && (
        <p className={styles.soft}>{say('dialog.morePlans', { count: vms.length - shown.length })}</p>
      )}
      {waysOut.map((memory) => (
        <Button key={memory} onClick={() => setOptions({ ...options, memory })}>
          {say(memoryLabels[memory])}
        </Button>
      ))}
      {actionsThatAskGuest.includes(action) && (
        <Check
          label={say('dialog.forceAfter')}
          checked={options.forceAfter}
          onChange={(forceAfter) => setOptions({ ...options, forceAfter })}
        />
      )}
      {failures.length > 0 && <ProblemList problems={failures} />}
      <CommandLine
        command={actionCommand(action, vms, options)}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </Modal>
  )
}
