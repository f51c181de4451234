import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { Notice } from '../ui/notice.tsx'

/** A new token, this once, and how a program uses it. */
export function TokenShown({
  name,
  secret,
  onClose,
}: {
  readonly name: string
  readonly secret: string
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const words = { copy: say('command.copy'), copied: say('command.copied') }
  return (
    <Modal
      open
      onClose={() => undefined}
      title={say('tokens.shown', { name })}
      foot={
        <Button look="main" onClick={onClose}>
          {say('shown.kept')}
        </Button>
      }
    >
      <Notice look="look">{say('shown.once')}</Notice>
      <CommandLine command={secret} {...words} />
      <p>{say('tokens.use')}</p>
      <CommandLine
        command={`curl -H 'Authorization: Bearer ${secret}' ${window.location.origin}/v1/vms`}
        {...words}
      />
    </Modal>
  )
}
