import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { pages } from '../contract/pages.ts'

const yearMs = 365 * 24 * 3_600_000
const hourMs = 3_600_000

/** What browsers and phones show the page by, and under names that stay the same. */
export const emblems = {
  'favicon.svg': 'image/svg+xml',
  'icon-192.png': 'image/png',
  'icon-512.png': 'image/png',
  'icon-maskable.png': 'image/png',
  'apple-touch-icon.png': 'image/png',
  'manifest.webmanifest': 'application/manifest+json',
} as const

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
  for (const [file, type] of Object.entries(emblems))
    server.get(`/${file}`, (_request, reply) => reply.type(type).sendFile(file, { maxAge: hourMs }))
  server.get('/kiste-authority.crt', (_request, reply) => {
    const certificate = authority()
    if (certificate === undefined) return reply.callNotFound()
    return reply.type('application/x-x509-ca-cert').header('cache-control', 'no-cache').send(certificate)
  })
}
