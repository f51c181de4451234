import { Fragment, useId } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Said } from '../components/said.tsx'
import styles from './layout-choices.module.css'
import type { Layout } from './new-pool.ts'
import type { PoolLayouts } from '../api/answers.ts'

/** The planner's layouts side by side: what each leaves for VMs, what it survives, and which is best. */
export function LayoutChoices({
  answer,
  chosen,
  onChange,
}: {
  readonly answer: PoolLayouts
  readonly chosen: Layout | undefined
  readonly onChange: (layout: Layout) => void
}) {
  const { say, bytes, percent } = useWords()
  const name = useId()
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>{say('newPool.layout')}</legend>
      <p className={styles.reason}>
        <Said text={answer.reason} />
      </p>
      <div className={styles.list}>
        {answer.layouts.map((layout, index) => (
          <label key={layout.title} className={styles.choice}>
            <span className={styles.head}>
              <input type="radio" name={name} checked={layout === chosen} onChange={() => onChange(layout)} />
              <b>
                <Said text={layout.title} />
              </b>
              {index === 0 && answer.recommended && (
                <span className={styles.badge}>{say('newPool.recommended')}</span>
              )}
            </span>
            <span>
              <span className={styles.number}>{bytes(layout.usableBytes)}</span>{' '}
              <span className={styles.soft}>
                {say('newPool.usable', {
                  percent: percent(layout.rawBytes > 0 ? layout.usableBytes / layout.rawBytes : 0),
                })}
              </span>
            </span>
            <span className={layout.failuresSurvived === 0 ? styles.bad : ''}>
              {say('newPool.survives', { count: layout.failuresSurvived })}
              {layout.failuresAtBest > layout.failuresSurvived &&
                ` ${say('newPool.atBest', { count: layout.failuresAtBest })}`}
            </span>
            {layout.rebuild !== undefined && (
              <span className={styles.soft}>
                {say('newPool.rebuild')} <Said text={layout.rebuild} />
              </span>
            )}
            {layout.wastedBytes > 0 && (
              <span className={styles.soft}>
                {say('newPool.wasted', { size: bytes(layout.wastedBytes) })}
              </span>
            )}
            {layout.notes.length > 0 && (
              <span className={styles.soft}>
                {layout.notes.map((note) => (
                  <Fragment key={note}>
                    <Said text={note} />{' '}
                  </Fragment>
                ))}
              </span>
            )}
          </label>
        ))}
      </div>
      {answer.unused.length > 0 && (
        <ul className={styles.soft}>
          {answer.unused.map(({ drive, because }) => (
            <li key={drive}>
              {say('newPool.unused', { drive })} <Said text={because} />
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
