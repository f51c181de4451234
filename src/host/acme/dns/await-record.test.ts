import { describe, expect, it } from 'vitest'
import type { TxtRecord } from '../../../domain/acme.ts'
import { awaitRecord, placeOf } from './await-record.ts'
import type { DnsLook } from './look.ts'

const record: TxtRecord = {
  name: '_acme-challenge.kiste.example.org',
  value: 'right',
  domain: 'kiste.example.org',
}
const signal = new AbortController().signal

/** What each server says, look by look; the last for ever. `undefined`: it does not answer. */
type Says = readonly (readonly string[] | undefined)[]

function dns(servers: Readonly<Record<string, Says>>, more: Partial<DnsLook> = {}) {
  const looks = new Map<string, number>()
  const look: DnsLook = {
    cname: async () => undefined,
    nameServers: async (zone) => (zone === 'example.org' ? Object.keys(servers) : []),
    addresses: async (host) => [`${host}/6`, `${host}/4`],
    texts: async (address, name) => {
      expect(name).toBe(record.name)
      const [server = '', kind] = address.split('/')
      // No way out for IPv6, as in many homes.
      if (kind === '6') throw new Error('ECONNREFUSED')
      const n = looks.get(server) ?? 0
      looks.set(server, n + 1)
      const says = servers[server] ?? []
      const said = says[Math.min(n, says.length - 1)]
      if (said === undefined) throw new Error('ETIMEOUT')
      return said
    },
    ...more,
  }
  return look
}

async function wait(look: DnsLook, limitSeconds = 60) {
  const pauses: number[] = []
  await awaitRecord(record, { look, limitSeconds, sleep: async (ms) => void pauses.push(ms) }, signal)
  return pauses.length
}

describe('it is waited', () => {
  it.each<[string, Readonly<Record<string, Says>>, number]>([
    ['not at all, where all show it', { a: [['right']], b: [['other', 'right']] }, 0],
    ['for the slowest', { a: [['right']], b: [[], ['old'], ['right']] }, 2],
    ['for no server that is never there', { a: [['right']], b: [undefined] }, 0],
    ['for one that goes away meanwhile no longer', { a: [['right']], b: [[], undefined] }, 1],
  ])('%s', async (_, servers, pauses) => {
    expect(await wait(dns(servers))).toBe(pauses)
  })
})

describe('not seen', () => {
  it.each<[string, DnsLook, string, string]>([
    ['on one of them', dns({ a: [['right']], b: [[]] }), 'is not seen on b', 'right zone'],
    [
      'as there is another',
      dns({ a: [['wrong']], b: [['wrong', 'old']] }),
      'has other values on a, b: wrong, old',
      'waitSeconds',
    ],
    ['as nobody answers', dns({ a: [undefined], b: [undefined] }), 'None of the name servers', 'port 53'],
    ['as nobody knows the servers', dns({}), 'No name servers are known', 'resolvers'],
    [
      'as the resolver is away',
      dns({ a: [['right']] }, { nameServers: async () => Promise.reject(new Error('ETIMEOUT')) }),
      'No name servers are known',
      'resolvers',
    ],
    [
      'as the names of the servers lead nowhere',
      dns({ a: [['right']] }, { addresses: async () => [] }),
      'None of the name servers',
      'port 53',
    ],
  ])('%s', async (_, look, message, hint) => {
    await expect(wait(look)).rejects.toMatchObject({
      problems: [
        {
          code: 'dns_failed',
          message: expect.stringContaining(message) as string,
          hint: expect.stringContaining(hint) as string,
        },
      ],
    })
  })

  it('and stopped, it ends', async () => {
    const stop = new AbortController()
    const sleep = async () => {
      stop.abort(new Error('stopped'))
      stop.signal.throwIfAborted()
    }
    await expect(
      awaitRecord(record, { look: dns({ a: [[]] }), limitSeconds: 60, sleep }, stop.signal),
    ).rejects.toThrow('stopped')
  })
})

describe('the place of a record', () => {
  const leads = (to: Readonly<Record<string, string>>) => dns({}, { cname: async (name) => to[name] })
  it.each([
    ['is its name', {}, 'a.example.org'],
    [
      'is where an alias leads',
      { 'a.example.org': 'B.acme.example.net.', 'b.acme.example.net': 'c.example' },
      'c.example',
    ],
    ['is not what would be no name', { 'a.example.org': 'x y\nserver evil' }, 'a.example.org'],
  ])('%s', async (_, to, place) => {
    expect(await placeOf(leads(to as Record<string, string>), 'a.example.org')).toBe(place)
  })
  it('is somewhere, also where aliases lead in a ring', async () => {
    expect(await placeOf(leads({ a: 'b', b: 'a' }), 'a')).toBe('a')
  })
  it('is its name where nobody can be asked', async () => {
    expect(await placeOf(dns({}, { cname: async () => Promise.reject(new Error('ETIMEOUT')) }), 'a')).toBe(
      'a',
    )
  })
})
