import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '../domain/audit.ts'
import { fullRights } from '../domain/rights.ts'
import type { Problem } from '../domain/problem.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, goodPassword, member, visitor } from './testing/visitor.ts'

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

describe('users', () => {
  it('come by an invitation that is good once and for a week', async () => {
    const admin = await administrator(house)
    const made = await admin.ask('POST', '/v1/users', {
      name: 'otto',
      role: 'operator',
      vms: ['web', 'build'],
    })
    const { secret, user } = made.json<{ secret: string; user: { vms: string[]; hasPassword: boolean } }>()
    expect(user).toMatchObject({
      hasPassword: false,
      vms: expect.objectContaining({ length: 2 }) as string[],
    })
    const follow = (password: string) => visitor(house).ask('POST', '/v1/invitation', { secret, password })
    expect((await follow('kurz')).statusCode).toBe(400)
    expect((await follow(goodPassword)).statusCode).toBe(200)
    expect((await follow(goodPassword)).statusCode).toBe(401)
    const late = (await admin.ask('POST', '/v1/users', { name: 'late', role: 'viewer' })).json<{
      secret: string
    }>()
    later(7 * dayMs)
    expect(
      (await visitor(house).ask('POST', '/v1/invitation', { secret: late.secret, password: goodPassword }))
        .statusCode,
    ).toBe(401)
  })

  it('all that is wrong with one is said', async () => {
    const admin = await administrator(house)
    const answer = await admin.ask('POST', '/v1/users', { name: 'ANNA', role: 'viewer' })
    expect(problemsOf(answer)).toMatchObject([{ code: 'already_exists' }])
    const vms = await admin.ask('POST', '/v1/users', { name: 'x', role: 'operator', vms: ['a', 'web', 'b'] })
    expect(problemsOf(vms).map(({ field }) => field)).toEqual(['vms[0]', 'vms[2]'])
    const viewer = await admin.ask('POST', '/v1/users', { name: 'x', role: 'viewer', vms: ['web'] })
    expect(problemsOf(viewer)).toMatchObject([{ field: 'vms' }])
  })

  it('an operator sees their VMs and nothing else', async () => {
    await administrator(house)
    const otto = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
    const inventory = (await otto.ask('GET', '/v1/inventory')).json<{
      vms: { name: string }[]
      images: []
      bin: []
    }>()
    expect(inventory).toMatchObject({ images: [], bin: [], vms: [{ name: 'web' }] })
    expect((await otto.ask('GET', '/v1/vms')).json()).toMatchObject([{ name: 'web' }])
    const missing = await otto.ask('GET', '/v1/vms/none')
    const others = await otto.ask('GET', '/v1/vms/build')
    expect(problemsOf(others)[0]?.message).toBe(problemsOf(missing)[0]?.message.replace('none', 'build'))
    expect((await otto.ask('POST', '/v1/vms/web/pause', {})).statusCode).toBe(202)
    const both = await otto.ask('POST', '/v1/snapshots', { vms: ['web', 'build'] })
    expect(problemsOf(both)).toMatchObject([{ code: 'not_found', object: { name: 'build' } }])
  })

  it('one administrator is always left', async () => {
    const admin = await administrator(house)
    for (const change of [{ role: 'viewer' }, { disabled: true }])
      expect(problemsOf(await admin.ask('PATCH', '/v1/users/anna', change))).toMatchObject([
        { code: 'wrong_state' },
      ])
    expect((await admin.ask('DELETE', '/v1/users/anna')).statusCode).toBe(409)
    await member(house, { name: 'bert', role: 'admin' })
    expect((await admin.ask('DELETE', '/v1/users/anna')).statusCode).toBe(200)
    expect((await admin.ask('GET', '/v1/vms')).statusCode).toBe(401)
  })

  it('a password is set anew on the host alone, and all they had before is worth nothing', async () => {
    const admin = await administrator(house)
    const otto = await member(house, { name: 'otto', role: 'viewer' })
    const token = (await otto.ask('POST', '/v1/tokens', { name: 'ha', level: 'view' })).json<{
      secret: string
    }>()
    const program = visitor(house, { authorization: `Bearer ${token.secret}` })
    expect((await program.ask('GET', '/v1/vms')).statusCode).toBe(200)
    expect((await admin.ask('POST', '/v1/users/otto/reset', {})).statusCode).toBe(403)
    const { secret } = (await house.http.inject({ method: 'POST', url: '/v1/users/otto/reset' })).json<{
      secret: string
    }>()
    expect((await otto.ask('GET', '/v1/vms')).statusCode).toBe(401)
    expect((await program.ask('GET', '/v1/vms')).statusCode).toBe(401)
    expect(house.access.account.tokens({ via: 'socket', name: 'local', rights: fullRights })).toEqual([])
    expect((await otto.ask('POST', '/v1/session', { name: 'otto', password: goodPassword })).statusCode).toBe(
      401,
    )
    expect((await otto.ask('POST', '/v1/invitation', { secret, password: goodPassword })).statusCode).toBe(
      200,
    )
  })
})

describe('tokens', () => {
  it('are shown once and go when they are taken back', async () => {
    const admin = await administrator(house)
    const made = (await admin.ask('POST', '/v1/tokens', { name: 'ha', level: 'view' })).json<{
      secret: string
      token: { id: string }
    }>()
    const program = visitor(house, { authorization: `Bearer ${made.secret}` })
    expect((await program.ask('GET', '/v1/vms')).statusCode).toBe(200)
    const list = await admin.ask('GET', '/v1/tokens')
    expect(list.json()).toMatchObject([{ name: 'ha', user: 'anna', usedAt: now.toISOString() }])
    expect(list.body).not.toContain(made.secret)
    expect((await admin.ask('POST', '/v1/tokens', { name: 'ha', level: 'view' })).statusCode).toBe(409)
    await admin.ask('DELETE', `/v1/tokens/${made.token.id}`)
    expect((await program.ask('GET', '/v1/vms')).statusCode).toBe(401)
  })

  it('speak for another only when they are made on the host', async () => {
    const admin = await administrator(house)
    await member(house, { name: 'otto', role: 'viewer' })
    const wish = { name: 'ha', level: 'admin' }
    const refused = await admin.ask('POST', '/v1/tokens', { ...wish, user: 'otto' })
    expect(problemsOf(refused)).toMatchObject([{ code: 'forbidden', field: 'user' }])
    expect((await admin.ask('POST', '/v1/tokens', { ...wish, user: 'nobody' })).statusCode).toBe(403)
    expect((await admin.ask('POST', '/v1/tokens', { ...wish, user: 'ANNA' })).statusCode).toBe(200)
    const here = (payload: object) => house.http.inject({ method: 'POST', url: '/v1/tokens', payload })
    expect(problemsOf(await here(wish))).toMatchObject([{ code: 'invalid_input', field: 'user' }])
    const made = (await here({ ...wish, user: 'Otto' })).json<{ secret: string; token: { user: string } }>()
    expect(made.token.user).toBe('otto')
    const program = visitor(house, { authorization: `Bearer ${made.secret}` })
    // It is for everything, and its user may only look.
    expect((await program.ask('POST', '/v1/vms/web/pause', {})).statusCode).toBe(403)
    expect((await program.ask('POST', '/v1/tokens', { ...wish, user: 'otto' })).statusCode).toBe(409)
    const [newest] = (await admin.ask('GET', '/v1/audit?who=local')).json<AuditEntry[]>()
    expect(newest).toMatchObject({ via: 'socket', what: 'Make a token for a program', object: 'ha' })
  })

  it('make no tokens themselves, and see what is theirs', async () => {
    const admin = await administrator(house)
    const otto = await member(house, { name: 'otto', role: 'viewer' })
    await admin.ask('POST', '/v1/tokens', { name: 'a', level: 'admin' })
    const own = (await otto.ask('POST', '/v1/tokens', { name: 'b', level: 'view' })).json<{
      secret: string
    }>()
    const program = visitor(house, { authorization: `Bearer ${own.secret}` })
    expect((await program.ask('POST', '/v1/tokens', { name: 'c', level: 'view' })).statusCode).toBe(409)
    expect((await program.ask('GET', '/v1/tokens')).json()).toMatchObject([{ name: 'b' }])
    const others = (await admin.ask('GET', '/v1/tokens')).json<{ id: string; name: string }[]>()
    const a = others.find(({ name }) => name === 'a')
    expect((await otto.ask('DELETE', `/v1/tokens/${a?.id}`)).statusCode).toBe(404)
  })
})

describe('what was changed is written down', () => {
  it('with who, from where, on what, and the result', async () => {
    const admin = await administrator(house)
    const otto = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
    await otto.ask('POST', '/v1/vms/web/pause', {})
    await otto.ask('POST', '/v1/vms/web/rename', { name: 'mine' })
    await otto.ask('POST', '/v1/vms/web/pause?dryRun=true', {})
    await otto.ask('GET', '/v1/vms')
    await visitor(house).ask('POST', '/v1/vms/web/pause', {})
    await visitor(house).ask('POST', '/v1/session', { name: 'OTTO', password: 'wrong' })
    await visitor(house).ask('POST', '/v1/session', { name: 'Geheim zu früh', password: 'x' })
    await house.http.inject({ method: 'POST', url: '/v1/vms/web/resume' })
    const entries = (await admin.ask('GET', '/v1/audit')).json<AuditEntry[]>()
    const brief = entries
      .toReversed()
      .map(({ who, via, what, object, status, code }) => [who, via, what.slice(0, 14), object, status, code])
    expect(brief).toEqual([
      ['anna', 'nobody', 'Make the first', undefined, 200, undefined],
      ['otto', 'nobody', 'Choose a passw', undefined, 200, undefined],
      ['otto', 'session', 'Hold a running', 'web', 202, undefined],
      ['otto', 'session', 'Give a VM anot', 'web', 403, 'forbidden'],
      ['otto', 'nobody', 'Sign in', undefined, 401, 'not_signed_in'],
      ['nobody', 'nobody', 'Sign in', undefined, 401, 'not_signed_in'],
      ['local', 'socket', 'Let a paused V', 'web', 202, undefined],
    ])
    expect(entries.find(({ object }) => object === 'web')).toMatchObject({
      jobId: expect.any(String) as string,
    })
    expect(entries.at(-1)).toMatchObject({ address: '127.0.0.1', at: now.toISOString() })
    expect(JSON.stringify(entries)).not.toContain('Geheim')
  })

  it('is found by who, what, and how it ended', async () => {
    const admin = await administrator(house)
    const otto = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
    await otto.ask('POST', '/v1/vms/web/pause', {})
    await otto.ask('POST', '/v1/vms/web/rename', { name: 'mine' })
    await admin.ask('POST', '/v1/vms/web/resume', {})
    await admin.ask('POST', '/v1/vms/build/start', {})
    const found = async (query: string) =>
      (await admin.ask('GET', `/v1/audit?${query}`))
        .json<AuditEntry[]>()
        .map(({ who, object, status }) => [who, object, status])
    expect(await found('who=OTT&result=refused')).toEqual([['otto', 'web', 403]])
    expect(await found('what=WEB&result=done')).toEqual([
      ['anna', 'web', 202],
      ['otto', 'web', 202],
    ])
    expect(await found('what=another%20name')).toEqual([['otto', 'web', 403]])
    expect(await found('who=%25')).toEqual([])
    expect(await found('limit=1&who=anna')).toEqual([['anna', 'build', 202]])
  })

  it('a log that cannot be written changes no answer', async () => {
    const admin = await administrator(house)
    Object.assign(house.access.audit, {
      write: () => {
        throw new Error('the disk is full')
      },
    })
    expect((await admin.ask('POST', '/v1/vms/web/pause', {})).statusCode).toBe(202)
    expect((await admin.ask('POST', '/v1/vms/none/pause', {})).statusCode).toBe(404)
    expect(house.engine.list()).toHaveLength(1)
  })
})
