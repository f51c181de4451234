import { createHash, randomBytes, type JsonWebKey } from 'node:crypto'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FakeIssuer } from './fake-issuer.ts'
import { fingerprintOf, readJws, UnknownAccount, type ReadJws } from './read-jws.ts'

/** What goes wrong; each may be changed at any time. */
export interface Faults {
  /** So many requests more are told that their nonce is none. */
  badNonces: number
  /** Refuses what goes to paths that begin so, as this. */
  refuse:
    | { readonly path: string; readonly status: number; readonly type: string; readonly retryAfter?: string }
    | undefined
  /** Breaks the line for paths that begin so, after it has done what was asked. */
  cut: string | undefined
  /** Looks that an order or a check takes. */
  slowLooks: number
  /** Another answer than the right one, for paths that begin so. */
  lie: { readonly path: string; readonly body: (body: string) => string } | undefined
  /** From when the certificates are good. */
  from: Date | undefined
}

export interface FakeAuthority {
  readonly directory: string
  readonly root: string
  readonly terms: string
  readonly faults: Faults
  /** What was asked: `POST /order`. */
  readonly asked: string[]
  /** What it sees in the DNS; to be set. */
  look: (name: string) => readonly string[]
  orders(): number
  issued(): number
  forgetAccounts(): void
  revokeAccounts(): void
  close(): Promise<void>
}

interface Order {
  readonly names: readonly string[]
  readonly account: string
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid'
  checked: 'pending' | 'processing' | 'valid' | 'invalid'
  looksLeft: number
  chain: string
  readonly token: string
}

/** An authority by RFC 8555, as far as a client sees: nonces, signatures, accounts, orders, looks into the DNS, certificates. */
export async function startAuthority(issuer: FakeIssuer): Promise<FakeAuthority> {
  const server = createServer(await issuer.server())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const base = `https://127.0.0.1:${port}`
  const terms = `${base}/terms/v1`
  const nonces = new Set<string>()
  const accounts = new Map<string, { readonly key: JsonWebKey; revoked: boolean }>()
  const orders: Order[] = []
  let issued = 0
  const faults: Faults = {
    badNonces: 0,
    refuse: undefined,
    cut: undefined,
    slowLooks: 0,
    lie: undefined,
    from: undefined,
  }

  const authority: FakeAuthority = {
    directory: `${base}/directory`,
    root: issuer.root,
    terms,
    faults,
    asked: [],
    look: () => [],
    orders: () => orders.length,
    issued: () => issued,
    forgetAccounts: () => accounts.clear(),
    revokeAccounts: () => accounts.forEach((account) => (account.revoked = true)),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }

  const freshNonce = () => {
    const nonce = randomBytes(8).toString('base64url')
    nonces.add(nonce)
    return nonce
  }
  const view = (order: Order, n: number) => ({
    status: order.status,
    identifiers: order.names.map((value) => ({ type: 'dns', value })),
    authorizations: order.names.map((_, index) => `${base}/authz/${n}/${index}`),
    finalize: `${base}/finalize/${n}`,
    ...(order.status === 'valid' ? { certificate: `${base}/cert/${n}` } : {}),
    ...(order.status === 'invalid' ? { error: problem('incorrectResponse', 'a check failed') } : {}),
  })

  /** The records that it looks for, at all names. */
  const check = (order: Order): boolean => {
    const key = accounts.get(order.account)?.key
    if (key === undefined) return false
    const wanted = createHash('sha256')
      .update(`${order.token}.${fingerprintOf(key)}`)
      .digest('base64url')
    return order.names.every((name) =>
      authority.look(`_acme-challenge.${name.replace('*.', '')}`).includes(wanted),
    )
  }

  const answer = async (path: string, jws: ReadJws): Promise<Reply> => {
    const [, kind = '', first = '', second = ''] = path.split('/')
    if (kind === 'account') {
      const known = [...accounts].find(([, { key }]) => fingerprintOf(key) === fingerprintOf(jws.jwk ?? {}))
      if (known?.[1].revoked) return refusal(401, 'unauthorized', 'the account was revoked')
      if (known) return { status: 200, location: known[0], body: { status: 'valid' } }
      if (jws.payload?.['termsOfServiceAgreed'] !== true)
        return refusal(403, 'userActionRequired', 'agree to the terms')
      const url = `${base}/acct/${randomBytes(4).toString('hex')}`
      accounts.set(url, { key: jws.jwk ?? {}, revoked: false })
      return { status: 201, location: url, body: { status: 'valid' } }
    }
    if (jws.kid === undefined) return refusal(400, 'malformed', 'an account is needed')
    if (accounts.get(jws.kid)?.revoked) return refusal(401, 'unauthorized', 'the account was revoked')
    if (kind === 'order' && first === '') {
      const asked = (jws.payload?.['identifiers'] ?? []) as readonly { readonly value: string }[]
      const names = asked.map(({ value }) => value)
      const token = randomBytes(24).toString('base64url')
      orders.push({
        names,
        account: jws.kid,
        status: 'pending',
        checked: 'pending',
        looksLeft: 0,
        chain: '',
        token,
      })
      const n = orders.length - 1
      return { status: 201, location: `${base}/order/${n}`, body: view(orders[n] as Order, n) }
    }
    const n = Number(first)
    const order = orders[n]
    if (order === undefined || order.account !== jws.kid) return refusal(404, 'malformed', 'no such order')
    switch (kind) {
      case 'order':
        if (order.status === 'processing' && order.looksLeft-- <= 0) order.status = 'valid'
        return { status: 200, body: view(order, n), retryAfter: '1' }
      case 'authz': {
        if (order.checked === 'processing' && order.looksLeft-- <= 0) {
          order.checked = check(order) ? 'valid' : 'invalid'
          order.status = order.checked === 'valid' ? 'ready' : 'invalid'
        }
        const failed =
          order.checked === 'invalid' ? { error: problem('incorrectResponse', 'No TXT record\nfound') } : {}
        const status = order.checked === 'processing' ? 'pending' : order.checked
        const challenge = {
          type: 'dns-01',
          url: `${base}/chall/${n}/${second}`,
          token: order.token,
          status,
          ...failed,
        }
        const value = (order.names[Number(second)] ?? '').replace('*.', '')
        const others = { type: 'http-01', url: `${base}/chall/x`, token: 'x', status: 'pending' }
        return {
          status: 200,
          body: { status, identifier: { type: 'dns', value }, challenges: [others, challenge] },
        }
      }
      case 'chall':
        if (JSON.stringify(jws.payload) !== '{}')
          return refusal(400, 'malformed', 'an empty object is wanted')
        if (order.checked === 'pending')
          Object.assign(order, { checked: 'processing', looksLeft: faults.slowLooks })
        return {
          status: 200,
          body: { type: 'dns-01', status: 'processing', url: `${base}${path}`, token: order.token },
        }
      case 'finalize': {
        if (order.status !== 'ready') return refusal(403, 'orderNotReady', `it is ${order.status}`)
        const csr = Buffer.from(String(jws.payload?.['csr']), 'base64url')
        const signed = await issuer.sign(csr, faults.from ?? new Date(Date.now() - 3_600_000), 90)
        if (signed.names.toSorted().join() !== order.names.toSorted().join())
          return refusal(400, 'badCSR', 'other names')
        issued += 1
        Object.assign(order, { chain: signed.chain, status: 'processing', looksLeft: faults.slowLooks })
        return { status: 200, body: view(order, n) }
      }
      case 'cert':
        return { status: 200, text: order.chain }
      default:
        return refusal(404, 'malformed', 'no such thing')
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    authority.asked.push(`${request.method} ${path}`)
    const body = Buffer.concat(await request.toArray()).toString()
    response.setHeader('replay-nonce', freshNonce())
    const { refuse } = faults
    if (refuse !== undefined && path.startsWith(refuse.path)) {
      if (refuse.retryAfter !== undefined) response.setHeader('retry-after', refuse.retryAfter)
      send(response, refusal(refuse.status, refuse.type, `this is refused as ${refuse.type}`))
      return
    }
    let reply: Reply
    if (path.startsWith('/directory'))
      reply = {
        status: 200,
        body: {
          newNonce: `${base}/nonce`,
          newAccount: `${base}/account`,
          newOrder: `${base}/order`,
          meta: { termsOfService: terms },
        },
      }
    else if (path === '/nonce') reply = { status: 200, text: '' }
    else
      try {
        const jws = readJws(body, (kid) => accounts.get(kid)?.key)
        if (jws.url !== `${base}${path}`) reply = refusal(401, 'unauthorized', 'signed for another address')
        else if (!nonces.delete(jws.nonce) || faults.badNonces-- > 0)
          reply = refusal(400, 'badNonce', 'an old nonce')
        else reply = await answer(path, jws)
      } catch (error) {
        reply =
          error instanceof UnknownAccount
            ? refusal(400, 'accountDoesNotExist', 'no such account')
            : refusal(400, 'malformed', String(error))
      }
    if (faults.cut !== undefined && path.startsWith(faults.cut)) request.socket.destroy()
    else if (faults.lie !== undefined && path.startsWith(faults.lie.path))
      send(response, { ...reply, text: faults.lie.body(reply.text ?? JSON.stringify(reply.body)) })
    else send(response, reply)
  }
  server.on('request', (request, response) => void serve(request, response))
  return authority
}

interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly text?: string
  readonly location?: string
  readonly retryAfter?: string
}

function refusal(status: number, type: string, detail: string): Reply {
  return { status, body: problem(type, detail) }
}

function problem(type: string, detail: string) {
  return { type: `urn:ietf:params:acme:error:${type}`, detail }
}

function send(response: ServerResponse, { status, body, text, location, retryAfter }: Reply): void {
  response.statusCode = status
  if (location !== undefined) response.setHeader('location', location)
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  response.end(text ?? JSON.stringify(body))
}
