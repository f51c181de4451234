import { useWords } from '../messages/use-words.tsx'
import styles from './said.module.css'

/** A text of the daemon, which speaks English, in the language of the reader; marked where it could not be said in it. */
export function Said({ text }: { readonly text: string }) {
  const { text: said, lang } = useWords().translate(text)
  return <span lang={lang}>{said.split(option).map(keepWhole)}</span>
}

// Every second part of a text that is split by this is an option of a command; a browser would break it behind its dashes.
const option = /(--[a-z][a-z-]*)/

function keepWhole(part: string, index: number) {
  return index % 2 === 0 ? (
    part
  ) : (
    <span key={index} className={styles.option}>
      {part}
    </span>
  )
}
