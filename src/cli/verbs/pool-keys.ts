import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { readPassword } from '../read-password.ts'
import type { JobAnswer } from '../../contract/schemas/job.ts'
import { jobWords } from '../job-words.ts'
import type { Text } from '../printer.ts'
import { planFirst } from './pool-changes.ts'

/** Loads a key; the passphrase is asked for only where the pool has one, and needs it. */
export async function loadKey(ctx: Context, pool: string): Promise<number> {
  const { settings = [] } = await ctx.client.call('getPool', { params: { pool } })
  const setting = (name: string) => settings.find((one) => one.of === 'dataset' && one.name === name)?.value
  const prompts = setting('keylocation') === 'prompt' && setting('keystatus') !== 'available'
  const passphrase = prompts && !ctx.dryRun ? await readPassword(ctx) : undefined
  // A plan only says what would be done; it needs none that is true.
  const body = given({ passphrase: prompts && ctx.dryRun ? 'not asked for' : passphrase })
  return change(ctx, [wish(ctx, 'loadPoolKey', { params: { pool }, body }, (job) => warned(ctx, job))])
}

export async function unloadKey(ctx: Context, pool: string): Promise<number> {
  return change(ctx, [wish(ctx, 'unloadPoolKey', { params: { pool }, body: {} })])
}

interface ChangeKeyInput {
  readonly pool: string
  readonly keyFile?: string | undefined
  readonly keyFormat?: 'raw' | 'hex' | 'passphrase' | undefined
}

export async function changeKey(ctx: Context, { pool, keyFile, keyFormat }: ChangeKeyInput): Promise<number> {
  const body =
    keyFile === undefined
      ? ({ key: 'passphrase', passphrase: await readPassword(ctx) } as const)
      : ({ key: 'file', path: keyFile, format: keyFormat ?? 'raw' } as const)
  const wanted = wish(ctx, 'changePoolKey', { params: { pool }, body }, (job) => warned(ctx, job))
  return planFirst(ctx, wanted, { line: `kiste pool change-key ${pool}`, pool, always: false })
}

/** What it did, and what people have to know although it went well: a file system that stayed unmounted, a key that everybody can read. */
function warned(ctx: Context, job: JobAnswer): readonly (readonly Text[])[] {
  for (const warning of warningsIn(job)) ctx.err.line({ style: 'yellow', text: warning })
  return [[jobWords.done(job.title)]]
}

function warningsIn(job: JobAnswer): readonly string[] {
  const { result } = job.state === 'done' ? job : { result: undefined }
  const warnings =
    typeof result === 'object' && result !== null && 'warnings' in result ? result.warnings : undefined
  return Array.isArray(warnings) ? warnings.filter((one) => typeof one === 'string') : []
}
