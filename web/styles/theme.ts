export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const storedAs = 'kiste-theme'

export function readTheme(): Theme {
  const stored = localStorage.getItem(storedAs)
  return themes.find((theme) => theme === stored) ?? 'system'
}

/** Shows it, and remembers it for the next time; `system` is what is so without a word. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme']
    localStorage.removeItem(storedAs)
    return
  }
  document.documentElement.dataset['theme'] = theme
  localStorage.setItem(storedAs, theme)
}
