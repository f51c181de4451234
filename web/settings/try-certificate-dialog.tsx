import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { isWebAddress, tryBody, tryCommand, whyNoTry, type PublicCertificate } from './public-certificate.ts'
import styles from './settings.module.css'

/** Says what a try means before it is begun, and has the terms of the authority agreed to where that is due. */
export function TryCertificateDialog({
  known,
  rehearsal,
  onClose,
}: {
  readonly known: PublicCertificate
  readonly rehearsal: boolean
  readonly onClose: () => void
}) {
  const words = useWords()
  const { say, dateTime } = words
  const changed = useAccessChanged()
  const [agrees, setAgrees] = useState(false)
  const { authority, names, termsToAgree } = known
  const wish = { rehearsal, agrees }
  const whyNot = whyNoTry(known, wish, dateTime)
  return (
    <AskDialog
      title={say(rehearsal ? 'certificate.rehearse.title' : 'certificate.try.title')}
      label={say(rehearsal ? 'certificate.rehearse' : 'certificate.try')}
      whyNot={whyNot && sayMessage(words, whyNot)}
      command={tryCommand(known, wish)}
      send={async (close) => {
        await call('tryCertificate', { body: tryBody(known, wish) })
        close()
        await changed()
      }}
      onClose={onClose}
    >
      <p>
        {say(rehearsal ? 'certificate.rehearse.means' : 'certificate.try.means', {
          authority,
          names: names.join(', '),
        })}
      </p>
      {termsToAgree !== undefined && (
        <div className={styles.stack}>
          <p className={styles.print}>
            {isWebAddress(termsToAgree) ? (
              <a href={termsToAgree} target="_blank" rel="noreferrer">
                {termsToAgree}
              </a>
            ) : (
              termsToAgree
            )}
          </p>
          <Check label={say('certificate.agree', { authority })} checked={agrees} onChange={setAgrees} />
        </div>
      )}
    </AskDialog>
  )
}
