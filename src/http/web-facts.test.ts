import { beforeAll, describe, expect, it } from 'vitest'
import { boundsOf, namesOf } from './tls/certificate-names.ts'
import type { Certificates } from './tls/keep-certificates.ts'
import { makeAuthority, makeServerCertificate } from './tls/make-certificates.ts'
import { webFacts } from './web-facts.ts'

const names = namesOf({
  hostname: 'woodbox',
  addresses: ['192.168.1.10', 'fe80::1', 'fd00::7'],
  extra: ['kiste.example'],
})
let own: Certificates
const now = new Date('2027-01-01T00:00:00Z')

beforeAll(async () => {
  const authority = await makeAuthority('woodbox', boundsOf(names), now)
  const server = await makeServerCertificate(authority, 'woodbox', names, now)
  own = { server, authority: authority.cert }
})

describe('the page is opened', () => {
  it('on the host alone, without TLS', () => {
    expect(webFacts({ address: '127.0.0.1', port: 5478, names })).toEqual({
      state: 'plain',
      origins: ['http://localhost:5478'],
    })
  })

  it('by every name and address that others can use', () => {
    const { origins } = webFacts({ address: '::', port: 5478, names, certificates: own })
    expect(origins.slice(0, 2)).toEqual(['https://woodbox:5478', 'https://woodbox.local:5478'])
    expect(origins.slice(-3)).toEqual([
      'https://kiste.example:5478',
      'https://192.168.1.10:5478',
      'https://[fd00::7]:5478',
    ])
    expect(origins.join()).not.toMatch(/localhost|127\.|fe80/)
  })

  it('by the one address it is served on', () => {
    const { origins } = webFacts({ address: '192.168.1.10', port: 1, names, certificates: own })
    expect(origins.filter((origin) => /\d\.|\[/.test(origin))).toEqual(['https://192.168.1.10:1'])
    expect(webFacts({ address: '::1', port: 1, names, certificates: own }).origins).toEqual([
      'https://localhost:1',
    ])
  })
})

it('tells what devices may trust, and until when', () => {
  expect(webFacts({ address: '::', port: 1, names, certificates: own })).toMatchObject({
    state: 'tls',
    certificate: { fingerprint: expect.stringMatching(/^([\dA-F]{2}:){31}[\dA-F]{2}$/) as string },
    authority: { expiresAt: expect.stringMatching(/^203[67]-/) as string },
  })
})

it('of a certificate that was given it tells what that is for, and no authority', () => {
  const given = { server: own.server }
  const facts = webFacts({ address: '::', port: 1, names: { dns: [], ips: [] }, certificates: given })
  expect(facts.origins).toContain('https://kiste.example:1')
  expect(facts).not.toHaveProperty('authority')
})

it('the names of a public certificate come first, while it is good', () => {
  const known = {
    authority: "Let's Encrypt",
    directory: 'https://ca.example',
    names: ['*.example.org', 'nas.example.org'],
    canRehearse: true,
    nextTryAt: now.toISOString(),
  }
  const certificate = {
    expiresAt: now.toISOString(),
    renewsAt: now.toISOString(),
    fingerprint: '',
    issuer: '',
  }
  const facts = (more: object) =>
    webFacts({ address: '::', port: 1, names, certificates: own, public: { ...known, ...more } })
  expect(facts({ certificate }).origins[0]).toBe('https://nas.example.org:1')
  expect(facts({ certificate }).origins.join()).not.toContain('*')
  expect(facts({}).origins[0]).toBe('https://woodbox:1')
  expect(facts({})).toMatchObject({ public: known })
})
