/** A text of the daemon as it is shown; `lang` where it is not in the language of the page. */
export interface Said {
  readonly text: string
  readonly lang?: 'en' | undefined
}

export type Translate = (text: string) => Said

/** In a language for which there is nothing to translate. */
export const asItIs: Translate = (text) => ({ text })

/** In German as long as this is not loaded yet: as it is, and marked as English. */
export const notYet: Translate = (text) => ({ text, lang: 'en' })
