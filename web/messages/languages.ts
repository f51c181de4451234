/** What the page can speak. `pseudo` is English made longer and set in brackets, to see what does not fit and what is not translated. */
export const languages = ['en', 'de', 'pseudo'] as const
export type Language = (typeof languages)[number]

/** Those that people choose from, by their own names. */
export const languageNames = { en: 'English', de: 'Deutsch' } as const satisfies Partial<
  Record<Language, string>
>

export function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value)
}

/** What was asked for in the address, else chosen before, else the first of the browser's that we speak. */
export function pickLanguage(
  asked: string | null,
  chosen: string | null,
  preferred: readonly string[],
): Language {
  if (isLanguage(asked)) return asked
  if (isLanguage(chosen)) return chosen
  const spoken = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage)
  return spoken ?? 'en'
}

/** How numbers and times are written: as the browser does in that language, so that a Swiss reader sees Swiss ones. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const base = language === 'pseudo' ? 'en' : language
  return preferred.find((tag) => tag.toLowerCase().split('-')[0] === base) ?? base
}
