import { pickLanguage, type Language } from './languages.ts'
import { notYet } from './daemon/said.ts'
import { createWords, type Catalogue, type Words } from './translator.ts'

const storedAs = 'kiste-language'

// Only the language that is spoken is loaded.
const catalogues: Readonly<Record<Language, () => Promise<{ readonly default: Catalogue }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  pseudo: () => import('./en.json'),
}

/** The words this reader wants, by the address, what they chose before, or their browser. */
export async function loadWords(): Promise<Words> {
  const asked = new URLSearchParams(location.search).get('lang')
  return loadLanguage(pickLanguage(asked, localStorage.getItem(storedAs), navigator.languages))
}

export async function loadLanguage(language: Language): Promise<Words> {
  const { default: catalogue } = await catalogues[language]()
  document.documentElement.lang = language === 'pseudo' ? 'en' : language
  return createWords(language, catalogue, navigator.languages)
}

/** The same words once what the daemon says can be said with them, too; undefined where there is nothing to wait for. */
export async function completeWords(words: Words): Promise<Words | undefined> {
  if (words.translate !== notYet) return undefined
  const [{ createTranslate }, { germanTexts }] = await Promise.all([
    import('./daemon/translate.ts'),
    import('./daemon/german.ts'),
  ])
  return { ...words, translate: createTranslate(germanTexts) }
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(storedAs, language)
}
