import { Writable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { errorRules } from '../contract/errors.ts'
import { ErrorAnswerSchema, type ErrorAnswer } from '../contract/schemas/common.ts'
import { mismatches } from '../contract/testing/match-exactly.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import { problemCodes, ProblemError, type Problem } from '../domain/problem.ts'
import { socketDoor, type Door } from './door.ts'
import { requirePermission } from './build.ts'
import { toHttpError } from './errors.ts'
import { buildHouse, type House } from './testing/house.ts'

let house: House | undefined
afterEach(async () => {
  await house?.close()
  house = undefined
})

/** A house whose log is kept, and whose `host` query fails in this way. */
async function failingWith(thrown: unknown): Promise<{ readonly house: House; readonly log: string[] }> {
  const log: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString())
      done()
    },
  })
  const made = await buildHouse({
    http: { logger: pino({ level: 'debug' }, sink) },
    changeApp: (app) => ({
      ...app,
      queries: { ...app.queries, host: () => Promise.reject<HostFacts>(thrown) },
    }),
  })
  house = made
  return { house: made, log }
}

describe('an error says its status', () => {
  it.each(problemCodes)('%s', (code) => {
    const problem: Problem = { code, message: 'It did not work.' }
    const other: Problem = { code: 'invalid_input', message: 'Nor did this.', field: 'name' }
    const answer = toHttpError(new ProblemError([problem, other]), 'req-1')
    expect(answer.status).toBe(errorRules[code].status)
    expect(answer.body).toEqual({ problems: [problem, other], requestId: 'req-1' })
  })
})

describe('an error nobody foresaw', () => {
  const secret = new TypeError('cannot read /var/lib/secret')

  it('tells the caller only where to look, and the log everything', async () => {
    const { house, log } = await failingWith(secret)
    const answer = await house.http.inject('/v1/host')
    expect(answer.statusCode).toBe(500)
    const body = answer.json<ErrorAnswer>()
    expect(mismatches(ErrorAnswerSchema, body)).toEqual([])
    expect(body.problems[0]?.code).toBe('internal')
    expect(answer.body).not.toContain('secret')
    const entry = log.find((line) => line.includes(body.requestId)) ?? ''
    expect(entry).toContain('cannot read /var/lib/secret')
    expect(entry).toContain('errors.test.ts')
    expect(answer.headers['x-request-id']).toBe(body.requestId)
  })

  it.each([undefined, null, 'a text', { statusCode: 404 }])(
    'even when it is no Error: %j',
    async (thrown) => {
      const { house } = await failingWith(thrown)
      expect((await house.http.inject('/v1/host')).statusCode).toBe(500)
    },
  )
})

describe('an error of the host', () => {
  it('keeps its words and its cause is logged', async () => {
    const cause = new Error('exit code 1: disk is gone')
    const { house, log } = await failingWith(
      new ProblemError([{ code: 'host_failed', message: 'qemu-img failed.' }], { cause }),
    )
    const answer = await house.http.inject('/v1/host')
    expect(answer.statusCode).toBe(502)
    expect(answer.json<ErrorAnswer>().problems[0]?.message).toBe('qemu-img failed.')
    expect(log.join('')).toContain('disk is gone')
  })
})

describe('what the server itself refuses has the same shape', () => {
  const json = { 'content-type': 'application/json' }
  const cases: readonly (readonly [string, InjectOptions, number, string])[] = [
    ['an unknown address', { url: '/v1/vmz' }, 404, 'There is no GET /v1/vmz.'],
    ['an unknown method', { url: '/v1/vms', method: 'PUT' }, 404, 'There is no PUT /v1/vms.'],
    ['an address that is no UTF-8', { url: '/v1/vms/%ff' }, 400, 'The address holds a %'],
    [
      'no JSON',
      { url: '/v1/vms', method: 'POST', headers: json, payload: '{"name"' },
      400,
      'The body is not JSON',
    ],
    [
      'a prototype in JSON',
      { url: '/v1/vms', method: 'POST', headers: json, payload: '{"__proto__":{"a":1}}' },
      400,
      'The body is not JSON',
    ],
    [
      'a form',
      {
        url: '/v1/vms',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'name=a',
      },
      415,
      'The body has a type that is not taken here.',
    ],
    [
      'too much',
      {
        url: '/v1/vms',
        method: 'POST',
        headers: json,
        payload: JSON.stringify({ name: 'x'.repeat(2 ** 20) }),
      },
      413,
      'The body is larger than this address takes.',
    ],
    [
      'bytes where JSON is taken',
      {
        url: '/v1/vms',
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        payload: 'a',
      },
      400,
      'This address takes no bytes.',
    ],
    [
      'JSON where bytes are taken',
      { url: '/v1/uploads?name=a', method: 'POST', headers: json, payload: '{}' },
      400,
      'This address takes bytes and got none.',
    ],
    [
      'a websocket that is none',
      { url: '/v1/vms/web/console' },
      400,
      'This address is a websocket, and the request does not ask for one.',
    ],
  ]
  it.each(cases)('%s', async (_title, request, status, sentence) => {
    house = await buildHouse()
    const answer = await house.http.inject(request)
    expect(answer.statusCode, answer.body).toBe(status)
    expect(mismatches(ErrorAnswerSchema, answer.json())).toEqual([])
    expect(answer.body).toContain(sentence)
  })
})

describe('HEAD', () => {
  it('is not answered, since that of the event stream would never end', async () => {
    house = await buildHouse()
    expect((await house.http.inject({ url: '/v1/events', method: 'HEAD' })).statusCode).toBe(404)
  })
})

describe('names that were made to hurt', () => {
  const names = [
    '-rf',
    'a/../b',
    'a;id',
    '"><x/>',
    'x'.repeat(300),
    'x'.repeat(5000),
    'a\0b',
    '🧨',
    '..',
    ' ',
  ]
  it.each(names)('in an address: %j is a VM that is not there', async (name) => {
    house = await buildHouse()
    const answer = await house.http.inject(`/v1/vms/${encodeURIComponent(name)}`)
    expect(answer.statusCode).toBe(404)
    expect(mismatches(ErrorAnswerSchema, answer.json())).toEqual([])
  })

  it.each(names)('as a new name: %j is refused, and nothing is made', async (name) => {
    house = await buildHouse()
    const before = house.host.snapshot()
    const payload = { name, image: 'debian-12', memoryMiB: -1, diskBytes: 1e30, cpus: 0 }
    const answer = await house.http.inject({ url: '/v1/vms', method: 'POST', payload })
    expect(answer.statusCode).toBe(400)
    const fields = answer.json<ErrorAnswer>().problems.map(({ field }) => field)
    expect(fields).toEqual(expect.arrayContaining(['name', 'memoryMiB', 'diskBytes', 'cpus']))
    expect(house.host.snapshot()).toEqual(before)
    expect(house.engine.list()).toEqual([])
  })
})

describe('permissions', () => {
  const viewer: Door = {
    ...socketDoor(),
    caller: () => ({ via: 'socket', name: 'guest', rights: { level: 'view', reach: { of: 'house' } } }),
  }

  it('who may only look cannot change anything', async () => {
    house = await buildHouse({ http: { door: viewer } })
    expect((await house.http.inject('/v1/vms')).statusCode).toBe(200)
    const answer = await house.http.inject({ url: '/v1/vms/web/stop', method: 'POST' })
    expect(answer.statusCode).toBe(403)
    expect(answer.json<ErrorAnswer>().problems[0]?.message).toContain('guest may not do this')
    expect(house.engine.list()).toEqual([])
  })

  it('who may only look learns nothing from the checks of what they sent', async () => {
    house = await buildHouse({ http: { door: viewer } })
    const answer = await house.http.inject({ url: '/v1/vms', method: 'POST', payload: { foo: 1 } })
    expect(answer.statusCode).toBe(403)
  })

  it('a route that says nothing about them does not start', () => {
    expect(() => requirePermission('listSecrets', { path: '/v1/secrets' })).toThrow(/listSecrets/)
  })
})
