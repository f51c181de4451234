import { Link } from 'wouter'
import { Say, useWords } from '../messages/use-words.tsx'
import { ToastList } from '../ui/toast-list.tsx'
import { closeToast, useToasts } from './toasts.ts'

export function ToastCorner() {
  const { say } = useWords()
  const toasts = useToasts().map(({ id, tone, message, href }) => ({
    id,
    tone,
    text: (
      <>
        <Say message={message} /> {href !== undefined && <Link href={href}>{say('toast.more')}</Link>}
      </>
    ),
  }))
  return (
    <ToastList toasts={toasts} label={say('toast.region')} close={say('toast.close')} onClose={closeToast} />
  )
}
