export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What browsers and phones paint round the page: its paper, as tokens.css has it. */
const paper = { light: '#faf7f2', dark: '#161411' } as const
const lights = ['light', 'dark'] as const

function frameOf(light: (typeof lights)[number]): Element | null {
  return document.querySelector(`meta[name="theme-color"][media*="${light}"]`)
}

const storedAs = 'kiste-theme'

export function readTheme(): Theme {
  const stored = localStorage.getItem(storedAs)
  return themes.find((theme) => theme === stored) ?? 'system'
}

/** Shows it, and remembers it for the next time; `system` is what is so without a word. */
export function applyTheme(theme: Theme): void {
  for (const light of lights)
    frameOf(light)?.setAttribute('content', paper[theme === 'system' ? light : theme])
  if (theme === 'system') {
    delete document.documentElement.dataset['theme']
    localStorage.removeItem(storedAs)
    return
  }
  document.documentElement.dataset['theme'] = theme
  localStorage.setItem(storedAs, theme)
}
