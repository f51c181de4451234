import { useRef } from 'react'
import { isAllowed } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { BlobImage } from './blob-image.tsx'
import styles from './thumbnail.module.css'
import { useInSight } from './use-in-sight.ts'
import { useScreenshot } from './use-screenshot.ts'

/** Twice as wide as it is shown, for fine screens; a width that all rows have alike is one picture for all who look. */
const widthPx = 112

/** A VM's screen, small, in a row of its list: asked for only while the row is in sight. One that has no screen now leaves its place empty. */
export function Thumbnail({ vm }: { readonly vm: Vm }) {
  return <span className={styles.slot}>{isAllowed('console', vm.status.state) && <Watched vm={vm} />}</span>
}

function Watched({ vm }: { readonly vm: Vm }) {
  const place = useRef<HTMLSpanElement>(null)
  const isInSight = useInSight(place)
  return (
    <span ref={place} className={styles.place}>
      {isInSight && <Shown vm={vm} />}
    </span>
  )
}

function Shown({ vm }: { readonly vm: Vm }) {
  const { say } = useWords()
  const { data, isError } = useScreenshot(vm, widthPx)
  if (!data || isError) return null
  return (
    <BlobImage blob={data} className={styles.picture} alt={say('console.pictureOf', { name: vm.name })} />
  )
}
