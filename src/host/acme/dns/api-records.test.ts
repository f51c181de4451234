import { describe, expect, it } from 'vitest'
import type { DnsRecords, TxtRecord } from '../../../domain/acme.ts'
import type { HttpsAnswer, HttpsAsked } from '../https-request.ts'
import { suffixesOf, type ApiDeps } from './ask-api.ts'
import { cloudflareRecords } from './cloudflare-records.ts'
import { desecRecords } from './desec-records.ts'

const record: TxtRecord = {
  name: '_acme-challenge.kiste.example.org',
  value: 'new',
  domain: 'kiste.example.org',
}
const other: TxtRecord = { ...record, value: 'other' }
const { signal } = new AbortController()

interface Provider {
  readonly dns: DnsRecords
  readonly asked: string[]
  values(): readonly string[]
  /** Answers the next requests instead. */
  instead: (Partial<HttpsAnswer> | undefined)[]
  readonly waits: number[]
}

type Serve = (
  method: string,
  path: string,
  body: unknown,
) => { readonly status: number; readonly body: unknown }

function provider(
  make: (deps: ApiDeps, api: string) => DnsRecords,
  token: string,
  serve: Serve,
  values: () => readonly string[],
): Provider {
  const asked: string[] = []
  const waits: number[] = []
  const made: Provider = {
    asked,
    waits,
    values,
    instead: [],
    dns: make(
      {
        token: async () => 'secret',
        now: () => new Date('2027-01-01T00:00:00Z'),
        sleep: async (ms) => void waits.push(ms),
        request: async (url: string, { method = 'GET', headers, body }: HttpsAsked) => {
          const path = url.replace('https://api.example', '')
          asked.push(`${method} ${path}`)
          expect(headers?.['authorization']).toBe(token)
          const instead = made.instead.shift()
          if (instead !== undefined) return { status: 500, headers: {}, body: '', ...instead }
          const answer = serve(method, path, body === undefined ? undefined : JSON.parse(body))
          return { status: answer.status, headers: {}, body: JSON.stringify(answer.body) }
        },
      },
      'https://api.example',
    ),
  }
  return made
}

function desec(): Provider {
  let records: readonly string[] = []
  return provider(
    desecRecords,
    'Token secret',
    (method, path, body) => {
      if (path === `/domains/?owns_qname=${record.name}`)
        return { status: 200, body: [{ name: 'example.org', minimum_ttl: 3_600 }] }
      if (method === 'GET' && path === '/domains/example.org/rrsets/_acme-challenge.kiste/TXT/')
        return records.length === 0 ? { status: 404, body: {} } : { status: 200, body: { records } }
      if (method === 'PUT' && path === '/domains/example.org/rrsets/') {
        const [set] = body as { subname: string; type: string; ttl: number; records: string[] }[]
        expect(set).toMatchObject({ subname: '_acme-challenge.kiste', type: 'TXT', ttl: 3_600 })
        records = set?.records ?? []
        return { status: 200, body: [] }
      }
      return { status: 405, body: { detail: 'not so' } }
    },
    () => records.map((one) => one.slice(1, -1)),
  )
}

function cloudflare(): Provider {
  const records = new Map<string, string>()
  let next = 0
  return provider(
    cloudflareRecords,
    'Bearer secret',
    (method, path, body) => {
      if (path.startsWith('/zones?name='))
        return { status: 200, body: { result: path.endsWith('=example.org') ? [{ id: 'z1' }] : [] } }
      if (method === 'POST' && path === '/zones/z1/dns_records') {
        records.set(`r${next++}`, (body as { content: string }).content)
        return { status: 200, body: { result: {} } }
      }
      if (method === 'GET' && path === `/zones/z1/dns_records?type=TXT&name=${record.name}`)
        return { status: 200, body: { result: [...records].map(([id, content]) => ({ id, content })) } }
      const id = /^\/zones\/z1\/dns_records\/(r\d)$/.exec(path)?.[1]
      if (method === 'DELETE' && id !== undefined) return { status: records.delete(id) ? 200 : 404, body: {} }
      return { status: 405, body: {} }
    },
    () => [...records.values()].map((one) => one.slice(1, -1)),
  )
}

describe.each([
  ['deSEC', desec],
  ['Cloudflare', cloudflare],
])('%s', (_, make) => {
  it('sets values beside others, and takes away its own alone', async () => {
    const { dns, values } = make()
    await dns.add(other, signal)
    await dns.add(record, signal)
    await dns.add(record, signal)
    expect(values()).toEqual(['other', 'new'])
    await dns.remove(record, signal)
    await dns.remove(record, signal)
    expect(values()).toEqual(['other'])
    await dns.remove(other, signal)
    expect(values()).toEqual([])
  })

  it('that is asked too often is waited for, not for ever', async () => {
    const one = make()
    one.instead = [{ status: 429, headers: { 'retry-after': '7' } }]
    await one.dns.add(record, signal)
    expect(one.waits).toEqual([7_000])
    const two = make()
    two.instead = Array.from({ length: 9 }, () => ({ status: 429, headers: { 'retry-after': '7' } }))
    await expect(two.dns.add(record, signal)).rejects.toMatchObject({ problems: [{ code: 'dns_failed' }] })
    expect(two.waits).toHaveLength(2)
    const three = make()
    three.instead = [{ status: 429, headers: { 'retry-after': '86400' } }]
    await expect(three.dns.add(record, signal)).rejects.toThrow('429')
    expect(three.waits).toEqual([])
  })

  it.each([
    [401, 'The token is not'],
    [403, 'The token is not'],
    [500, 'See whether the zone'],
  ])('that answers %i is quoted, on one line', async (status, hint) => {
    const it = make()
    it.instead = [{ status, body: 'So\n\u001b[1mnot' }]
    await expect(it.dns.add(record, signal)).rejects.toMatchObject({
      problems: [
        {
          message: expect.stringContaining(`answers ${status}, So [1mnot`) as string,
          hint: expect.stringContaining(hint) as string,
        },
      ],
    })
  })

  it.each(['', 'null', '[]', '{}', '[{"name":"evil.example"}]', '{"result":[{"id":"../../x"}]}', '"x"'])(
    'that answers %j has no such zone',
    async (body) => {
      const it = make()
      it.instead = Array.from({ length: 9 }, () => ({ status: 200, body }))
      await expect(it.dns.add(record, signal)).rejects.toThrow('has no zone that holds it')
    },
  )
})

it('a name lies in all that ends it, but not in a word alone', () => {
  expect(suffixesOf('_acme-challenge.a.example.org')).toEqual([
    '_acme-challenge.a.example.org',
    'a.example.org',
    'example.org',
  ])
})
