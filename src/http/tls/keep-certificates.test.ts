import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { namesOf } from './certificate-names.ts'
import { givenCertificate, keepCertificates } from './keep-certificates.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-tls-'))
})
afterEach(() => rm(folder, { recursive: true }))

const now = new Date()
const dayMs = 24 * 3_600_000
const at = (days: number) => new Date(now.getTime() + days * dayMs)
const home = (...addresses: string[]) => namesOf({ hostname: 'woodbox', addresses, extra: [] })
const keep = (names = home('192.168.1.10'), when = now) =>
  keepCertificates(join(folder, 'tls'), 'woodbox', names, when)

describe('the certificates of the house', () => {
  it('are made once, and nobody else may read them', async () => {
    const first = await keep()
    expect(await keep()).toEqual(first)
    expect((await stat(join(folder, 'tls'))).mode & 0o777).toBe(0o700)
    for (const name of ['authority', 'server'])
      expect((await stat(join(folder, 'tls', `${name}.json`))).mode & 0o777).toBe(0o600)
  })

  it('follow a new address, and the authority that devices trust stays', async () => {
    const first = await keep()
    const moved = await keep(home('192.168.178.20'))
    expect(moved.authority).toBe(first.authority)
    expect(new X509Certificate(moved.server.cert).checkIP('192.168.178.20')).toBeDefined()
  })

  it('an address that is gone changes nothing', async () => {
    const first = await keep(home('192.168.1.10', '10.0.0.1'))
    expect(await keep(home('192.168.1.10'))).toEqual(first)
  })

  it('a name that the authority may not sign for takes a new one', async () => {
    const first = await keep()
    const named = await keep(namesOf({ hostname: 'woodbox', addresses: [], extra: ['nas.example.org'] }))
    expect(named.authority).not.toBe(first.authority)
    expect(new X509Certificate(named.server.cert).checkHost('nas.example.org')).toBe('nas.example.org')
  })

  it('are renewed two months before they end', async () => {
    const first = await keep()
    expect(await keep(undefined, at(397 - 61))).toEqual(first)
    const later = await keep(undefined, at(397 - 59))
    expect(later.server).not.toEqual(first.server)
    expect(later.authority).toBe(first.authority)
    expect((await keep(undefined, at(3_650 - 59))).authority).not.toBe(first.authority)
  })

  it('a clock that was wrong when they were made does no harm', async () => {
    const future = await keep(undefined, at(5_000))
    expect((await keep()).authority).not.toBe(future.authority)
  })

  it.each(['', '{', '{}', '{"cert":"x","key":"y"}', 'null'])(
    '%j in their place is no certificate',
    async (text) => {
      const first = await keep()
      await writeFile(join(folder, 'tls/server.json'), text)
      const again = await keep()
      expect(again.authority).toBe(first.authority)
      await writeFile(join(folder, 'tls/authority.json'), text)
      expect((await keep()).authority).not.toBe(first.authority)
      expect(JSON.parse(await readFile(join(folder, 'tls/server.json'), 'utf8'))).toEqual(
        (await keep()).server,
      )
    },
  )

  it('a folder that is a file is named', async () => {
    await writeFile(join(folder, 'tls'), '')
    await expect(keep()).rejects.toMatchObject({
      problems: [{ code: 'read_only', object: { name: join(folder, 'tls') } }],
    })
  })
})

describe('a certificate that is given', () => {
  const given = async (cert: string, key: string) => {
    const [certPath, keyPath] = [join(folder, 'a.crt'), join(folder, 'a.key')]
    await Promise.all([writeFile(certPath, cert), writeFile(keyPath, key)])
    return givenCertificate(certPath, keyPath)
  }

  it('is shown as it is, with those between', async () => {
    const { server, authority } = await keep()
    const chain = `${server.cert}${authority}`
    expect(await given(chain, server.key)).toEqual({ server: { cert: chain, key: server.key } })
  })

  it('of another key, or none at all, is refused', async () => {
    const { server } = await keep()
    const other = await keepCertificates(join(folder, 'other'), 'x', home(), now)
    for (const [cert, key] of [
      [server.cert, other.server.key],
      ['', server.key],
      [server.key, server.cert],
    ] as const)
      await expect(given(cert, key)).rejects.toMatchObject({ problems: [{ code: 'invalid_input' }] })
    await expect(givenCertificate(join(folder, 'none'), join(folder, 'a.key'))).rejects.toMatchObject({
      problems: [{ code: 'not_found', object: { name: join(folder, 'none') } }],
    })
  })
})
