import type { FakeDaemon } from './fake-daemon.ts'

export const administrator = { name: 'anna', password: 'drei blaue Lampen' } as const

/** What the browsers of people say that they are. */
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const cookieName = '__Host-kiste'

/** Somebody who is signed in, as the browser of theirs knows it. */
export interface Person {
  readonly cookie: { readonly name: string; readonly value: string }
  /** What a page in their browser would ask. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
}

/** What is only asked by those who have come in, and how they come in, over the address that browsers use. */
export function personOf(origin: string, value: string): Person {
  return {
    cookie: { name: cookieName, value },
    ask: async (method, path, body) => {
      const answer = await send(origin, method, path, body, `${cookieName}=${value}`)
      return JSON.parse(await answer.text()) as unknown
    },
  }
}

/** Goes through a door; throws what it says when it stays shut. */
export async function comeIn(origin: string, door: string, wish: object): Promise<Person> {
  const answer = await send(origin, 'POST', door, wish)
  const [, value] = new RegExp(`${cookieName}=([^;]+)`).exec(answer.headers.get('set-cookie') ?? '') ?? []
  if (value === undefined) throw new Error(`${door} stays shut: ${await answer.text()}`)
  return personOf(origin, value)
}

/** The first run, by the link that the terminal prints. */
export async function setUp(daemon: FakeDaemon, origin: string): Promise<Person> {
  return comeIn(origin, '/v1/setup', { secret: await setUpSecret(daemon), ...administrator })
}

export async function setUpSecret(daemon: FakeDaemon): Promise<string> {
  const { secret } = (await daemon.ask('GET', '/v1/setup')) as { readonly secret?: string }
  if (secret === undefined) throw new Error('It is set up already.')
  return secret
}

function send(origin: string, method: string, path: string, body?: unknown, cookie?: string) {
  return fetch(`${origin}${path}`, {
    method,
    headers: {
      origin,
      'user-agent': agent,
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}
