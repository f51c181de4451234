import type { Page } from 'playwright-core'

/** Presses Tab until what has this name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await focusName(page)
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
  }
  throw new Error(`Tab does not lead to ${name}.`)
}

/** What has the focus, by what it is called. */
export function focusName(page: Page): Promise<string> {
  return page.evaluate(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent.trim() ?? document.activeElement.textContent.trim()`,
  )
}
