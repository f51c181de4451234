import { Fragment } from 'react'
import { Link } from 'wouter'
import { paths } from '../components/paths.ts'
import { Said } from '../components/said.tsx'
import { useWords } from '../messages/use-words.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { copyState, type Copy } from './copy-state.ts'
import styles from './copies.module.css'

/** How each VM is at each target. */
export function CopyTable({ copies }: { readonly copies: readonly Copy[] }) {
  const { say, dateTime } = useWords()
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{say('copies.column.vm')}</th>
          <th scope="col" className={styles.target}>
            {say('copy.target')}
          </th>
          <th scope="col">{say('copies.column.state')}</th>
          <th scope="col" className={styles.wide}>
            {say('copies.column.taken')}
          </th>
          <th scope="col" className={styles.wide}>
            {say('copies.column.newest')}
          </th>
        </tr>
      </thead>
      <tbody>
        {copies.map((copy) => {
          const { vm, target, last, failed } = copy
          const { tone, key } = copyState(copy)
          return (
            <Fragment key={`${vm}\n${target}`}>
              <tr>
                <th scope="row" className={styles.name}>
                  <Link href={paths.vm(vm, 'history')}>{vm}</Link>
                </th>
                <td className={styles.target}>{target}</td>
                <td>
                  <span className={styles.state}>
                    <StateMark tone={tone} />
                    {say(key)}
                  </span>
                  {last && <div className={styles.slim}>{dateTime(last.createdAt)}</div>}
                </td>
                <td className={styles.wide}>{last ? dateTime(last.createdAt) : '–'}</td>
                <td className={styles.wide}>{last?.id ?? '–'}</td>
              </tr>
              {failed !== undefined && (
                <tr className={styles.because}>
                  <td colSpan={5}>
                    {say('copy.failed')} <Said text={failed} />
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
    </table>
  )
}
