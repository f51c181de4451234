import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Role } from '../../domain/rights.ts'
import { sessionCookieName } from '../session-cookie.ts'
import type { House } from './house.ts'

/** What `inject` says the host is, and so what a page of this address has as its origin. */
export const ownOrigin = 'http://localhost:80'
const host = { host: 'localhost:80' }

export const goodPassword = 'drei blaue Lampen'

/** A browser: keeps its cookie and says where its requests come from. */
export interface Visitor {
  ask(
    method: InjectOptions['method'] & string,
    url: string,
    payload?: object,
  ): Promise<LightMyRequestResponse>
  /** The secret of its session, once it is signed in. */
  secret(): string | undefined
}

export function visitor(house: Pick<House, 'web'>, headers: Readonly<Record<string, string>> = {}): Visitor {
  let secret: string | undefined
  return {
    secret: () => secret,
    ask: async (method, url, payload) => {
      const answer = await house.web.inject({
        method: method as 'GET',
        url,
        headers: { ...host, origin: ownOrigin, 'sec-fetch-site': 'same-origin', ...headers },
        ...(secret === undefined ? {} : { cookies: { [sessionCookieName]: secret } }),
        ...(payload === undefined ? {} : { payload }),
      })
      for (const { name, value } of answer.cookies)
        if (name === sessionCookieName) secret = value === '' ? undefined : value
      return answer
    },
  }
}

/** The first administrator, signed in. */
export async function administrator(house: House): Promise<Visitor> {
  const admin = visitor(house)
  const secret = house.access.doors.setUpSecret()
  await admin.ask('POST', '/v1/setup', { secret, name: 'anna', password: goodPassword })
  return admin
}

/** Somebody whom an administrator has let in, signed in. */
export async function member(
  house: House,
  wish: { readonly name: string; readonly role: Role; readonly vms?: readonly string[] },
): Promise<Visitor> {
  const { secret } = await house.access.users.create(wish)
  const guest = visitor(house)
  await guest.ask('POST', '/v1/invitation', { secret, password: goodPassword })
  return guest
}
