import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { pages } from '../contract/pages.ts'

const yearMs = 365 * 24 * 3_600_000
const hourMs = 3_600_000

/**
 * Serves the page that was built into a folder: its document at each of the page's addresses, and what the document asks for. Names of
 * those files change with their content, so browsers keep them. `authority` is what devices may trust, as PEM.
 */
export function servePage(
  server: FastifyInstance,
  folder: string,
  authority: () => string | undefined,
): void {
  // It only lends `sendFile`: which addresses there are is said here.
  server.register(files, { root: folder, serve: false })
  for (const url of Object.values(pages))
    server.get(url, (_request, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false }),
    )
  server.get<{ Params: { readonly file: string } }>('/assets/:file', ({ params: { file } }, reply) =>
    /^[\w-]+(\.[\w-]+)+$/.test(file)
      ? reply.sendFile(`assets/${file}`, { immutable: true, maxAge: yearMs })
      : reply.callNotFound(),
  )
  server.get('/favicon.svg', (_request, reply) => reply.sendFile('favicon.svg', { maxAge: hourMs }))
  server.get('/kiste-authority.crt', (_request, reply) => {
    const certificate = authority()
    if (certificate === undefined) return reply.callNotFound()
    return reply.type('application/x-x509-ca-cert').header('cache-control', 'no-cache').send(certificate)
  })
}
