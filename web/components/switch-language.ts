import { createContext, use } from 'react'
import type { Language } from '../messages/languages.ts'

/** Has the whole page speak another language. */
export const SwitchLanguage = createContext<(language: Language) => void>(() => undefined)

export function useSwitchLanguage(): (language: Language) => void {
  return use(SwitchLanguage)
}
