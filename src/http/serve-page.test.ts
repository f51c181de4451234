import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pages } from '../contract/pages.ts'
import { buildHttp } from './build.ts'
import { emblems } from './serve-page.ts'
import { buildHouse, type House } from './testing/house.ts'
import { createTickets } from './tickets.ts'
import { webDoor } from './web-door.ts'

let house: House
let folder: string
let server: ReturnType<typeof buildHttp>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-page-'))
  const page = join(folder, 'web')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Kiste</title>')
  for (const file of Object.keys(emblems)) await writeFile(join(page, file), '<svg/>')
  await writeFile(join(page, 'assets/index-abc.js'), 'export {}')
  await writeFile(join(folder, 'secret'), 'secret')
  await symlink(join(folder, 'secret'), join(page, 'secret'))
  house = await buildHouse()
  server = buildHttp({
    app: house.app,
    live: house.live,
    access: house.access,
    metrics: house.metrics,
    tickets: createTickets(Date.now),
    health: { version: '0', startedAt: new Date().toISOString(), fake: true },
    door: webDoor(house.access),
    pageFolder: page,
    authority: () => '-----BEGIN CERTIFICATE-----\n',
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await house.close()
  await rm(folder, { recursive: true })
})

const addresses = Object.values(pages).map((path) => path.replaceAll(/:\w+/g, 'a%20b'))

it.each(addresses)('%s is the page', async (url) => {
  const answer = await server.inject(url)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toContain('text/html')
  expect(answer.headers['cache-control']).toBe('no-cache')
  expect(answer.body).toContain('<title>Kiste</title>')
})

it('what it is made of is kept by browsers, as it never changes', async () => {
  const answer = await server.inject('/assets/index-abc.js')
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(answer.headers['content-type']).toContain('javascript')
})

it.each(Object.entries(emblems))('%s is what the page is shown by', async (file, type) => {
  const answer = await server.inject(`/${file}`)
  expect(answer.headers['content-type']).toContain(type)
  expect(answer.headers['cache-control']).toBe('public, max-age=3600')
})

it('the emblems that the page names are those that are served', async () => {
  const read = (file: string) => readFile(resolve(import.meta.dirname, '../../web', file), 'utf8')
  const { icons } = JSON.parse(await read('public/manifest.webmanifest')) as {
    readonly icons: readonly { readonly src: string }[]
  }
  const named = [...(await read('index.html')).matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, href]) => href)
  const all = new Set([...icons.map(({ src }) => src), ...named])
  expect(all).toEqual(new Set(Object.keys(emblems).map((file) => `/${file}`)))
})

it('what devices may trust can be had by anybody', async () => {
  const answer = await server.inject('/kiste-authority.crt')
  expect(answer.headers['content-type']).toBe('application/x-x509-ca-cert')
})

it('everything comes with a policy that lets nothing foreign in', async () => {
  for (const url of ['/', '/assets/index-abc.js', '/v1/session', '/nope']) {
    const { headers } = await server.inject(url)
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
  }
  expect((await server.inject('/v1/session')).headers['cache-control']).toBe('no-store')
})

describe('is no page, and safe', () => {
  // As they come over the wire, where nothing tidies them up first.
  it.each([
    '/nope',
    '/vms/a/b/c',
    '//evil.example/',
    '/v1/nope',
    '/v1//vms',
    '/%2e%2e/secret',
    '/assets/../secret',
    '/assets/%2e%2e/%2e%2e/secret',
    '/assets/..%2f..%2fsecret',
    '/assets/nope.js',
    '/assets/',
    '/secret',
    '/index.html',
    '/<script>alert(1)</script>',
    '/a%0d%0aset-cookie:x=y',
    '/%',
    '/%00',
    `/${'a'.repeat(9_000)}`,
  ])('%s', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 (404|400) /)
    expect(answer).toContain('content-type: application/json; charset=utf-8')
    expect(answer).not.toMatch(/secret$/)
    expect(answer.toLowerCase()).not.toContain('\r\nset-cookie')
  })

  it.each(['TRACE', 'PUT', 'OPTIONS', 'CONNECT'])('%s', async (method) => {
    const answer = await raw(`${method} /vms HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect(answer).not.toMatch(/^HTTP\/1\.1 [25]/)
  })
})

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.once('close', () => resolve(answer))
    socket.once('error', reject)
  })
}
