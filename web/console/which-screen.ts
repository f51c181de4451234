import { keep } from './kept.ts'

export const screens = ['serial', 'vnc'] as const
export type Screen = (typeof screens)[number]

const kept = keep<Screen>('kiste-console-screen', [...screens])

/** What is added to the address of a console, so that it opens with this screen. */
export function consoleSearch(screen: Screen): string {
  return `?screen=${screen}`
}

/** Which screen is shown: the one that the address names, else the one that was looked at last. */
export function firstScreen(search: string): Screen {
  const named = new URLSearchParams(search).get('screen')
  return screens.find((screen) => screen === named) ?? kept.read()
}

export function keepScreen(screen: Screen): void {
  kept.write(screen)
}
