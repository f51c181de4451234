import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { extname, join, normalize } from 'node:path'

// Serves the built page and passes what is the daemon's on to its socket, until the daemon serves the page itself.

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface PageServer {
  readonly url: string
  /** Cuts every open connection, as a network that goes away does. */
  cut(): void
  close(): Promise<void>
}

export async function servePage(folder: string, socketPath: string): Promise<PageServer> {
  const open = new Set<Socket>()
  const server = createServer((asked, answer) => {
    if (asked.url?.startsWith('/v1/')) passOn(asked, answer, socketPath)
    else sendFile(folder, asked.url ?? '/', answer)
  })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('upgrade', (asked, socket, head) => {
    const daemon = connect(socketPath)
    const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}`)
    daemon.write([`GET ${asked.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    daemon.write(head)
    daemon.pipe(socket).pipe(daemon)
    daemon.on('error', () => socket.destroy())
    socket.on('error', () => daemon.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}

function passOn(asked: IncomingMessage, answer: ServerResponse, socketPath: string): void {
  const onward = request({ socketPath, method: asked.method, path: asked.url, headers: asked.headers })
  onward.once('response', (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(answer)
    // A daemon that dies in the middle of a stream ends it; the browser is to notice.
    reply.on('aborted', () => answer.destroy())
    reply.on('error', () => answer.destroy())
  })
  onward.on('error', () => {
    if (answer.headersSent) answer.destroy()
    else answer.writeHead(502).end()
  })
  answer.on('close', () => onward.destroy())
  asked.pipe(onward)
}

/** A file of the page; every other address is one of the page's own, and gets it. */
function sendFile(folder: string, url: string, answer: ServerResponse): void {
  const path = join(folder, normalize(decodeURI(new URL(url, 'http://page').pathname)))
  const isFile = path.startsWith(folder) && existsSync(path) && statSync(path).isFile()
  const file = isFile ? path : join(folder, 'index.html')
  answer.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  createReadStream(file).pipe(answer)
}
