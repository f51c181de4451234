import { Link } from 'wouter'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { paths } from '../components/paths.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './snapshot-files.module.css'

/** Where one is in a point of the past, and the way back to all of them. */
export function PlaceHead({
  vm,
  snapshot,
  title,
}: {
  readonly vm: string
  readonly snapshot: Snapshot
  readonly title: string
}) {
  const { say } = useWords()
  return (
    <div className={styles.head}>
      <Link href={paths.point(vm, { at: snapshot.id })}>{say('files.back')}</Link>
      <h2>{title}</h2>
    </div>
  )
}
