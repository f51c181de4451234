import type { ReactNode } from 'react'
import type { ApiProblem, Job } from '../api/answers.ts'
import type { Wish } from '../api/wish.ts'
import { PlanView } from '../components/plan-view.tsx'
import { ProblemList } from '../components/problem-list.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { PlanAgain, Planning } from './planning.tsx'
import { SendButton } from './send-button.tsx'
import { useBegin } from './use-begin.ts'
import { useIsHere } from './use-is-here.ts'
import { usePlans } from './use-plans.ts'
import styles from './plan-dialog.module.css'

/** Plans are asked for one by one, and nobody reads more than these. */
const plansShown = 8

export interface NamedWish {
  /** What it is done to, said where there are several. */
  readonly name: string
  readonly wish: Wish
}

/** What is wrong with a field; said at the field then, and not once more below. */
export type ProblemOf = (field: string) => string | undefined

/**
 * Shows what a change would do and what one would type for it, and does it when told.
 * `children` are what can be chosen; they may ask what is wrong with each field that `fields` names.
 */
export function PlanDialog({
  title,
  label,
  isDanger = false,
  wishes,
  command,
  fields = [],
  canBegin = true,
  children,
  renderAfterPlan,
  onClose,
  onBegun,
}: {
  readonly title: string
  /** What the button says. */
  readonly label: string
  readonly isDanger?: boolean
  /** None while what is needed has not been given yet. */
  readonly wishes: readonly NamedWish[]
  readonly command: string
  readonly fields?: readonly string[]
  /** Whether what was filled in can be understood at all; the plan may be of what could. */
  readonly canBegin?: boolean
  readonly children?: ReactNode | ((problemOf: ProblemOf) => ReactNode)
  /** What answers the plan: ways out of what is in its way. */
  readonly renderAfterPlan?: (problems: readonly ApiProblem[]) => ReactNode
  readonly onClose: () => void
  readonly onBegun?: (jobs: readonly Job[]) => void
}) {
  const { say, translate } = useWords()
  const shown = wishes.slice(0, plansShown)
  const { each, isSettled, isAsking, again } = usePlans(shown.map(({ wish }) => wish))
  const isHere = useIsHere()
  const { begin, isBusy, problems: refused } = useBegin(isHere)
  const problems = each.flatMap((preview) => preview.problems)
  const isReady = isSettled && each.some(({ plan }) => plan !== undefined)
  const problemOf: ProblemOf = (field) => {
    const said = [...refused, ...problems].filter((problem) => fieldOf(problem) === field)
    return said.length === 0
      ? undefined
      : [...new Set(said.map(({ message }) => translate(message).text))].join(' ')
  }
  const beyondFields = (all: readonly ApiProblem[]) =>
    all.filter((problem) => !fields.includes(fieldOf(problem) ?? ''))

  const run = async () => {
    const { jobs, isWhole } = await begin(wishes.map(({ wish }) => wish))
    // Whoever has left meanwhile is somewhere else now, and stays there.
    if (!isHere()) return
    if (jobs.length > 0) onBegun?.(jobs)
    if (isWhole) onClose()
  }

  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      foot={
        <>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
          <SendButton
            label={label}
            isBusy={isBusy}
            look={isDanger ? 'danger' : 'main'}
            disabled={!isReady || !canBegin}
            onClick={() => void run()}
          />
        </>
      }
    >
      {typeof children === 'function' ? children(problemOf) : children}
      {shown.map(({ name }, index) => {
        const { plan, problems: wrong = [] } = each[index] ?? {}
        if (plan) return <PlanView key={name} plan={plan} name={wishes.length > 1 ? name : undefined} />
        const others = beyondFields(wrong)
        if (others.length > 0) return <ProblemList key={name} problems={others} />
        if (wrong.length > 0) return null
        return <Planning key={name} />
      })}
      {each.some(({ problems: wrong }) => beyondFields(wrong).length > 0) && (
        <PlanAgain isAsking={isAsking} again={again} />
      )}
      {wishes.length > shown.length && (
        <p className={styles.soft}>{say('dialog.morePlans', { count: wishes.length - shown.length })}</p>
      )}
      {renderAfterPlan?.(problems)}
      {beyondFields(refused).length > 0 && <ProblemList problems={beyondFields(refused)} />}
      <CommandLine command={command} copy={say('command.copy')} copied={say('command.copied')} />
    </Modal>
  )
}

/** `publish[1].hostPort` is filled in where `publish` is. */
function fieldOf({ field }: ApiProblem): string | undefined {
  return field?.split(/[.[]/)[0]
}
