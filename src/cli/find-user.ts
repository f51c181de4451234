import { CliError } from './cli-error.ts'
import type { Client } from './client.ts'
import { accessWords } from './access-words.ts'

/** Somebody by name, in whatever case, or by id, as the daemon finds them. */
export async function findUser(
  client: Client,
  wished: string,
): Promise<{ readonly id: string; readonly name: string }> {
  const users = await client.call('listUsers', {})
  const found =
    users.find(({ name }) => name.toLowerCase() === wished.toLowerCase()) ??
    users.find(({ id }) => id === wished)
  if (found !== undefined) return found
  throw new CliError([
    { code: 'not_found', object: { type: 'user', name: wished }, ...accessWords.noUser(wished) },
  ])
}

/** Of things that belong to people: all, or those of one. */
export async function ofUser<Thing extends { readonly userId: string }>(
  client: Client,
  things: readonly Thing[],
  user: string | undefined,
): Promise<readonly Thing[]> {
  if (user === undefined) return things
  const { id } = await findUser(client, user)
  return things.filter(({ userId }) => userId === id)
}
