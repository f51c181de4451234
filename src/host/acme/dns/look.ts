import { Resolver } from 'node:dns/promises'
import { codeOf } from '../../../domain/thrown.ts'

/** What is asked of the DNS. What is not there is empty; a server that does not answer rejects. */
export interface DnsLook {
  /** Where a name leads, if it is an alias. */
  cname(name: string): Promise<string | undefined>
  /** The servers of a zone, by name; none where there begins no zone. */
  nameServers(zone: string): Promise<readonly string[]>
  addresses(host: string): Promise<readonly string[]>
  /** What one server says of a name, in no cache. */
  texts(server: string, name: string): Promise<readonly string[]>
}

const notThere: ReadonlySet<string | undefined> = new Set(['ENODATA', 'ENOTFOUND'])
const limits = { timeout: 4_000, tries: 2 } as const

/** `resolvers`: addresses to ask instead of those that the system asks, which at home may have a word of their own on a name. */
export function dnsLook(resolvers: readonly string[] = []): DnsLook {
  const resolver = () => {
    const made = new Resolver(limits)
    if (resolvers.length > 0) made.setServers(resolvers)
    return made
  }
  return {
    cname: async (name) => (await orNone(resolver().resolveCname(name)))[0],
    nameServers: (zone) => orNone(resolver().resolveNs(zone)),
    addresses: async (host) => {
      const [four, six] = await Promise.all([
        orNone(resolver().resolve4(host)),
        orNone(resolver().resolve6(host)),
      ])
      return [...four, ...six]
    },
    texts: async (server, name) => {
      const one = new Resolver(limits)
      one.setServers([server])
      // A long text comes in pieces.
      return (await orNone(one.resolveTxt(name))).map((pieces) => pieces.join(''))
    },
  }
}

async function orNone<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked
  } catch (error) {
    if (notThere.has(codeOf(error))) return []
    throw error
  }
}
