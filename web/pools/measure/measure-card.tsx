import type { ReactNode } from 'react'
import layout from '../../components/layout.module.css'
import type { Message } from '../../messages/message.ts'
import { Say, useWords } from '../../messages/use-words.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { measureWords, type Measure } from './measure-words.ts'
import styles from './measure.module.css'

/** One thing that can be measured: what came of it last, or what measuring it does, and the button that measures it. */
export function MeasureCard({
  measure,
  wasMeasured,
  whyNot,
  onMeasure,
  children,
}: {
  readonly measure: Measure
  readonly wasMeasured: boolean
  readonly whyNot: Message | undefined
  /** Absent for whoever may not. */
  readonly onMeasure: (() => void) | undefined
  readonly children?: ReactNode
}) {
  const { say } = useWords()
  const { title, means } = measureWords[measure]
  const open = wasMeasured ? 'measure.again' : 'measure.open'
  return (
    <Card title={say(title)}>
      <div className={layout.stack}>
        {wasMeasured ? children : <p className={layout.soft}>{say(means)}</p>}
        {onMeasure && (
          <div className={styles.act}>
            <Button
              disabled={whyNot !== undefined}
              onClick={onMeasure}
              aria-label={`${say(open)} ${say(title)}`}
            >
              {say(open)}
            </Button>
            {whyNot && (
              <span className={layout.soft}>
                <Say message={whyNot} />
              </span>
            )}
          </div>
        )}
      </div>
    </Card>
  )
}
