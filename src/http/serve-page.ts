import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { join } from 'node:path'
import { pages } from '../contract/pages.ts'

/**
 * Serves the page that was built into a folder: its document at each of the page's addresses, and what the document asks for. Names of
 * those files change with their content, so browsers keep them. `authority` is what devices may trust, as PEM.
 */
export function servePage(
  server: FastifyInstance,
  folder: string,
  authority: () => string | undefined,
): void {
  server.register(files, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    immutable: true,
    maxAge: 365 * 24 * 3_600_000,
  })
  for (const url of Object.values(pages))
    server.get(url, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { cacheControl: false }),
    )
  server.get('/kiste-authority.crt', (_request, reply) => {
    const certificate = authority()
    if (certificate === undefined) return reply.callNotFound()
    return reply.type('application/x-x509-ca-cert').header('cache-control', 'no-cache').send(certificate)
  })
  for (const name of ['favicon.svg', 'manifest.webmanifest'])
    server.get(`/${name}`, (_request, reply) => reply.sendFile(name, folder, { maxAge: 3_600_000 }))
}
