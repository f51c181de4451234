import { X509Certificate } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AcmeAccount, AcmeKeep, AcmeOrder, AcmeStep, DnsRecords, TxtRecord } from '../../domain/acme.ts'
import { problemError, toProblems } from '../../domain/problem.ts'
import { AcmeError } from './acme-error.ts'
import { httpsRequests, type HttpsRequest } from './https-request.ts'
import { orderCertificate, type OrderDeps } from './order-certificate.ts'
import { makeIssuer, type FakeIssuer } from './testing/fake-issuer.ts'
import { startAuthority, type FakeAuthority, type Faults } from './testing/fake-authority.ts'

let issuer: FakeIssuer
let request: HttpsRequest
let authority: FakeAuthority
/** The DNS, as everybody sees it. */
let zone: Map<string, string[]>
let kept: { account?: AcmeAccount | undefined; order?: AcmeOrder | undefined }
let steps: AcmeStep[]
let leftOver: string[]

beforeAll(async () => {
  issuer = await makeIssuer()
  request = httpsRequests(issuer.root)
})
beforeEach(async () => {
  authority = await startAuthority(issuer)
  zone = new Map()
  authority.look = (name) => zone.get(name) ?? []
  kept = {}
  steps = []
  leftOver = []
})
afterEach(() => authority.close())

const keep: AcmeKeep = {
  account: async () => kept.account,
  saveAccount: async (account) => void (kept.account = account),
  order: async () => kept.order,
  saveOrder: async (order) => void (kept.order = order),
}
const records: DnsRecords = {
  add: async ({ name, value }: TxtRecord) => void zone.set(name, [...(zone.get(name) ?? []), value]),
  remove: async ({ name, value }: TxtRecord) =>
    void zone.set(
      name,
      (zone.get(name) ?? []).filter((one) => one !== value),
    ),
}

interface Wished {
  readonly names?: readonly string[]
  readonly agreedTo?: readonly string[]
  readonly deps?: Partial<OrderDeps>
}

function order({ names = ['kiste.example.org'], agreedTo = [authority.terms], deps = {} }: Wished = {}) {
  return orderCertificate(
    { directory: authority.directory, names, contact: 'anna@example.org', agreedTo },
    {
      request,
      keep,
      records,
      placeOf: async (name) => name,
      awaitRecord: async () => undefined,
      now: () => new Date(),
      sleep: async () => undefined,
      signal: new AbortController().signal,
      onStep: (step) => steps.push(step),
      onLeftOver: ({ name }) => leftOver.push(name),
      ...deps,
    },
  )
}

async function refusal(wished?: Wished): Promise<AcmeError> {
  const error = await order(wished).then(
    () => new Error('it was signed'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof AcmeError) return error
  throw error
}

describe('a certificate', () => {
  it('is signed for the names, and nothing stays in the DNS', async () => {
    const { cert, key } = await order({ names: ['kiste.example.org', '*.example.org'] })
    const leaf = new X509Certificate(cert)
    expect(leaf.subjectAltName).toBe('DNS:kiste.example.org, DNS:*.example.org')
    expect(cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(key).toContain('PRIVATE KEY')
    expect([...zone.values()].flat()).toEqual([])
    expect(steps).toEqual([
      'directory',
      'account',
      'order',
      'records',
      'name-servers',
      'check',
      'certificate',
    ])
  })

  it('takes one account, however many there are', async () => {
    await order()
    kept.order = undefined
    await order()
    expect(authority.asked.filter((one) => one === 'POST /account')).toHaveLength(1)
    expect(authority.issued()).toBe(2)
  })

  it('is asked for only once the record can be seen', async () => {
    const seen: string[][] = []
    await order({
      deps: {
        awaitRecord: async ({ name }) =>
          void seen.push(
            [...(zone.get(name) ?? [])],
            authority.asked.filter((one) => one.includes('chall')),
          ),
      },
    })
    expect(seen[0]).toHaveLength(1)
    expect(seen[1]).toEqual([])
  })

  it('has its record where an alias leads', async () => {
    authority.look = (name) =>
      name === '_acme-challenge.kiste.example.org' ? (zone.get('box.acme.example.net') ?? []) : []
    await order({ deps: { placeOf: async () => 'box.acme.example.net' } })
    expect(authority.issued()).toBe(1)
  })

  it('waits as long as the authority takes', async () => {
    authority.faults.slowLooks = 5
    const waits: number[] = []
    await order({ deps: { sleep: async (ms) => void waits.push(ms) } })
    expect(waits.length).toBeGreaterThanOrEqual(8)
    expect(waits).toContain(1_000)
  })
})

describe('the terms', () => {
  it('are agreed to by somebody, or there is no account', async () => {
    const error = await refusal({ agreedTo: [] })
    expect(error.problems[0]).toMatchObject({
      code: 'terms_not_agreed',
      hint: `Read them, then: kiste certificate try --agree-to ${authority.terms}`,
    })
    expect(error.terms).toBe(authority.terms)
    expect(authority.asked).toEqual(['GET /directory'])
  })

  it('of last year are not those of now', async () => {
    const { problems } = await refusal({ agreedTo: ['https://example.org/old'] })
    expect(problems[0].message).toContain('no longer those')
  })
})

describe('a nonce that is none', () => {
  it('is followed by one that is', async () => {
    authority.faults.badNonces = 3
    await order()
    expect(authority.issued()).toBe(1)
  })
  it('each time ends it', async () => {
    authority.faults.badNonces = 100
    expect((await refusal()).type).toBe('badNonce')
  })
})

describe('refused', () => {
  it.each([
    ['/order', 429, 'rateLimited', '7200', 'too_many_tries', 7_200_000],
    ['/order', 429, 'rateLimited', undefined, 'too_many_tries', undefined],
    ['/directory', 503, 'serverInternal', '60', 'authority_refused', 60_000],
    ['/account', 403, 'externalAccountRequired', undefined, 'authority_refused', undefined],
    ['/order', 400, 'rejectedIdentifier', undefined, 'authority_refused', undefined],
    ['/finalize', 403, 'caa', undefined, 'authority_refused', undefined],
    ['/chall', 500, 'serverInternal', '99999999', 'authority_refused', 7 * 24 * 3_600_000],
  ] as const)('at %s with %i %s', async (path, status, type, retryAfter, code, retryAfterMs) => {
    authority.faults.refuse = { path, status, type, ...(retryAfter === undefined ? {} : { retryAfter }) }
    const error = await refusal()
    expect(error).toMatchObject({ type, status, retryAfterMs })
    expect(error.problems[0]).toMatchObject({ code, hint: expect.any(String) as string })
    expect(error.problems[0].message).toContain(`this is refused as ${type}`)
    expect([...zone.values()].flat()).toEqual([])
  })

  it('by somebody who speaks no ACME', async () => {
    authority.faults.lie = { path: '/directory', body: () => '<html>Router</html>' }
    expect((await refusal()).problems[0].message).toContain('it sends no JSON')
  })

  it('as the record is another one', async () => {
    authority.look = () => ['something-else']
    const error = await refusal()
    expect(error.type).toBe('incorrectResponse')
    // What others say comes on one line.
    expect(error.problems[0].message).toContain('No TXT record found')
    expect([...zone.values()].flat()).toEqual([])
    // The order is no good any more, so the next is a new one.
    authority.look = (name) => zone.get(name) ?? []
    await order()
    expect(authority.orders()).toBe(2)
  })

  it('as the account was revoked', async () => {
    await order()
    kept.order = undefined
    authority.revokeAccounts()
    const error = await refusal()
    expect(error).toMatchObject({ type: 'unauthorized', status: 401 })
    expect(error.problems[0].hint).toContain('no longer takes this account')
  })

  it('as the account was forgotten: the next try makes one', async () => {
    await order()
    kept.order = undefined
    authority.forgetAccounts()
    expect((await refusal()).type).toBe('accountDoesNotExist')
    await order()
    expect(authority.issued()).toBe(2)
  })
})

describe('lies', () => {
  const lie = (path: string, body: (body: string) => string): Faults['lie'] => ({ path, body })
  const changed = (change: (said: Record<string, unknown>) => object) => (body: string) =>
    JSON.stringify(change(JSON.parse(body) as Record<string, unknown>))
  it.each([
    [
      'an order at an address of the past',
      lie(
        '/directory',
        changed((said) => ({ ...said, newOrder: 'http://a.example/' })),
      ),
      'newOrder',
    ],
    [
      'a file as the address',
      lie(
        '/directory',
        changed((said) => ({ ...said, newNonce: 'file:///etc/passwd' })),
      ),
      'newNonce',
    ],
    [
      'an order in no state',
      lie(
        '/order',
        changed((said) => ({ ...said, status: 'fine' })),
      ),
      'no status',
    ],
    ['an order of nothing', lie('/order', () => '[]'), 'no object'],
    [
      'nothing to be shown',
      lie(
        '/authz',
        changed((said) => ({ ...said, challenges: [] })),
      ),
      'dns-01',
    ],
    [
      'another name',
      lie(
        '/authz',
        changed((said) => ({ ...said, identifier: { value: 'bank.example' } })),
      ),
      'not in the order',
    ],
    [
      'a token that would be a path',
      lie('/authz', (body) => body.replaceAll(/"token":"[\w-]{20,}"/g, '"token":"../../../../etc/shadow"')),
      'no token',
    ],
    ['a certificate that is none', lie('/cert', () => 'here you are'), 'it is none'],
    [
      'a certificate cut short',
      lie('/cert', (body) => body.replace(/.{40}\n-----END/, '\n-----END')),
      'it is none',
    ],
  ] as const)('%s', async (_, fault, says) => {
    authority.faults.lie = fault
    expect((await refusal()).problems[0].message).toContain(says)
    expect([...zone.values()].flat()).toEqual([])
  })

  it('a certificate for the key of somebody else', async () => {
    const other = (await order()).cert
    kept.order = undefined
    authority.faults.lie = lie('/cert', () => other)
    expect((await refusal()).problems[0].message).toContain('it is for another key')
  })

  it('a certificate for another name', async () => {
    await order({ names: ['a.example.org'] })
    const mine = kept.order
    kept.order = mine && { ...mine, names: ['kiste.example.org'] }
    expect((await refusal()).problems[0].message).toContain('it is not for kiste.example.org')
  })
})

describe('a clock that is wrong', () => {
  it.each([
    ['behind', -400, 'is not valid yet'],
    ['ahead', 400, 'has ended already'],
  ])('%s is what is said', async (_, days, says) => {
    const now = () => new Date(Date.now() + days * 24 * 3_600_000)
    const { problems } = await refusal({ deps: { now } })
    expect(problems[0].message).toContain(says)
    expect(problems[0].hint).toContain('timedatectl')
  })
})

describe('cut off', () => {
  it.each(['/account', '/order', '/finalize', '/cert'])('at %s, the next try goes on', async (cut) => {
    authority.faults.cut = cut
    expect((await refusal()).problems[0].code).toBe('download_failed')
    authority.faults.cut = undefined
    await order()
    expect(authority.asked.filter((one) => one === 'POST /account').length).toBeLessThanOrEqual(2)
    expect(authority.issued()).toBe(1)
  })

  it('after the order was made, the same order goes on, with its key', async () => {
    authority.faults.cut = '/finalize'
    await refusal()
    const { key } = kept.order ?? {}
    authority.faults.cut = undefined
    expect((await order()).key).toBe(key)
    expect(authority.orders()).toBe(1)
    // What was seen to be ours once is not shown again.
    expect(authority.asked.filter((one) => one.includes('/chall/'))).toHaveLength(1)
  })

  it.each(['is good', 'is gone'])(
    'by a kill, its record goes with the next try, also where the order %s',
    async (how) => {
      const stop = new AbortController()
      // As a kill looks: nothing of what comes after is done.
      const killed = { ...records, remove: async () => Promise.reject(new Error('killed')) }
      const awaitRecord = async () => stop.abort()
      await expect(order({ deps: { records: killed, signal: stop.signal, awaitRecord } })).rejects.toThrow(
        'abort',
      )
      expect([...zone.values()].flat()).toHaveLength(1)
      if (how === 'is gone' && kept.order) kept.order = { ...kept.order, begunAtMs: 0 }
      await order()
      expect([...zone.values()].flat()).toEqual([])
      expect(authority.orders()).toBe(how === 'is gone' ? 2 : 1)
    },
  )

  it('long ago, a new order is made', async () => {
    authority.faults.cut = '/finalize'
    await refusal()
    authority.faults.cut = undefined
    if (kept.order) kept.order = { ...kept.order, begunAtMs: Date.now() - 4 * 24 * 3_600_000 }
    await order()
    expect(authority.orders()).toBe(2)
  })

  it('by whoever stops, it ends at once and takes the record away', async () => {
    const stop = new AbortController()
    const awaitRecord = async () => {
      stop.abort()
      stop.signal.throwIfAborted()
    }
    await expect(order({ deps: { signal: stop.signal, awaitRecord } })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect([...zone.values()].flat()).toEqual([])
  })
})

describe('the DNS', () => {
  const broken = problemError({ code: 'dns_failed', message: 'The hook failed.' })
  it('that takes no record ends it before the authority looks', async () => {
    const add = async () => Promise.reject(broken)
    await expect(order({ deps: { records: { ...records, add } } })).rejects.toBe(broken)
    expect(authority.asked.filter((one) => one.includes('/chall/'))).toEqual([])
  })
  it('that does not let go of one is told of, and the certificate is there', async () => {
    const remove = async () => Promise.reject(broken)
    await order({ deps: { records: { ...records, remove } } })
    expect(leftOver).toEqual(['_acme-challenge.kiste.example.org'])
  })
})

it('a disk that is full when the account is to be kept: nobody hears of it', async () => {
  const full = problemError({ code: 'read_only', message: 'account.json cannot be written (ENOSPC).' })
  const saveAccount = async () => Promise.reject(full)
  await expect(order({ deps: { keep: { ...keep, saveAccount } } })).rejects.toBe(full)
  expect(authority.asked).toEqual(['GET /directory'])
})

it('an authority that is away is named, and one that is not trusted', async () => {
  const untrusted = await order({ deps: { request: httpsRequests() } }).catch(toProblems)
  expect(untrusted).toMatchObject([
    { code: 'download_failed', hint: expect.stringContaining('authority: FILE') as string },
  ])
  await authority.close()
  const away = await order().catch(toProblems)
  expect(away).toMatchObject([
    { code: 'download_failed', message: expect.stringContaining('ECONNREFUSED') as string },
  ])
  authority = await startAuthority(issuer)
})
