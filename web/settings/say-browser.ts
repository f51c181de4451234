import type { Message } from '../messages/message.ts'
import { browserName } from './browser-name.ts'

/** Which browser it is, in plain words. */
export function sayBrowser(agent: string): Message {
  const { browser, system } = browserName(agent)
  if (browser !== undefined && system !== undefined)
    return { key: 'sessions.browserOn', values: { browser, system } }
  const known = browser ?? system
  return known === undefined
    ? { key: 'sessions.unknownBrowser' }
    : { key: 'sessions.browser', values: { browser: known } }
}
