import type { Page } from 'playwright-core'

/** Presses Tab until what has this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await focusName(page)) === name) return
  }
  throw new Error(`Tab does not lead to ${name}.`)
}

/** What has the focus: by its name, that of its label, or what stands in it. */
export function focusName(page: Page): Promise<string> {
  return page.evaluate(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent.trim() ?? document.activeElement.textContent.trim()`,
  )
}
