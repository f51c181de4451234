import type { DnsRecords, TxtRecord } from '../../../domain/acme.ts'
import { messageOf } from '../../../domain/thrown.ts'
import type { Runner } from '../../exec.ts'
import { shellLine } from '../../shell-quote.ts'
import { saidText } from '../acme-error.ts'
import { recordFailed } from './dns-problem.ts'

export interface HookOptions {
  /** As it is run; no shell reads it. */
  readonly command: readonly string[]
  readonly timeoutSeconds: number
}

/**
 * A command of the administrator's own: `COMMAND… present|cleanup _acme-challenge.NAME. VALUE`, the words that hooks for lego get, and in the
 * environment those that hooks for certbot read.
 */
export function hookRecords(runner: Runner, { command, timeoutSeconds }: HookOptions): DnsRecords {
  const run = async (deed: 'add' | 'remove', record: TxtRecord, signal: AbortSignal) => {
    const action = deed === 'add' ? 'present' : 'cleanup'
    try {
      await runner.run([...command, action, `${record.name}.`, record.value], {
        signal,
        timeoutMs: timeoutSeconds * 1_000,
        endsChildren: true,
        maxOutputBytes: 64 * 1024,
        env: {
          KISTE_DNS_ACTION: action,
          KISTE_DNS_RECORD: record.name,
          KISTE_DNS_VALUE: record.value,
          CERTBOT_DOMAIN: record.domain,
          CERTBOT_VALIDATION: record.value,
        },
      })
    } catch (error) {
      signal.throwIfAborted()
      throw recordFailed(record, deed, saidText(messageOf(error)), {
        hint: `Try the hook by hand: ${shellLine([...command, action, `${record.name}.`, record.value])}`,
        cause: error,
      })
    }
  }
  return {
    add: (record, signal) => run('add', record, signal),
    remove: (record, signal) => run('remove', record, signal),
  }
}
