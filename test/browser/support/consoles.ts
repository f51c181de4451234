import type { CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'

/** As a German keyboard sends it: Y and Z are swapped, and AltGr is the system's business. */
export const germanEcho = [
  ['KeyE', 'e'],
  ['KeyC', 'c'],
  ['KeyH', 'h'],
  ['KeyO', 'o'],
  ['Space', ' '],
  ['KeyZ', 'y'],
  ['KeyY', 'z'],
  ['KeyZ', 'Y'],
  ['BracketLeft', 'ü'],
  ['Minus', 'ß'],
  ['KeyQ', '@'],
  ['Minus', '\\'],
  ['BracketRight', '~'],
] as const

export async function pressKey(keys: CDPSession, code: string, key: string): Promise<void> {
  const windowsVirtualKeyCode = code.startsWith('Key') ? key.toUpperCase().charCodeAt(0) : 0
  await keys.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key, text: key, windowsVirtualKeyCode })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key, windowsVirtualKeyCode })
}

export async function focusText(page: Page): Promise<void> {
  await expectText(page, /#/)
  await page.locator('.xterm-helper-textarea').focus()
}

export async function typeInto(page: Page, text: string): Promise<void> {
  await focusText(page)
  await page.keyboard.type(text)
}

export async function expectText(page: Page, text: RegExp, limitMs = 20_000): Promise<void> {
  await expect
    .poll(async () => (await page.locator('.xterm-rows').innerText()).replaceAll('\u00a0', ' '), {
      timeout: limitMs,
    })
    .toMatch(text)
}

/** What is drawn: how large, its upper left corner, and how many colours there are down its left edge. */
export async function canvasOf(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('[role=application]')
    if (!canvas || canvas.width === 0) return undefined
    const { data } = canvas.getContext('2d').getImageData(0, 0, 1, canvas.height)
    const pixels = Array.from({ length: canvas.height }, (_, row) => data.slice(4 * row, 4 * row + 4).join())
    return { width: canvas.width, height: canvas.height, corner: pixels[0], colours: new Set(pixels).size }
  })()`)
}
