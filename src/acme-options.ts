import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import { domainToASCII } from 'node:url'
import { parse, YAMLParseError } from 'yaml'
import { isCertifiableName, knownDirectories } from './domain/acme.ts'
import { problemError, throwIfProblems, type Problem } from './domain/problem.ts'
import { codeOf } from './domain/thrown.ts'

/** What the file of `--web-acme` says. */
export interface AcmeOptions {
  readonly directory: string
  /** An authority for tests. */
  readonly staging?: string | undefined
  /** The root certificate of a private authority, as a file. */
  readonly authority?: string | undefined
  readonly names: readonly string[]
  readonly contact?: string | undefined
  readonly agreeTo?: string | undefined
  readonly dns: DnsOptions
}

export type DnsOptions = DnsKind & {
  /** Asked instead of the resolvers of the system. */
  readonly resolvers: readonly string[]
  /** How long the name servers may take. */
  readonly waitSeconds: number
  readonly checkNameServers: boolean
}

type DnsKind =
  | { readonly kind: 'hook'; readonly command: readonly string[]; readonly timeoutSeconds: number }
  | {
      readonly kind: 'rfc2136'
      readonly server: string
      readonly port: number
      readonly zone?: string | undefined
      readonly keyFile: string
    }
  | { readonly kind: 'desec' | 'cloudflare'; readonly tokenFile: string }

/** Reads the file; throws `ProblemError` with everything that is wrong with it. */
export async function readAcmeFile(path: string): Promise<AcmeOptions> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw wrongFile(path, `it cannot be read (${codeOf(error) ?? 'unknown'})`, error)
  })
  return parseAcmeOptions(path, text)
}

export function parseAcmeOptions(path: string, text: string): AcmeOptions {
  let read: unknown
  try {
    read = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error
    throw wrongFile(path, error.message.split('\n', 1)[0] ?? 'it is no YAML', error)
  }
  const problems: Problem[] = []
  const top = reader(read, '', problems)
  const directory = top.text('directory', readDirectoryWord) ?? knownDirectories['letsencrypt'] ?? ''
  const options = {
    directory,
    staging:
      top.text('staging', readDirectoryWord) ??
      (directory === knownDirectories['letsencrypt'] ? knownDirectories['letsencrypt-staging'] : undefined),
    authority: top.text('authority', wholePath),
    names: top.texts('names', readName),
    contact: top.text('contact', (word) => (/^[^\s@,;:?&]+@[^\s@,;:?&]+$/.test(word) ? word : undefined)),
    agreeTo: top.text('agreeTo', httpsAddress),
    dns: readDns(reader(top.member('dns'), 'dns', problems)),
  }
  top.end()
  if (options.names.length === 0)
    problems.push(wrong('names', 'names which names the certificate is to be for'))
  throwIfProblems(problems.map((problem) => ({ ...problem, message: `${path}: ${problem.message}` })))
  return options as AcmeOptions
}

function readDns(dns: Reader): DnsOptions | undefined {
  const common = {
    resolvers: dns.texts('resolvers', (word) => (isIP(word) === 0 ? undefined : word)),
    waitSeconds: dns.number('waitSeconds', 1, 3_600) ?? 300,
    checkNameServers: dns.flag('checkNameServers') ?? true,
  }
  const kind = dns.text('kind', (word) => kinds.find((known) => known === word))
  const rest = kind === undefined ? undefined : readKind(kind, dns)
  if (kind === undefined) dns.missing('kind', `is one of ${kinds.join(', ')}`)
  else dns.end()
  return rest === undefined ? undefined : { ...common, ...rest }
}

const kinds = ['hook', 'rfc2136', 'desec', 'cloudflare'] as const

/** What is missing has been noted, and then nothing of this is used. */
function readKind(kind: (typeof kinds)[number], dns: Reader): DnsKind {
  switch (kind) {
    case 'hook': {
      const command = dns.texts('command', (word) => (word.includes('\0') ? undefined : word))
      if (command.length === 0 || !isAbsolute(command[0] ?? ''))
        dns.missing('command', 'is a list of the program, with its whole path, and what it is given')
      return { kind, command, timeoutSeconds: dns.number('timeoutSeconds', 1, 3_600) ?? 120 }
    }
    case 'rfc2136':
      return {
        kind,
        server:
          dns.text('server', hostWord) ?? dns.missing('server', 'is the name server that takes updates'),
        port: dns.number('port', 1, 65_535) ?? 53,
        zone: dns.text('zone', hostWord),
        keyFile: dns.text('keyFile', wholePath) ?? dns.missing('keyFile', 'is the file of the key for TSIG'),
      }
    case 'desec':
    case 'cloudflare':
      return {
        kind,
        tokenFile: dns.text('tokenFile', wholePath) ?? dns.missing('tokenFile', 'is the file of the token'),
      }
  }
}

interface Reader {
  text<T extends string>(name: string, take: (word: string) => T | undefined): T | undefined
  texts(name: string, take: (word: string) => string | undefined): readonly string[]
  number(name: string, least: number, most: number): number | undefined
  flag(name: string): boolean | undefined
  member(name: string): unknown
  missing(name: string, what: string): ''
  /** Whatever was not asked for is a mistake. */
  end(): void
}

function reader(value: unknown, path: string, problems: Problem[]): Reader {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const map = isMap ? (value as Readonly<Record<string, unknown>>) : {}
  if (!isMap) problems.push(wrong(path === '' ? 'the file' : path, 'is a list of names and values'))
  const asked = new Set<string>()
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const member = (name: string): unknown => {
    asked.add(name)
    return Object.hasOwn(map, name) ? map[name] : undefined
  }
  const refuse = (name: string, found: unknown): undefined => {
    problems.push(wrong(at(name), `cannot be ${JSON.stringify(found)?.slice(0, 100)}`))
  }
  const noted = new Set<string>()
  return {
    member,
    text(name, take) {
      const found = member(name)
      if (found === undefined || found === null) return undefined
      const taken = typeof found === 'string' ? take(found) : undefined
      if (taken !== undefined) return taken
      noted.add(name)
      return refuse(name, found)
    },
    texts(name, take) {
      const found = member(name) ?? []
      const list: unknown[] = Array.isArray(found) ? found : [found]
      return list.flatMap((one) => {
        const taken = typeof one === 'string' ? take(one) : undefined
        if (taken !== undefined) return [taken]
        noted.add(name)
        return refuse(name, one) ?? []
      })
    },
    number(name, least, most) {
      const found = member(name)
      if (found === undefined || found === null) return undefined
      return typeof found === 'number' && Number.isInteger(found) && found >= least && found <= most
        ? found
        : refuse(name, found)
    },
    flag(name) {
      const found = member(name)
      return found === undefined || typeof found === 'boolean' ? found : refuse(name, found)
    },
    missing(name, what) {
      if (!noted.has(name)) problems.push(wrong(at(name), what))
      return ''
    },
    end() {
      for (const name of Object.keys(map))
        if (!asked.has(name)) problems.push(wrong(at(name), 'is not known here'))
    },
  }
}

/** As it is in the DNS: `bücher.example` is `xn--bcher-kva.example` there. */
function readName(word: string): string | undefined {
  // What is behind a slash would be left out without a word.
  const name = /^[\p{L}\p{M}\p{N}.*-]+$/u.test(word) ? domainToASCII(word) : ''
  return isCertifiableName(name) ? name : undefined
}

function readDirectoryWord(word: string): string | undefined {
  return Object.hasOwn(knownDirectories, word) ? knownDirectories[word] : httpsAddress(word)
}

function httpsAddress(word: string): string | undefined {
  return URL.canParse(word) && new URL(word).protocol === 'https:' ? word : undefined
}

function wholePath(word: string): string | undefined {
  return isAbsolute(word) && !word.includes('\0') ? word : undefined
}

function hostWord(word: string): string | undefined {
  return isIP(word) !== 0 ||
    /^[A-Za-z0-9_]([\w-]*[A-Za-z0-9])?(\.[A-Za-z0-9_]([\w-]*[A-Za-z0-9])?)*\.?$/.test(word)
    ? word.replace(/\.$/, '')
    : undefined
}

function wrong(field: string, says: string): Problem {
  return {
    code: 'invalid_input',
    field,
    message: `\`${field}\` ${says}.`,
    hint: 'docs/access.md shows what stands there.',
  }
}

function wrongFile(path: string, because: string, cause: unknown): Error {
  return problemError(
    {
      code: 'invalid_input',
      field: '--web-acme',
      object: { type: 'file', name: path },
      message: `--web-acme: ${path}: ${because}.`,
    },
    cause,
  )
}
