import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { paths } from '../components/paths.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Notice } from '../ui/notice.tsx'
import { Said } from '../components/said.tsx'
import styles from './pool-doctor.module.css'
import type { AskPool } from './pool-ask.ts'
import { remedyStep } from './remedy-question.ts'
import type { Pool, PoolHealth, PoolRemedy } from '../api/answers.ts'

/** What the doctor says, in the order in which people ask; what he says himself is in English. */
export function PoolDoctor({
  pool,
  health,
  ask,
}: {
  readonly pool: Pool
  readonly health: PoolHealth
  readonly ask: AskPool | undefined
}) {
  const { say } = useWords()
  const serious = health.findings.filter(({ severity }) => severity !== 'info')
  const asides = health.findings.filter(({ severity }) => severity === 'info')
  const causes = [...new Set(serious.flatMap((finding) => finding.causes))]
  return (
    <Card title={say('poolDoctor.title')}>
      <div className={styles.answers}>
        {serious.length === 0 ? (
          <p>{say('poolDoctor.well')}</p>
        ) : (
          <Answer to={say('poolDoctor.what')}>
            <Lines lines={serious.map(({ sentence }) => sentence)} />
          </Answer>
        )}
        {(serious.length > 0 || health.losses.state !== 'none') && (
          <Answer to={say('poolDoctor.lost')}>
            <Losses losses={health.losses} vms={pool.vms.length} />
          </Answer>
        )}
        {health.devices.length > 0 && (
          <Answer to={say('poolDoctor.which')}>
            <Lines lines={health.devices.map(({ name }) => name)} />
          </Answer>
        )}
        {health.beware.length > 0 && (
          <Notice look="look">
            {health.beware.map((sentence) => (
              <Said key={sentence} text={sentence} />
            ))}
          </Notice>
        )}
        {health.next.length > 0 && (
          <Answer to={say('poolDoctor.next')}>
            <ol className={styles.steps}>
              {health.next.map((remedy, index) => (
                <li key={remedy.text}>
                  <Remedy
                    remedy={remedy}
                    pool={pool}
                    ask={ask}
                    isFirst={index === firstButton(health, pool)}
                  />
                </li>
              ))}
            </ol>
          </Answer>
        )}
        {causes.length > 0 && (
          <Answer to={say('poolDoctor.why')}>
            <Lines lines={causes} />
          </Answer>
        )}
        {asides.length > 0 && (
          <Answer to={say('poolDoctor.besides')}>
            <Lines lines={asides.map(({ sentence }) => sentence)} />
          </Answer>
        )}
      </div>
    </Card>
  )
}

/** The one thing to do next; what hands have to do comes before it, and is no button. */
function firstButton({ next }: PoolHealth, pool: Pool): number {
  return next.findIndex((remedy) => remedyStep(remedy, pool).is === 'button')
}

function Answer({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <div>
      <h3 className={styles.question}>{to}</h3>
      {children}
    </div>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line}>
          <Said text={line} />
        </li>
      ))}
    </ul>
  )
}

function Losses({ losses, vms }: { readonly losses: PoolHealth['losses']; readonly vms: number }) {
  const { say } = useWords()
  switch (losses.state) {
    case 'none':
      return <p>{say('poolDoctor.nothingLost', { count: vms })}</p>
    case 'unknown':
      return <p>{say('poolDoctor.lossUnknown')}</p>
    case 'some':
      return (
        <>
          <p>{say('poolDoctor.someLost')}</p>
          <Lines lines={losses.objects} />
          {losses.more > 0 && <p>{say('poolDoctor.moreLost', { count: losses.more })}</p>}
        </>
      )
  }
}

function Remedy({
  remedy,
  pool,
  ask,
  isFirst,
}: {
  readonly remedy: PoolRemedy
  readonly pool: Pool
  readonly ask: AskPool | undefined
  readonly isFirst: boolean
}) {
  const { say } = useWords()
  const step = remedyStep(remedy, pool)
  if (step.is === 'link')
    return (
      <Link className={buttonClass()} href={paths.vm(step.vm, 'history')}>
        {say(step.label, { name: step.name })}
      </Link>
    )
  if (step.is === 'text' && remedy.kind === 'by-hand')
    return (
      <p>
        <Said text={remedy.text} />
      </p>
    )
  return (
    <>
      {step.is === 'button' && ask && (
        <Button look={isFirst ? 'main' : 'plain'} onClick={() => ask(step.question)}>
          {say(step.label, { name: step.name })}
        </Button>
      )}
      {(isFirst || step.is === 'text' || !ask) && (
        <CommandLine command={remedy.text} copy={say('command.copy')} copied={say('command.copied')} />
      )}
    </>
  )
}
