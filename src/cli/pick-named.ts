import { accessWords } from './access-words.ts'
import { CliError, usageError } from './cli-error.ts'
import type { Client } from './client.ts'
import { ofUser } from './find-user.ts'
import { words } from './words.ts'

/** Takes things back, one after the other. One that has gone by itself in the meantime is as it should be. */
export async function takeBack<Thing>(
  things: readonly Thing[],
  take: (thing: Thing) => Promise<unknown>,
): Promise<void> {
  for (const thing of things)
    try {
      await take(thing)
    } catch (error) {
      if (!(error instanceof CliError && error.problems[0].code === 'not_found')) throw error
    }
}

interface Picking<Thing> {
  readonly all: readonly Thing[]
  readonly named: readonly string[]
  readonly user: string | undefined
  /** What it is called where it is asked for. */
  readonly label: 'token' | 'session'
  readonly isNamed: (thing: Thing, name: string) => boolean
  readonly missing: (name: string) => { readonly message: string; readonly hint: string }
}

/** What is to be taken back: what is named, or all of somebody; throws with every name that is none before anything is. */
export async function pickNamed<Thing extends { readonly userId: string }>(
  client: Client,
  { all, named, user, label, isNamed, missing }: Picking<Thing>,
): Promise<readonly Thing[]> {
  if (named.length > 0 && user !== undefined) {
    const { message, hint } = words.usage.exclusive(`<${label}>`, '--user')
    throw usageError(message, { hint })
  }
  if (user !== undefined) return ofUser(client, all, user)
  if (named.length === 0) {
    const { message, hint } = accessWords.whichOne(label)
    throw usageError(message, { hint })
  }
  const found = named.map((name) => all.find((thing) => isNamed(thing, name)))
  const [first, ...others] = named
    .filter((_, index) => found[index] === undefined)
    .map((name) => ({ code: 'not_found' as const, object: { type: label, name }, ...missing(name) }))
  if (first !== undefined) throw new CliError([first, ...others])
  return [...new Set(found.filter((thing) => thing !== undefined))]
}
