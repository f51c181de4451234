import { createContext, use, type ReactNode } from 'react'
import type { Message } from './message.ts'
import { sayMessage } from './say-message.ts'
import type { Words } from './translator.ts'

const WordsContext = createContext<Words | undefined>(undefined)

export function WordsProvider({ words, children }: { readonly words: Words; readonly children: ReactNode }) {
  return <WordsContext value={words}>{children}</WordsContext>
}

export function useWords(): Words {
  const words = use(WordsContext)
  if (!words) throw new Error('There are no words here: nothing above is a WordsProvider.')
  return words
}

/** A decided sentence, said in the language of the reader. */
export function Say({ message }: { readonly message: Message }) {
  return sayMessage(useWords(), message)
}
