import { useState } from 'react'
import { saveText } from '../components/save-text.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { Modal } from '../ui/modal.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './settings.module.css'

/** Shown this once; so it stays until somebody says that they have them. */
export function RecoveryCodes({
  codes,
  onKept,
}: {
  readonly codes: readonly string[]
  readonly onKept: () => void
}) {
  const { say } = useWords()
  const [isKept, setKept] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const text = codes.join('\n')
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Modal
      open
      onClose={() => undefined}
      title={say('totp.codes')}
      foot={
        <Button look="main" disabled={!isKept} onClick={onKept}>
          {say('totp.done')}
        </Button>
      }
    >
      <p>{say('totp.codesMeans')}</p>
      <ul className={styles.codes} aria-label={say('totp.codes')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.row}>
        {'clipboard' in navigator && (
          <Button onClick={copy}>{isCopied ? say('command.copied') : say('command.copy')}</Button>
        )}
        <Button onClick={() => saveText('kiste-recovery-codes.txt', `${text}\n`)}>
          {say('totp.download')}
        </Button>
      </div>
      <Notice look="look">{say('shown.once')}</Notice>
      <Check label={say('totp.kept')} checked={isKept} onChange={setKept} />
    </Modal>
  )
}
