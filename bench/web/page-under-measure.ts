import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launch } from '../../test/browser/support/browse.ts'
import { administrator, comeIn } from '../../test/browser/support/people.ts'

export interface PageUnderMeasure {
  readonly origin: string
  /** A browser that has never been there, with somebody signed in. */
  open<T>(look: (page: Page) => Promise<T>): Promise<T>
  /** Has somebody else give so many VMs that many CPUs, one after another. */
  change(wish: { readonly changes: number; readonly cpus: number }): void
}

/** Serves the page of a house with so many VMs while it is looked at. */
export async function withPage<T>(vmCount: number, look: (page: PageUnderMeasure) => Promise<T>): Promise<T> {
  const server = fork(fileURLToPath(new URL('page-server.ts', import.meta.url)), [String(vmCount)], {
    execArgv: ['--import', 'tsx'],
  })
  const browser = await launch()
  try {
    const [{ port, secret }] = (await once(server, 'message')) as [{ port: number; secret: string }]
    // By this name a browser takes the address for one of this machine, where a session's cookie needs no TLS.
    const origin = `http://localhost:${port}`
    const { cookie } = await comeIn(origin, '/v1/setup', { secret, ...administrator })
    return await look({
      origin,
      change: (wish) => void server.send(wish),
      async open(lookAt) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
        try {
          await context.addCookies([{ ...cookie, url: origin.replace('http:', 'https:'), secure: true }])
          return await lookAt(await context.newPage())
        } finally {
          await context.close()
        }
      },
    })
  } finally {
    await browser.close()
    server.disconnect()
    await once(server, 'exit')
  }
}
