import type { Answer } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { Notice } from '../ui/notice.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import styles from './settings.module.css'

/** The link of an invitation, this once, also for a phone's camera. */
export function InvitationShown({
  invited: { user, link, secret, expiresAt },
  onClose,
}: {
  readonly invited: Answer<'createUser'>
  readonly onClose: () => void
}) {
  const { say, dateTime } = useWords()
  return (
    <Modal
      open
      onClose={() => undefined}
      title={say('users.invited', { name: user.name })}
      foot={
        <Button look="main" onClick={onClose}>
          {say('shown.given')}
        </Button>
      }
    >
      <Notice look="look">{say('shown.once')}</Notice>
      <div className={styles.scan}>
        {link !== undefined && <QrCode text={link} label={say('users.linkQr')} />}
        <div className={styles.stack}>
          <p>{say('users.invitedNext', { name: user.name, time: dateTime(expiresAt) })}</p>
          <CommandLine command={link ?? secret} copy={say('command.copy')} copied={say('command.copied')} />
        </div>
      </div>
    </Modal>
  )
}
