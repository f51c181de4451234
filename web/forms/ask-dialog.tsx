import { useId, type ReactNode } from 'react'
import { ProblemList } from '../components/problem-list.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './ask-dialog.module.css'
import type { ProblemOf } from './plan-dialog.tsx'
import { SendButton } from './send-button.tsx'
import { useIsHere } from './use-is-here.ts'
import { useSubmit } from './use-submit.ts'

/**
 * Asks before something is changed that is done at once, and so is no job with a plan: it says itself what that means. What is filled in
 * is sent by Enter, too. `command` is what one would type for it, where there is such a thing.
 */
export function AskDialog({
  title,
  label,
  isDanger = false,
  whyNot,
  fields = [],
  command,
  send,
  onClose,
  children,
}: {
  readonly title: string
  /** What the button says. */
  readonly label: string
  readonly isDanger?: boolean
  /** Why it cannot be sent yet. */
  readonly whyNot?: string | undefined
  /** Those whose problems are said where they are filled in. */
  readonly fields?: readonly string[]
  readonly command?: string | undefined
  /** Rejects with what is wrong, which is shown. `close` does nothing where somebody has left meanwhile, and may have opened another. */
  readonly send: (close: () => void) => Promise<void>
  readonly onClose: () => void
  readonly children?: ReactNode | ((problemOf: ProblemOf) => ReactNode)
}) {
  const { say } = useWords()
  const id = useId()
  const isHere = useIsHere()
  const form = useSubmit(() => send(() => isHere() && onClose()), isHere)
  const others = form.othersThan(fields)
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
            isBusy={form.isBusy}
            type="submit"
            form={id}
            look={isDanger ? 'danger' : 'main'}
            disabled={whyNot !== undefined}
          />
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={form.onSubmit}>
        {typeof children === 'function' ? children(form.problemOf) : children}
        {whyNot !== undefined && <Notice look="look">{whyNot}</Notice>}
        {others.length > 0 && <ProblemList problems={others} />}
      </form>
      {command !== undefined && (
        <CommandLine command={command} copy={say('command.copy')} copied={say('command.copied')} />
      )}
    </Modal>
  )
}
