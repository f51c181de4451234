import type { Page, Request, Route } from 'playwright-core'

/** A refusal as the daemon words one. */
export interface Refusal {
  readonly status: number
  readonly message: string
  readonly hint?: string
}

/** What becomes of what is asked: it waits, goes on to the daemon, is refused, or is answered in its place. */
export type Fate = 'held' | 'passed' | Refusal | { readonly answer: unknown }

/** Stands between a page and the daemon, for some of what the page asks. */
export interface Gate {
  /** How much has been asked so far. */
  count(): number
  /** What becomes of all that waits, and of all that is asked from now on. */
  let(fate: Fate): Promise<void>
}

export async function openGate(
  page: Page,
  isMeant: (request: Request) => boolean,
  first: Fate = 'held',
): Promise<Gate> {
  let fate = first
  let asked = 0
  let waiting: Route[] = []
  const settle = async (route: Route): Promise<void> => {
    if (fate === 'held') waiting.push(route)
    else if (fate === 'passed') await route.continue()
    else if ('answer' in fate) await route.fulfill({ status: 200, json: fate.answer })
    else await route.fulfill({ status: fate.status, json: bodyOf(fate) })
  }
  await page.route('**/v1/**', (route) => {
    if (!isMeant(route.request())) return route.fallback()
    asked += 1
    return settle(route)
  })
  return {
    count: () => asked,
    async let(next) {
      fate = next
      // Of some of these nobody waits for the answer any more, as something else was typed since: they end in nothing.
      const open = waiting
      waiting = []
      await Promise.allSettled(open.map(settle))
    },
  }
}

function bodyOf({ message, hint }: Refusal) {
  return {
    problems: [{ code: 'internal', message, ...(hint === undefined ? {} : { hint }) }],
    requestId: 'r-of-the-test',
  }
}

export function pathOf(request: Request): string {
  return new URL(request.url()).pathname
}

export function isDryRun(request: Request): boolean {
  return new URL(request.url()).searchParams.has('dryRun')
}
