import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Problem } from '../domain/problem.ts'
import { authenticator, type Authenticator, type Change } from './testing/authenticator.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, goodPassword, member, ownOrigin, visitor, type Visitor } from './testing/visitor.ts'

let house: House
let anna: Visitor
let device: Authenticator
let now: Date
// A browser leaves out the port that its scheme has by itself.
const origin = ownOrigin

beforeEach(async () => {
  now = new Date('2027-01-01T12:00:00Z')
  house = await buildHouse({ accessNow: () => now })
  anna = await administrator(house)
  device = authenticator(origin)
})
afterEach(() => house.close())

const begin = (who: Visitor, password = goodPassword) =>
  who.ask('POST', '/v1/account/passkeys/options', { password })
const add = async (who = anna, change: Change = {}, from = device) => {
  const options = (await begin(who)).json<{ challenge: string }>()
  return who.ask('POST', '/v1/account/passkeys', { name: 'phone', response: from.create(options, change) })
}
const options = async (guest: Visitor) =>
  (await guest.ask('POST', '/v1/session/passkey/options', {})).json<{ challenge: string }>()
const enter = async (change: Change = {}, guest = visitor(house)) =>
  guest.ask('POST', '/v1/session/passkey', { response: device.get(await options(guest), change) })
const codesOf = (answer: { json: () => unknown }) =>
  (answer.json() as { problems: Problem[] }).problems.map(({ code }) => code)

it('is made, shown, used, and taken back', async () => {
  expect((await add()).statusCode).toBe(200)
  const guest = visitor(house)
  const answer = await enter({}, guest)
  expect(answer.json()).toMatchObject({ state: 'signed-in', name: 'anna' })
  expect((await guest.ask('GET', '/v1/vms')).statusCode).toBe(200)
  const [shown] = (await anna.ask('GET', '/v1/account/passkeys')).json<{ id: string }[]>()
  expect(shown).toEqual({
    id: device.id,
    name: 'phone',
    site: 'localhost',
    createdAt: now.toISOString(),
    usedAt: now.toISOString(),
  })
  await anna.ask('DELETE', `/v1/account/passkeys/${device.id}`)
  expect((await enter()).statusCode).toBe(401)
})

it('is not made by whoever has got hold of a session alone', async () => {
  expect(codesOf(await begin(anna, 'wrong'))).toEqual(['forbidden'])
  expect((await anna.ask('POST', '/v1/account/passkeys/options', {})).statusCode).toBe(400)
})

it('asks for no code, as it is two factors itself', async () => {
  await add()
  const { user } = { user: house.access.users.list()[0] }
  expect(user).toMatchObject({ passkeys: 1 })
  expect((await enter()).statusCode).toBe(200)
})

describe('is not taken', () => {
  it.each<[string, Change]>([
    ['from another page', { origin: 'https://evil.example' }],
    ['for another site', { site: 'evil.example' }],
    ['without a finger', { verified: false }],
    ['signed with another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
  ])('%s', async (_what, change) => {
    await add()
    const answer = await enter(change)
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
    if (change.key === undefined)
      expect((await add(anna, change, authenticator(origin))).statusCode).toBe(401)
  })

  it('twice, too late, or for a challenge of somebody else', async () => {
    await add()
    const guest = visitor(house)
    const asked = await options(guest)
    const response = device.get(asked)
    expect((await guest.ask('POST', '/v1/session/passkey', { response })).statusCode).toBe(200)
    expect((await guest.ask('POST', '/v1/session/passkey', { response })).statusCode).toBe(401)

    const late = await options(guest)
    now = new Date(now.getTime() + 5 * 60_000)
    expect((await guest.ask('POST', '/v1/session/passkey', { response: device.get(late) })).statusCode).toBe(
      401,
    )

    const forAnna = (await anna.ask('POST', '/v1/account/passkeys/options', {})).json<{ challenge: string }>()
    expect(
      (await guest.ask('POST', '/v1/session/passkey', { response: device.get(forAnna) })).statusCode,
    ).toBe(401)
    const bert = await member(house, { name: 'bert', role: 'admin' })
    const other = authenticator(origin).create(forAnna)
    expect((await bert.ask('POST', '/v1/account/passkeys', { name: 'x', response: other })).statusCode).toBe(
      401,
    )
  })

  it('of somebody who is kept out', async () => {
    const bert = await member(house, { name: 'bert', role: 'viewer' })
    await add(bert)
    await anna.ask('PATCH', '/v1/users/bert', { disabled: true })
    expect((await enter()).statusCode).toBe(401)
  })

  it.each([{}, { id: 1 }, { id: 'x' }, { id: 'x', response: null }, { response: { clientDataJSON: 'x' } }])(
    'when it is %j',
    async (response) => {
      const answer = await visitor(house).ask('POST', '/v1/session/passkey', { response })
      expect(codesOf(answer)).toEqual(['not_signed_in'])
      expect((await anna.ask('POST', '/v1/account/passkeys', { name: 'x', response })).statusCode).toBe(401)
    },
  )
})

it('is called something else, by its owner alone, and works as before', async () => {
  await add()
  const rename = (who: Visitor, name: string, id = device.id) =>
    who.ask('PATCH', `/v1/account/passkeys/${id}`, { name })
  expect((await rename(anna, 'old-phone')).json()).toMatchObject({ id: device.id, name: 'old-phone' })
  const bert = await member(house, { name: 'bert', role: 'admin' })
  expect((await rename(bert, 'mine')).statusCode).toBe(404)
  expect((await rename(anna, 'x', 'nothing')).statusCode).toBe(404)
  for (const name of ['', '<b>phone</b>', 'a\nb', 'ü', 'x'.repeat(64)])
    expect((await rename(anna, name)).json(), name).toMatchObject({
      problems: [{ code: 'invalid_input', field: 'name' }],
    })
  const shown = (await anna.ask('GET', '/v1/account/passkeys')).json<object[]>()
  expect(shown).toMatchObject([{ name: 'old-phone', site: 'localhost' }])
  expect((await enter()).statusCode).toBe(200)
  const [entry] = (await anna.ask('GET', '/v1/audit?what=passkey%20something')).json<object[]>()
  expect(entry).toMatchObject({ who: 'anna', object: device.id, status: 400 })
})

it("nobody takes another's back", async () => {
  await add()
  const bert = await member(house, { name: 'bert', role: 'admin' })
  expect((await bert.ask('DELETE', `/v1/account/passkeys/${device.id}`)).statusCode).toBe(404)
})

it('a password still works beside it', async () => {
  await add()
  const answer = await visitor(house).ask('POST', '/v1/session', { name: 'anna', password: goodPassword })
  expect(answer.statusCode).toBe(200)
})

it.each(['http://192.168.1.10:5478', 'http://[fd00::1]:5478'])('there is none at %s', async (address) => {
  const guest = visitor(house, { host: new URL(address).host, origin: address })
  const answer = await guest.ask('POST', '/v1/session/passkey/options', {})
  expect(codesOf(answer)).toEqual(['not_supported'])
})
