import { X509Certificate } from 'node:crypto'
import { connect, createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IssuedCertificate } from '../../domain/acme.ts'
import { boundsOf } from '../tls/certificate-names.ts'
import { makeAuthority, makeServerCertificate } from '../tls/make-certificates.ts'
import { contextByName, isFor } from './server-name.ts'

describe('a name is one of these', () => {
  it.each([
    [['kiste.example.org'], 'kiste.example.org', true],
    [['kiste.example.org'], 'KISTE.example.org.', true],
    [['kiste.example.org'], 'a.kiste.example.org', false],
    [['*.example.org'], 'kiste.example.org', true],
    [['*.example.org'], 'a.kiste.example.org', false],
    [['*.example.org'], 'example.org', false],
    [['*.example.org'], '', false],
  ])('%j: %s, %s', (names, asked, is) => {
    expect(isFor(names, asked)).toBe(is)
  })
})

describe('by the name that is asked for', () => {
  let server: Server
  let shown: IssuedCertificate | undefined
  const made: IssuedCertificate[] = []
  beforeAll(async () => {
    const now = new Date()
    const issuer = await makeAuthority('x', boundsOf({ dns: ['example.org', 'woodbox'], ips: [] }), now)
    const make = (dns: string) => makeServerCertificate(issuer, dns, { dns: [dns], ips: [] }, now)
    made.push(await make('kiste.example.org'), await make('kiste.example.org'))
    const own = await make('woodbox')
    server = createServer(
      { ...own, SNICallback: contextByName(['kiste.example.org'], () => shown) },
      (socket) => socket.end(),
    )
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterAll(() => new Promise((done) => server.close(done)))

  const shownTo = (servername: string) =>
    new Promise<string>((resolve, reject) => {
      const { port } = server.address() as { port: number }
      const socket = connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
        socket.destroy()
      }).on('error', reject)
    })
  const printOf = (one: IssuedCertificate | undefined) => new X509Certificate(one?.cert ?? '').fingerprint256

  it('the public one is shown, a new one from the next connection on, and the house’s own to all else', async () => {
    const own = await shownTo('kiste.example.org')
    shown = made[0]
    expect(await shownTo('kiste.example.org')).toBe(printOf(made[0]))
    expect(await shownTo('woodbox.local')).toBe(own)
    // Who comes by an address says no name.
    expect(await shownTo('')).toBe(own)
    shown = made[1]
    expect(await shownTo('kiste.example.org')).toBe(printOf(made[1]))
    shown = undefined
    expect(await shownTo('kiste.example.org')).toBe(own)
  })
})
