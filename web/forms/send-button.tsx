import type { ComponentProps } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'

/**
 * Sends what a dialog asks, once at a time. While that is on its way it says so and takes no other click, but keeps the focus: whoever uses
 * keys goes on from where they are when it is refused.
 */
export function SendButton({
  label,
  isBusy,
  onClick,
  ...rest
}: Omit<ComponentProps<typeof Button>, 'children' | 'aria-disabled'> & {
  readonly label: string
  readonly isBusy: boolean
}) {
  const { say } = useWords()
  return (
    <Button {...rest} aria-disabled={isBusy} aria-busy={isBusy} onClick={isBusy ? undefined : onClick}>
      {isBusy ? say('dialog.sending') : label}
    </Button>
  )
}
