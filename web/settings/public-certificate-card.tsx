import { useState } from 'react'
import { ProblemList } from '../components/problem-list.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ProgressBar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { endWords, problemsOf, stepWords, type PublicCertificate } from './public-certificate.ts'
import styles from './settings.module.css'
import { TryCertificateDialog } from './try-certificate-dialog.tsx'

/** The certificate of an authority that browsers know: of whom, until when, what the last try came to, and one by hand. */
export function PublicCertificateCard({ known }: { readonly known: PublicCertificate }) {
  const { say, dateTime } = useWords()
  const [asked, setAsked] = useState<'try' | 'rehearsal'>()
  const { certificate, going, last, rehearsal, canRehearse, termsToAgree } = known
  const ended = (one: PublicCertificate['last'], isRehearsal: boolean) =>
    one && say('certificate.ended', { time: dateTime(one.begunAt), how: say(endWords(one, isRehearsal)) })
  return (
    <Card title={say('certificate.title', { authority: known.authority })}>
      <div className={styles.stack}>
        {going !== undefined && (
          <div role="status">
            <p>{say(going.rehearsal ? 'certificate.goingRehearsal' : 'certificate.going')}</p>
            <ProgressBar label={say(stepWords[going.step])} share={undefined} />
            <p className={styles.soft}>{say(stepWords[going.step])}</p>
          </div>
        )}
        {problemsOf(known, last).length > 0 && <ProblemList problems={problemsOf(known, last)} />}
        <Facts
          facts={[
            [say('certificate.names'), known.names.join(', ')],
            [say('certificate.issuer'), certificate?.issuer],
            [say('certificate.expires'), certificate && dateTime(certificate.expiresAt)],
            [say('certificate.last'), ended(last, false)],
            [say('certificate.next'), going === undefined && dateTime(known.nextTryAt)],
            [say('certificate.rehearsal'), ended(rehearsal, true)],
            [
              'SHA-256',
              certificate && (
                <span key="print" className={styles.print}>
                  {certificate.fingerprint}
                </span>
              ),
            ],
          ]}
        />
        {problemsOf(known, rehearsal).length > 0 && <ProblemList problems={problemsOf(known, rehearsal)} />}
        <div className={styles.row}>
          <Button look={certificate === undefined ? 'main' : 'plain'} onClick={() => setAsked('try')}>
            {say(termsToAgree === undefined ? 'certificate.try' : 'certificate.readTerms')}
          </Button>
          {canRehearse && (
            <Button onClick={() => setAsked('rehearsal')}>{say('certificate.rehearse')}</Button>
          )}
        </div>
      </div>
      {asked && (
        <TryCertificateDialog
          known={known}
          rehearsal={asked === 'rehearsal'}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  )
}
