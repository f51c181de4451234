import { X509Certificate } from 'node:crypto'
import { connect, createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundsOf, isInNet, isWithin, namesOf } from './certificate-names.ts'
import { makeAuthority, makeServerCertificate, type KeyPair } from './make-certificates.ts'

const names = namesOf({
  hostname: 'WoodBox',
  addresses: ['192.168.1.10', 'fe80::1', '2a02:8109::5'],
  extra: ['kiste.example.org', '10.9.8.7'],
})

describe('the names of a house', () => {
  it('are its own, those of home nets, and those given by hand', () => {
    expect(names.dns).toEqual([
      'localhost',
      'woodbox',
      'woodbox.local',
      'woodbox.lan',
      'woodbox.home',
      'woodbox.home.arpa',
      'woodbox.internal',
      'woodbox.fritz.box',
      'kiste.example.org',
    ])
    expect(names.ips).toEqual(['127.0.0.1', '::1', '192.168.1.10', 'fe80::1', '2a02:8109::5', '10.9.8.7'])
  })

  it('lie within the bounds that are made for them, and what is new on the internet does not', () => {
    const bounds = boundsOf(names)
    expect(isWithin(names, bounds)).toBe(true)
    const other = (dns: string[], ips: string[]) => isWithin({ dns, ips }, bounds)
    expect(other(['other.local', 'sub.woodbox'], ['172.20.1.1', '2a02:8109::77'])).toBe(true)
    expect(other(['example.org'], [])).toBe(false)
    expect(other(['evilwoodbox'], [])).toBe(false)
    expect(other([], ['8.8.8.8'])).toBe(false)
    expect(other([], ['2a02:8110::1'])).toBe(false)
  })

  it.each([
    ['172.31.255.255', '172.16.0.0', 12, true],
    ['172.32.0.0', '172.16.0.0', 12, false],
    ['febf::1', 'fe80::', 10, true],
    ['fec0::1', 'fe80::', 10, false],
    ['::ffff:10.0.0.1', '10.0.0.0', 8, false],
    ['10.0.0.1', '::', 0, false],
  ])('%s in %s/%i: %s', (ip, net, prefix, is) => {
    expect(isInNet(ip, net, prefix)).toBe(is)
  })
})

describe('certificates', () => {
  let authority: KeyPair
  let server: KeyPair
  const now = new Date()
  beforeAll(async () => {
    authority = await makeAuthority('woodbox', boundsOf(names), now)
    server = await makeServerCertificate(authority, 'woodbox', names, now)
  })

  it('say what they are', () => {
    const [ca, cert] = [new X509Certificate(authority.cert), new X509Certificate(server.cert)]
    expect(ca.ca).toBe(true)
    expect(ca.subject).toBe('CN=Kiste woodbox')
    expect(cert.ca).toBe(false)
    expect(cert.verify(ca.publicKey)).toBe(true)
    expect(cert.checkIssued(ca)).toBe(true)
    for (const name of names.dns) expect(cert.checkHost(name)).toBe(name)
    for (const ip of names.ips) expect(cert.checkIP(ip)).toBeDefined()
    expect(cert.checkHost('example.org')).toBeUndefined()
    expect(Date.parse(cert.validTo) - now.getTime()).toBeLessThan(398 * 864e5)
  })

  it('a name is a name, whatever is in it', async () => {
    const odd = 'a, CN=b+O="c"\n\u202e/é'
    const { cert } = await makeAuthority(odd, boundsOf(names), now)
    expect(new X509Certificate(cert).subject.split('\n').length).toBe(1)
  })

  // What browsers do as well: OpenSSL holds the names against the bounds of who signed.
  describe('for a client that trusts the authority alone', () => {
    const servers: Server[] = []
    afterAll(() => Promise.all(servers.map((one) => new Promise((done) => one.close(done)))))

    const visit = async (pair: KeyPair, servername: string) => {
      const listening = createServer(pair, (socket) => socket.end('hello'))
      servers.push(listening)
      await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
      const { port } = listening.address() as { port: number }
      return new Promise<string>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', servername, ca: authority.cert }, () => {
          resolve('fine')
          socket.destroy()
        })
        socket.on('error', (error: Error & { code?: string }) => resolve(`${error.code} ${error.message}`))
      })
    }

    it('it is good for the house', async () => {
      expect(await visit(server, 'woodbox.local')).toBe('fine')
      expect(await visit(server, 'localhost')).toBe('fine')
    })

    it('it is good for no other name', async () => {
      expect(await visit(server, 'example.org')).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
    })

    it('who stole the authority can pretend to be nobody on the internet', async () => {
      const stolen = await makeServerCertificate(authority, 'x', { dns: ['www.example.com'], ips: [] }, now)
      expect(await visit(stolen, 'www.example.com')).toContain('permitted subtree violation')
      const ip = await makeServerCertificate(authority, 'x', { dns: ['woodbox'], ips: ['8.8.8.8'] }, now)
      expect(await visit(ip, 'woodbox')).toContain('permitted subtree violation')
    })
  })
})
