import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DebianRelease } from './debian-recipe.ts'

/** A place the Debian archive is read from, as apt is told about it. */
export interface AptSource {
  readonly uris: readonly string[]
  readonly suites: readonly string[]
  readonly components: readonly string[]
  /** Path of the keyring, if the entry names one. */
  readonly signedBy?: string | undefined
}

/** Reads the machine's apt sources. `aptFolder` is `/etc/apt`; a missing file is no source. */
export async function readAptSources(aptFolder: string): Promise<readonly AptSource[]> {
  const parts = join(aptFolder, 'sources.list.d')
  const names = (await readdir(parts).catch(ifMissing<string[]>([]))).toSorted()
  const sources = parseOneLine(await readFile(join(aptFolder, 'sources.list'), 'utf8').catch(ifMissing('')))
  for (const name of names) {
    const text = await readFile(join(parts, name), 'utf8')
    if (name.endsWith('.list')) sources.push(...parseOneLine(text))
    if (name.endsWith('.sources')) sources.push(...parseDeb822(text))
  }
  return sources
}

function ifMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
}

/** The one-line format of sources.list(5): `deb [option=value …] uri suite component…`. */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line)
    if (!match) return []
    const [, options = '', uri = '', suite = '', components = ''] = match
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1]
    return [{ uris: [uri], suites: [suite], components: words(components), signedBy }]
  })
}

/** The deb822 format of sources.list(5): paragraphs of fields. */
export function parseDeb822(text: string): AptSource[] {
  const paragraphs = text.replaceAll(/^#.*\n?/gm, '').split(/\n\s*\n/)
  return paragraphs.flatMap((paragraph) => {
    const fields = new Map<string, string>()
    let last = ''
    for (const line of paragraph.split('\n')) {
      const match = /^([\w-]+):\s*(.*)$/.exec(line)
      if (match) fields.set((last = match[1]!.toLowerCase()), match[2]!)
      else if (/^\s/.test(line) && last !== '') fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`)
    }
    const list = (name: string) => words(fields.get(name) ?? '')
    if (fields.get('enabled')?.toLowerCase() === 'no' || !list('types').includes('deb')) return []
    const signedBy = fields.get('signed-by')?.trim()
    return [
      {
        uris: list('uris'),
        suites: list('suites'),
        components: list('components'),
        // A key may also stand in the file itself; that is no path, and Debian's own keyring is the right one anyway.
        signedBy: signedBy?.startsWith('/') ? signedBy : undefined,
      },
    ]
  })
}

/**
 * The sources for building this release: the machine's own entries for the Debian archive, turned to the release. Empty when the
 * machine has none: mmdebstrap then knows where Debian is.
 */
export function sourcesFor(release: DebianRelease, machine: readonly AptSource[]): readonly AptSource[] {
  const archive = machine.flatMap((source) =>
    source.uris
      .filter(isDebianArchive)
      .map((uri) => ({ uri, signedBy: source.signedBy, suites: source.suites })),
  )
  const seen = new Set<string>()
  return archive.flatMap(({ uri, signedBy, suites }) => {
    const security = /security/.test(uri) || suites.some((suite) => suite.endsWith('-security'))
    const wanted = security
      ? [`${release.codename}-security`]
      : [release.codename, `${release.codename}-updates`]
    if (seen.has(uri)) return []
    seen.add(uri)
    return [{ uris: [uri], suites: wanted, components: ['main'], signedBy }]
  })
}

// Third parties serve packages from folders of their own names; Debian and its mirrors from one that ends like this.
function isDebianArchive(uri: string): boolean {
  return /\/debian(-security)?\/?$/.test(uri) && /^(https?|mirror\+https?|file|copy):/.test(uri)
}

/** The sources as a deb822 file. */
export function formatSources(sources: readonly AptSource[]): string {
  return sources
    .map((source) =>
      [
        'Types: deb',
        `URIs: ${source.uris.join(' ')}`,
        `Suites: ${source.suites.join(' ')}`,
        `Components: ${source.components.join(' ')}`,
        ...(source.signedBy === undefined ? [] : [`Signed-By: ${source.signedBy}`]),
        '',
      ].join('\n'),
    )
    .join('\n')
}

/**
 * Whether the sources mean something beyond this machine and its network, so that they may stand in an image that travels. If not,
 * cloud-init writes the distribution's own public ones into the VM.
 */
export function arePublic(sources: readonly AptSource[]): boolean {
  return sources.every((source) => source.uris.every(isPublicUri))
}

const privateHost =
  /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[|[^.]+$)|\.(local|lan|home|internal|localdomain|home\.arpa|test|example)$/i

function isPublicUri(uri: string): boolean {
  const host = /^(?:mirror\+)?https?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(uri)?.[1]
  return host !== undefined && !uri.includes('@') && !privateHost.test(host)
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}
