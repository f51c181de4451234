import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TOTP } from 'otpauth'
import type { Problem } from '../domain/problem.ts'
import { sessionCookieName } from './session-cookie.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, goodPassword, visitor, type Visitor } from './testing/visitor.ts'

let house: House
let now: Date
beforeEach(async () => {
  now = new Date('2027-01-01T12:00:00Z')
  house = await buildHouse({ accessNow: () => now })
})
afterEach(() => house.close())

const later = (ms: number) => void (now = new Date(now.getTime() + ms))
const problemsOf = (answer: { json: () => unknown }) => (answer.json() as { problems: Problem[] }).problems
const dayMs = 24 * 3_600_000

describe('the first run', () => {
  it('says that nobody can come in yet, and the link makes an administrator', async () => {
    const guest = visitor(house)
    expect((await guest.ask('GET', '/v1/session')).json()).toEqual({ state: 'set-up' })
    const link = await house.http.inject('/v1/setup')
    const { secret } = link.json<{ secret: string }>()
    const answer = await guest.ask('POST', '/v1/setup', { secret, name: 'anna', password: goodPassword })
    expect(answer.json()).toEqual({
      state: 'signed-in',
      name: 'anna',
      via: 'session',
      rights: { level: 'admin', reach: { of: 'house' } },
    })
    expect((await guest.ask('GET', '/v1/vms')).statusCode).toBe(200)
  })

  it('the link is the same until it is used, and none after', async () => {
    const first = house.access.doors.setUpSecret()
    later(400 * dayMs)
    expect(house.access.doors.setUpSecret()).toBe(first)
    await administrator(house)
    expect(house.access.doors.setUpSecret()).toBeUndefined()
    const again = { secret: first, name: 'eve', password: goodPassword }
    expect(problemsOf(await visitor(house).ask('POST', '/v1/setup', again))).toMatchObject([
      { code: 'wrong_state' },
    ])
  })

  it.each([
    ['', 'anna', goodPassword, ['not_signed_in']],
    ['wrong', 'anna', goodPassword, ['not_signed_in']],
    [undefined, 'anna', goodPassword, ['invalid_input']],
    ['LINK', '<b>', 'kurz', ['invalid_input', 'invalid_input']],
    ['LINK', '', goodPassword, ['invalid_input']],
  ])('secret %j, name %j, password %j: %j', async (given, name, password, codes) => {
    const secret = given === 'LINK' ? house.access.doors.setUpSecret() : given
    const answer = await visitor(house).ask('POST', '/v1/setup', { secret, name, password })
    expect(problemsOf(answer).map(({ code }) => code)).toEqual(codes)
    expect(house.access.users.list()).toEqual([])
  })

  it('of two who follow the link at once one becomes administrator', async () => {
    const secret = house.access.doors.setUpSecret()
    const answers = await Promise.all(
      ['anna', 'eve'].map((name) =>
        visitor(house).ask('POST', '/v1/setup', { secret, name, password: goodPassword }),
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(house.access.users.list()).toHaveLength(1)
  })
})

describe('signing in', () => {
  beforeEach(() => administrator(house))
  const signIn = (wish: object, from = visitor(house)) => from.ask('POST', '/v1/session', wish)

  it('gives a cookie that scripts and other sites do not get', async () => {
    const answer = await signIn({ name: 'ANNA', password: goodPassword })
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-kiste=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(answer.json()).toMatchObject({ state: 'signed-in', name: 'anna' })
    expect(answer.body).not.toContain(answer.cookies[0]?.value)
  })

  it('tells nobody whether it was the name or the password', async () => {
    const [name, password] = [
      await signIn({ name: 'nobody', password: goodPassword }),
      await signIn({ name: 'anna', password: 'wrong' }),
    ]
    expect(problemsOf(name)).toEqual(problemsOf(password))
    expect([name.statusCode, password.statusCode]).toEqual([401, 401])
    expect(name.headers['set-cookie']).toBeUndefined()
  })

  it('does the same work for a name that nobody has', async () => {
    const timeOf = async (name: string) => {
      const begin = performance.now()
      await signIn({ name, password: 'wrong' })
      return performance.now() - begin
    }
    const quickest = async (names: string[]) => {
      const times = []
      for (const name of names) times.push(await timeOf(name))
      return Math.min(...times)
    }
    await timeOf('warm-up')
    const known = await quickest(['anna', 'anna', 'anna'])
    // Hashing takes tens of milliseconds, everything else one.
    expect(await quickest(['one', 'two', 'three'])).toBeGreaterThan(known / 4)
  })

  it('ten bad tries make the right password wait', async () => {
    for (let n = 0; n < 10; n++) await signIn({ name: 'anna', password: `wrong ${n}` })
    const answer = await signIn({ name: 'anna', password: goodPassword })
    expect(answer.statusCode).toBe(429)
    later(60_000)
    expect((await signIn({ name: 'anna', password: goodPassword })).statusCode).toBe(200)
  })

  it('a hundred tries at once are no more than five', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => signIn({ name: 'anna', password: `wrong ${n}` })),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5)
  })

  it('a forwarded address is not believed', async () => {
    for (let n = 0; n < 10; n++)
      await signIn({ name: `name${n}`, password: 'x' }, visitor(house, { 'x-forwarded-for': `10.0.0.${n}` }))
    const other = visitor(house, { 'x-forwarded-for': '10.1.1.1' })
    expect((await signIn({ name: 'anna', password: goodPassword }, other)).statusCode).toBe(429)
  })

  it('ends when one signs out', async () => {
    const anna = visitor(house)
    await signIn({ name: 'anna', password: goodPassword }, anna)
    const kept = anna.secret()
    await anna.ask('DELETE', '/v1/session')
    expect(anna.secret()).toBeUndefined()
    const answer = await house.web.inject({ url: '/v1/vms', cookies: { [sessionCookieName]: kept ?? '' } })
    expect(answer.statusCode).toBe(401)
  })

  it('ends by itself when nobody came for two weeks, and after three months anyway', async () => {
    const anna = visitor(house)
    await signIn({ name: 'anna', password: goodPassword }, anna)
    for (let day = 0; day < 80; day += 10) {
      later(10 * dayMs)
      expect((await anna.ask('GET', '/v1/vms')).statusCode).toBe(200)
    }
    later(10 * dayMs)
    expect((await anna.ask('GET', '/v1/vms')).statusCode).toBe(401)
    await signIn({ name: 'anna', password: goodPassword }, anna)
    later(14 * dayMs)
    expect((await anna.ask('GET', '/v1/vms')).statusCode).toBe(401)
  })
})

describe('the second factor', () => {
  const codeOf = (secret: string, at = now) => new TOTP({ secret }).generate({ timestamp: at.getTime() })
  const begin = (who: Visitor, password = goodPassword) => who.ask('POST', '/v1/account/totp', { password })
  const enrolled = async () => {
    const anna = await administrator(house)
    const { secret } = (await begin(anna)).json<{ secret: string }>()
    const { recoveryCodes } = (
      await anna.ask('POST', '/v1/account/totp/confirm', { code: codeOf(secret) })
    ).json<{ recoveryCodes: string[] }>()
    later(60_000)
    return { anna, secret, recoveryCodes }
  }
  const signIn = (code?: string, password = goodPassword) =>
    visitor(house).ask('POST', '/v1/session', {
      name: 'anna',
      password,
      ...(code === undefined ? {} : { code }),
    })

  it('counts only once a code was shown', async () => {
    const anna = await administrator(house)
    const { secret, uri } = (await begin(anna)).json<{ secret: string; uri: string }>()
    expect(uri).toContain('otpauth://totp/Kiste%20woodbox:anna?')
    expect((await anna.ask('POST', '/v1/account/totp/confirm', { code: '000000' })).statusCode).toBe(400)
    expect((await signIn()).statusCode).toBe(200)
    expect((await anna.ask('POST', '/v1/account/totp/confirm', { code: codeOf(secret) })).statusCode).toBe(
      200,
    )
    expect(problemsOf(await signIn())).toMatchObject([{ code: 'second_factor_needed', field: 'code' }])
  })

  it('is asked for after the right password alone, and is worth nothing without it', async () => {
    const { secret } = await enrolled()
    expect(problemsOf(await signIn(undefined, 'wrong'))).toMatchObject([{ code: 'not_signed_in' }])
    expect(problemsOf(await signIn(codeOf(secret), 'wrong'))).toMatchObject([{ code: 'not_signed_in' }])
    expect(problemsOf(await signIn(codeOf(secret), ''))).toMatchObject([{ code: 'not_signed_in' }])
    expect((await signIn(codeOf(secret))).statusCode).toBe(200)
  })

  it('a code is good once', async () => {
    const { secret } = await enrolled()
    const code = codeOf(secret)
    expect((await signIn(code)).statusCode).toBe(200)
    expect(problemsOf(await signIn(code))).toMatchObject([{ code: 'not_signed_in', field: 'code' }])
    expect((await signIn(codeOf(secret, new Date(now.getTime() - 30_000)))).statusCode).toBe(401)
  })

  it('the code it was set up with is used, too', async () => {
    const anna = await administrator(house)
    const { secret } = (await begin(anna)).json<{ secret: string }>()
    const code = codeOf(secret)
    await anna.ask('POST', '/v1/account/totp/confirm', { code })
    expect((await signIn(code)).statusCode).toBe(401)
  })

  it('clocks may differ by half a minute, and no more', async () => {
    const { secret } = await enrolled()
    expect((await signIn(codeOf(secret, new Date(now.getTime() - 90_000)))).statusCode).toBe(401)
    expect((await signIn(codeOf(secret, new Date(now.getTime() + 30_000)))).statusCode).toBe(200)
  })

  it('a recovery code is good once, however it is typed', async () => {
    const { recoveryCodes } = await enrolled()
    expect(new Set(recoveryCodes).size).toBe(10)
    const [first = ''] = recoveryCodes
    expect((await signIn(first.toUpperCase().replaceAll('-', ' '))).statusCode).toBe(200)
    expect((await signIn(first)).statusCode).toBe(401)
  })

  it('is not begun by whoever has got hold of a session alone', async () => {
    const anna = await administrator(house)
    const answer = await begin(anna, 'wrong')
    expect(problemsOf(answer)).toMatchObject([{ code: 'forbidden', field: 'password' }])
    expect(answer.body).not.toContain('otpauth')
    expect((await anna.ask('POST', '/v1/account/totp', {})).statusCode).toBe(400)
    for (let n = 0; n < 10; n++) await begin(anna, `wrong ${n}`)
    expect((await begin(anna)).statusCode).toBe(429)
  })

  it('shows in the account, with how many recovery codes are left', async () => {
    const { anna, recoveryCodes } = await enrolled()
    await signIn(recoveryCodes[0])
    expect((await anna.ask('GET', '/v1/account')).json()).toEqual({
      name: 'anna',
      role: 'admin',
      hasTotp: true,
      recoveryCodesLeft: 9,
      passkeys: 0,
    })
    expect((await house.http.inject('/v1/account')).statusCode).toBe(409)
  })

  it('goes with the password, and recovery codes go with it', async () => {
    const { anna, recoveryCodes } = await enrolled()
    expect((await anna.ask('POST', '/v1/account/totp/remove', { password: 'wrong' })).statusCode).toBe(403)
    expect((await anna.ask('POST', '/v1/account/totp/remove', { password: goodPassword })).statusCode).toBe(
      200,
    )
    expect((await signIn()).statusCode).toBe(200)
    expect((await signIn(recoveryCodes[1])).statusCode).toBe(200)
  })
})

describe('a new password', () => {
  it('signs all other browsers out', async () => {
    const anna = await administrator(house)
    const phone = visitor(house)
    await phone.ask('POST', '/v1/session', { name: 'anna', password: goodPassword })
    const change = { current: goodPassword, password: 'vier gelbe Vögel' }
    expect((await anna.ask('POST', '/v1/account/password', change)).statusCode).toBe(200)
    expect((await phone.ask('GET', '/v1/vms')).statusCode).toBe(401)
    expect((await anna.ask('GET', '/v1/vms')).statusCode).toBe(200)
    expect(
      (await phone.ask('POST', '/v1/session', { name: 'anna', password: goodPassword })).statusCode,
    ).toBe(401)
  })

  it('takes the one of now', async () => {
    const anna = await administrator(house)
    const answer = await anna.ask('POST', '/v1/account/password', {
      current: 'x',
      password: 'vier gelbe Vögel',
    })
    expect(problemsOf(answer)).toMatchObject([{ code: 'forbidden', field: 'current' }])
  })
})
