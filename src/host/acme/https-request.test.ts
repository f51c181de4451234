import { createServer } from 'node:https'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { httpsRequests, type HttpsRequest } from './https-request.ts'
import { makeIssuer } from './testing/fake-issuer.ts'

let request: HttpsRequest
let url: string
let close: () => Promise<void>
let answer: (response: ServerResponse, body: string) => void
const { signal } = new AbortController()

beforeAll(async () => {
  const issuer = await makeIssuer()
  request = httpsRequests(issuer.root)
  const server = createServer(await issuer.server(), (asked, response) => {
    void asked.toArray().then((parts) => answer(response, Buffer.concat(parts).toString()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `https://127.0.0.1:${(server.address() as { port: number }).port}/`
  close = () =>
    new Promise((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })
})
afterAll(() => close())

it('gives what came, whatever its status, and follows nothing', async () => {
  answer = (response, body) => {
    response.writeHead(302, { location: 'https://elsewhere.example', 'x-two': ['a', 'b'] })
    response.end(`you said ${body}`)
  }
  const { status, headers, body } = await request(url, { method: 'POST', body: 'ä', signal })
  expect({ status, body }).toEqual({ status: 302, body: 'you said ä' })
  expect(headers).toMatchObject({ location: 'https://elsewhere.example', 'x-two': 'a, b' })
})

it.each<[string, (response: ServerResponse) => void, string]>([
  [
    'does not end',
    (response) => void (response.write('x'.repeat(2 * 1024 * 1024)), response.end()),
    'does not end',
  ],
  [
    'breaks off',
    (response) => void (response.write('x'), setImmediate(() => response.destroy())),
    'cannot be reached',
  ],
  ['is none', (response) => response.socket?.destroy(), 'cannot be reached'],
])('an answer that %s is told of as one that did not come', async (_, answers, says) => {
  answer = answers
  await expect(request(url, { signal })).rejects.toMatchObject({
    problems: [{ code: 'download_failed', message: expect.stringContaining(says) as string }],
  })
})

it.each(['http://127.0.0.1/', 'file:///etc/passwd', 'nonsense', ''])('%j is not asked', async (place) => {
  await expect(request(place, { signal })).rejects.toMatchObject({ problems: [{ code: 'download_failed' }] })
})

it('whoever stops it hears that it was stopped', async () => {
  const stop = new AbortController()
  answer = () => stop.abort()
  await expect(request(url, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' })
})
