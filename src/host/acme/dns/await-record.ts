import type { TxtRecord } from '../../../domain/acme.ts'
import { problemError, type ProblemError } from '../../../domain/problem.ts'
import { saidText } from '../acme-error.ts'
import { suffixesOf } from './ask-api.ts'
import type { DnsLook } from './look.ts'

export interface WaitDeps {
  readonly look: DnsLook
  readonly limitSeconds: number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

const pauseMs = 5_000
const longestAlias = 8

/** Where a record has to be put: the name, or where it leads if it is an alias, as with zones that are kept for this alone. */
export async function placeOf(look: DnsLook, name: string): Promise<string> {
  let place = name
  for (let hops = 0; hops < longestAlias; hops += 1) {
    // Whoever cannot be asked will not be when the record is looked for, and that is said then.
    const next = await look.cname(place).catch(() => undefined)
    if (next === undefined || !/^[\w.-]{1,253}$/.test(next)) return place
    place = next.toLowerCase().replace(/\.$/, '')
  }
  return place
}

/** What one name server shows, or that it does not answer. */
interface Seen {
  readonly server: string
  readonly values: readonly string[] | undefined
}

/**
 * Waits until every name server of the zone that answers shows the record: the authority may ask any of them, and one that does not have
 * it yet costs a try. Throws `ProblemError` with what they show instead.
 */
export async function awaitRecord(
  record: TxtRecord,
  { look, limitSeconds, sleep }: WaitDeps,
  signal: AbortSignal,
): Promise<void> {
  const servers = await serversOf(look, record)
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const seen = await Promise.all(servers.map((server) => ask(look, server, record.name)))
    const answered = seen.filter(({ values }) => values !== undefined)
    if (answered.length > 0 && answered.every(({ values }) => values?.includes(record.value))) return
    if (waitedMs >= limitSeconds * 1_000) throw notSeen(record, seen, limitSeconds)
    await sleep(pauseMs, signal)
  }
}

async function serversOf(look: DnsLook, record: TxtRecord): Promise<readonly string[]> {
  for (const zone of suffixesOf(record.name)) {
    const servers = await look.nameServers(zone).catch(() => [])
    if (servers.length > 0) return servers
  }
  throw problemError({
    code: 'dns_failed',
    object: { type: 'certificate', name: record.domain },
    message: `No name servers are known for ${record.name}.`,
    hint: 'See whether the domain is registered. Where the resolver of your network hides it, name others with `resolvers: [ADDRESS]` under `dns`.',
  })
}

async function ask(look: DnsLook, server: string, name: string): Promise<Seen> {
  const addresses = await look.addresses(server).catch(() => [])
  for (const address of addresses) {
    try {
      return { server, values: await look.texts(address, name) }
    } catch {
      // The next of its addresses may be of a kind that this network has a way for.
    }
  }
  return { server, values: undefined }
}

function notSeen(record: TxtRecord, seen: readonly Seen[], limitSeconds: number): ProblemError {
  const object = { type: 'certificate', name: record.domain } as const
  const answered = seen.filter(({ values }) => values !== undefined)
  if (answered.length === 0)
    return problemError({
      code: 'dns_failed',
      object,
      message: `None of the name servers of ${record.name} answers this host: ${seen.map(({ server }) => server).join(', ')}.`,
      hint: 'Something may keep DNS from leaving your network (port 53). With `checkNameServers: false` under `dns` it is waited for `waitSeconds` instead.',
    })
  const behind = answered.filter(({ values }) => !values?.includes(record.value))
  const others = [...new Set(behind.flatMap(({ values }) => values ?? []))]
  const names = behind.map(({ server }) => server).join(', ')
  return problemError({
    code: 'dns_failed',
    object,
    message:
      others.length === 0
        ? `After ${limitSeconds} s the record ${record.name} is not seen on ${names}.`
        : `After ${limitSeconds} s the record ${record.name} has other values on ${names}: ${saidText(others.join(', '))}`,
    hint: 'See whether it is put into the right zone; a slow provider is waited for longer with `waitSeconds` under `dns`.',
  })
}
