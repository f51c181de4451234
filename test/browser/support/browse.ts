import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import type { SeedData } from '../../../src/host/fake/seed-data.ts'
import { makeFakeDaemon, type Arrangements, type FakeDaemon } from './fake-daemon.ts'
import { setUp, type Person } from './people.ts'
import { openWire, type Wire } from './wire.ts'

export const pageFolder = resolve(import.meta.dirname, '../../../dist/web')

/** A browser, and the page as a daemon serves it. */
export interface Bench {
  readonly daemon: FakeDaemon
  readonly wire: Wire
  readonly origin: string
  /** The administrator; absent where nobody has followed the link of the first run yet. */
  readonly admin: Person | undefined
  /** Opens an address of the page in a browser that has never been there. */
  visit(path: string, options?: VisitOptions): Promise<Visit>
  close(): Promise<void>
}

export interface VisitOptions {
  readonly locale?: 'en-GB' | 'de-DE'
  readonly colorScheme?: 'light' | 'dark'
  readonly size?: keyof typeof sizes
  /** Who is signed in; the administrator unless told, `null` for nobody. */
  readonly as?: Person | null
  /** What is there once there is something to see; of who is signed in, no door that opens, but the page behind it. */
  readonly waitFor?: string
  /** Done before the address is opened. */
  readonly before?: (page: Page) => Promise<unknown>
}

export interface Visit {
  readonly page: Page
  /** What the browser complained of: errors, and what the policy of the page forbade. */
  readonly complaints: readonly string[]
  leave(): Promise<void>
}

export const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 780 },
  huge: { width: 3840, height: 2160 },
} as const

export async function openBench(
  seed: SeedData,
  { isSetUp = true, ...arrangements }: Arrangements & { readonly isSetUp?: boolean } = {},
): Promise<Bench> {
  const daemon = await makeFakeDaemon(seed, arrangements)
  await daemon.start()
  const wire = await openWire(daemon.port)
  // By this name a browser takes the address for one of this machine, where a session's cookie needs no TLS.
  const origin = `${arrangements.isEncrypted === true ? 'https' : 'http'}://localhost:${wire.port}`
  const admin = isSetUp ? await setUp(daemon, origin) : undefined
  const browser = await launch()
  return {
    daemon,
    wire,
    origin,
    admin,
    visit: (path, options) => visitWith(browser, origin, path, { as: admin ?? null, ...options }),
    async close() {
      await browser.close()
      await wire.close()
      await daemon.remove()
    },
  }
}

/** Debian's Chromium, or that which `KISTE_CHROMIUM` names. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['KISTE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

/** Opens an address of the page in a browser that has never been there, whoever serves it. */
export async function visitWith(
  browser: Browser,
  origin: string,
  path: string,
  {
    locale = 'en-GB',
    colorScheme = 'light',
    size = 'desktop',
    as,
    waitFor = as ? '#main h1' : 'h1',
    before,
  }: VisitOptions,
): Promise<Visit> {
  const options: BrowserContextOptions = {
    locale,
    colorScheme,
    viewport: sizes[size],
    timezoneId: 'Europe/Berlin',
    // The certificate is of an authority that this browser was not told to trust.
    ignoreHTTPSErrors: origin.startsWith('https:'),
    ...(size === 'phone' ? { hasTouch: true, isMobile: true } : {}),
  }
  const context = await browser.newContext(options)
  if (as) await context.addCookies([{ ...as.cookie, url: origin.replace('http:', 'https:'), secure: true }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await before?.(page)
  await page.goto(`${origin}${path}`)
  await page.locator(waitFor).first().waitFor()
  return { page, complaints, leave: () => context.close() }
}

const axeSource = await readFile(
  join(createRequire(import.meta.url).resolve('axe-core/package.json'), '../axe.min.js'),
  'utf8',
)

// At the edges of what floats stand guards that hand the focus on at once: nobody ever rests on one.

/** What keeps people from using what is shown, by axe-core: what it calls serious or critical. */
export async function findBarriers(page: Page): Promise<string[]> {
  const found = await lookForBarriers(page)
  // What began to fade while it was looked at was too faint for a moment: a barrier is one that is still there.
  return found.length === 0 ? [] : lookForBarriers(page)
}

async function lookForBarriers(page: Page): Promise<string[]> {
  // What fades in is too faint to read until it is there: measured then, not on the way.
  await untilStill(page)
  // The page's policy lets no foreign script in; the debugger may.
  await page.evaluate(axeSource)
  const found: unknown = await page.evaluate(
    `axe.run({ exclude: '[data-base-ui-focus-guard]' }, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(' | ')))`,
  )
  return found as string[]
}

async function untilStill(page: Page): Promise<void> {
  let moving: unknown
  for (let looks = 0; looks < 100; looks += 1) {
    moving = await page.evaluate(movements)
    if (JSON.stringify(moving) === '[]') return
    await page.waitForTimeout(50)
  }
  throw new Error(`It does not come to rest: ${JSON.stringify(moving)}`)
}

// What never ends, as a bar without a share does, is not waited for.
const movements = `document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ effect }) => effect.target.outerHTML)`

/** By how many pixels the page is wider than what shows it. */
export async function overflowPixels(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Fails unless it comes to be seen. */
export async function expectSeen(what: Locator): Promise<void> {
  await what.waitFor()
}
