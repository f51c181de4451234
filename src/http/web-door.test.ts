import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, ownOrigin, type Visitor } from './testing/visitor.ts'
import { sessionCookieName } from './session-cookie.ts'

let house: House
let admin: Visitor
beforeAll(async () => {
  house = await buildHouse()
  admin = await administrator(house)
})
afterAll(() => house.close())

const cookies = () => ({ [sessionCookieName]: admin.secret() ?? '' })
const json = { 'content-type': 'application/json', host: 'localhost:80' }

/** A change as a browser of the administrator's would send it, who was led to another page. */
const change = (headers: Readonly<Record<string, string>>, payload = '{}') =>
  house.web.inject({
    method: 'POST',
    url: '/v1/vms/web/pause?dryRun=true',
    headers: { ...json, ...headers },
    cookies: cookies(),
    payload,
  })

describe('a change that another page had a browser send', () => {
  it.each([
    ['says nothing of where it comes from', {}],
    ['comes from nowhere', { origin: 'null' }],
    ['comes from a sub-domain', { origin: 'http://evil.localhost:80' }],
    ['comes from another port', { origin: 'http://localhost:8080' }],
    ['comes without TLS or with', { origin: 'https://localhost:80' }],
    ['comes from a name that begins alike', { origin: 'http://localhost:80.evil.example' }],
    ['comes from elsewhere', { origin: 'http://evil.example' }],
    ['has an empty origin', { origin: '' }],
    ['comes from the same site, as the browser says', { origin: ownOrigin, 'sec-fetch-site': 'same-site' }],
    ['comes from another site, as the browser says', { origin: ownOrigin, 'sec-fetch-site': 'cross-site' }],
    ['forges who forwarded it', { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }],
  ])('%s', async (_what, headers) => {
    const answer = await change(headers)
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ problems: [{ code: 'forbidden' }] })
  })

  it('is done from this page', async () => {
    expect((await change({ origin: ownOrigin })).statusCode).toBe(200)
    expect((await change({ origin: ownOrigin, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200)
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'a body of %s is none, even from here',
    async (type) => {
      const answer = await change({ origin: ownOrigin, 'content-type': type }, '{"vms":["web"]}')
      expect(answer.statusCode).toBe(415)
    },
  )

  it('signing in is a change: nobody is signed in as somebody else without their doing', async () => {
    const answer = await house.web.inject({
      method: 'POST',
      url: '/v1/session',
      headers: { ...json, origin: 'http://evil.example' },
      payload: { name: 'anna', password: 'x' },
    })
    expect(answer.statusCode).toBe(403)
  })
})

describe('a program', () => {
  let token: string
  beforeEach(async () => {
    const answer = await admin.ask('POST', '/v1/tokens', {
      name: `p${Date.now()}${Math.random()}`.replace('.', ''),
      level: 'admin',
    })
    token = answer.json<{ secret: string }>().secret
  })
  const send = (headers: Readonly<Record<string, string>>) =>
    house.web.inject({
      method: 'POST',
      url: '/v1/vms/web/pause?dryRun=true',
      headers: { ...json, ...headers },
      payload: '{}',
    })

  it('brings a token and needs no origin', async () => {
    expect((await send({ authorization: `Bearer ${token}` })).statusCode).toBe(200)
    expect((await send({ authorization: `bearer  ${token}` })).statusCode).toBe(200)
  })

  it.each(['Bearer', 'Bearer ', 'Basic YTpi', 'Bearer x y', ''])(
    'with %j nobody is known',
    async (authorization) => {
      expect([401, 403]).toContain((await send({ authorization })).statusCode)
    },
  )

  it('that brings a wrong token is not taken for its cookie', async () => {
    const answer = await house.web.inject({
      url: '/v1/vms',
      headers: { ...json, authorization: 'Bearer kiste_x' },
      cookies: cookies(),
    })
    expect(answer.statusCode).toBe(401)
  })

  it('in a page from elsewhere gets nothing done', async () => {
    expect((await send({ authorization: `Bearer ${token}`, origin: 'http://evil.example' })).statusCode).toBe(
      403,
    )
  })
})

describe('a cookie', () => {
  it.each([
    ['is empty', ''],
    ['is of another', 'A'.repeat(43)],
    ['is very long', 'A'.repeat(5_000)],
    ['has SQL in it', "' OR 1=1 --"],
  ])('that %s lets nobody in', async (_what, value) => {
    const answer = await house.web.inject({ url: '/v1/vms', cookies: { [sessionCookieName]: value } })
    expect(answer.statusCode).toBe(401)
  })

  it('of the same name without its prefix is none', async () => {
    const answer = await house.web.inject({ url: '/v1/vms', cookies: { kiste: admin.secret() ?? '' } })
    expect(answer.statusCode).toBe(401)
  })
})
