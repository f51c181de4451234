import { useState } from 'react'
import { languageNames } from '../messages/languages.ts'
import { rememberLanguage } from '../messages/load-words.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { applyTheme, readTheme, themes, type Theme } from '../styles/theme.ts'
import { buttonClass } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import styles from './preferences.module.css'
import { useSwitchLanguage } from './switch-language.ts'

const themeNames: Readonly<Record<Theme, MessageKey>> = {
  system: 'theme.system',
  light: 'theme.light',
  dark: 'theme.dark',
}

/** The language and the light of the page; both are remembered in this browser. `isFramed`: as buttons that look like ones. */
export function Preferences({ isFramed = false }: { readonly isFramed?: boolean }) {
  const look = buttonClass(isFramed ? 'plain' : 'quiet')
  const { say, language } = useWords()
  const switchLanguage = useSwitchLanguage()
  const [theme, setTheme] = useState(readTheme)
  const chosen = language === 'pseudo' ? 'en' : language
  return (
    <div className={styles.row}>
      <MenuButton
        className={look}
        label={say('preferences.language')}
        title={say('preferences.languageIs', { language: languageNames[chosen] })}
        entries={(['en', 'de'] as const).map((id) => ({
          id,
          label: languageNames[id],
          isChosen: id === language,
          act: () => {
            rememberLanguage(id)
            switchLanguage(id)
          },
        }))}
      >
        {languageNames[chosen]}
      </MenuButton>
      <MenuButton
        className={look}
        label={say('preferences.theme')}
        title={say('preferences.themeIs', { theme: say(themeNames[theme]) })}
        entries={themes.map((id) => ({
          id,
          label: say(themeNames[id]),
          isChosen: id === theme,
          act: () => {
            applyTheme(id)
            setTheme(id)
          },
        }))}
      >
        {say(themeNames[theme])}
      </MenuButton>
    </div>
  )
}
