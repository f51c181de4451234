import { useWords } from '../messages/use-words.tsx'

/** A text of the daemon, which speaks English, in the language of the reader; marked where it could not be said in it. */
export function Said({ text }: { readonly text: string }) {
  const { text: said, lang } = useWords().translate(text)
  return <span lang={lang}>{said}</span>
}
