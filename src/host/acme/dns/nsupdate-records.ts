import type { DnsRecords, TxtRecord } from '../../../domain/acme.ts'
import { messageOf } from '../../../domain/thrown.ts'
import type { Runner } from '../../exec.ts'
import { saidText } from '../acme-error.ts'
import { recordFailed } from './dns-problem.ts'
import { requireSecret } from './secret-file.ts'

export interface NsupdateOptions {
  /** The name server that takes updates. */
  readonly server: string
  readonly port: number
  /** Found by `nsupdate` itself unless told. */
  readonly zone?: string | undefined
  /** Of TSIG, as `tsig-keygen` writes it. */
  readonly keyFile: string
}

const ttlSeconds = 60
const limitSeconds = 30

/** Dynamic updates (RFC 2136), signed with TSIG, by the `nsupdate` of BIND. What is updated goes through its standard input. */
export function nsupdateRecords(runner: Runner, options: NsupdateOptions): DnsRecords {
  const run = async (deed: 'add' | 'remove', record: TxtRecord, signal: AbortSignal) => {
    await requireSecret(options.keyFile)
    try {
      await runner.run(['nsupdate', '-t', `${limitSeconds}`, '-k', options.keyFile], {
        input: updateText(deed, record, options),
        signal,
        timeoutMs: (limitSeconds + 10) * 1_000,
        maxOutputBytes: 64 * 1024,
      })
    } catch (error) {
      signal.throwIfAborted()
      throw recordFailed(record, deed, saidText(messageOf(error)), {
        hint: 'nsupdate comes with the package bind9-dnsutils. See whether the server lets this key update TXT records at that name.',
        cause: error,
      })
    }
  }
  return {
    add: (record, signal) => run('add', record, signal),
    remove: (record, signal) => run('remove', record, signal),
  }
}

/** What `nsupdate` reads: a line a command. */
export function updateText(
  deed: 'add' | 'remove',
  { name, value }: TxtRecord,
  { server, port, zone }: NsupdateOptions,
): string {
  const owner = `${word(name)}.`
  const script = [
    `server ${word(server)} ${port}`,
    ...(zone === undefined ? [] : [`zone ${word(zone)}.`]),
    deed === 'add'
      ? `update add ${owner} ${ttlSeconds} IN TXT ${quoted(value)}`
      : `update delete ${owner} IN TXT ${quoted(value)}`,
    'send',
    '',
  ]
  return script.join('\n')
}

/** A name or address; whatever else is no part of one, a line break above all, is an error of whoever calls. */
function word(text: string): string {
  if (!/^[\w.:*-]+$/.test(text)) throw new TypeError(`${JSON.stringify(text)} is no name in the DNS`)
  return text.replace(/\.$/, '')
}

/** Characters with a meaning get a backslash, and those that cannot be typed their number (RFC 1035, 5.1). */
export function quoted(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\${`${byte}`.padStart(3, '0')}`
    const char = String.fromCharCode(byte)
    return char === '"' || char === '\\' || char === ';' ? `\\${char}` : char
  })
  return `"${escaped.join('')}"`
}
