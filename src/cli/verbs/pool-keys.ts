import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { readPassword } from '../read-password.ts'
import { planFirst } from './pool-changes.ts'

/** Loads a key; the passphrase is asked for only where the pool has one. */
export async function loadKey(ctx: Context, pool: string): Promise<number> {
  const { settings = [] } = await ctx.client.call('getPool', { params: { pool } })
  const location = settings.find((one) => one.of === 'dataset' && one.name === 'keylocation')?.value
  const passphrase = location === 'prompt' && !ctx.dryRun ? await readPassword(ctx) : undefined
  // A plan only says what would be done; it needs none that is true.
  const body = given({ passphrase: location === 'prompt' && ctx.dryRun ? 'not asked for' : passphrase })
  return change(ctx, [wish(ctx, 'loadPoolKey', { params: { pool }, body })])
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
  const wanted = wish(ctx, 'changePoolKey', { params: { pool }, body })
  return planFirst(ctx, wanted, { line: `kiste pool change-key ${pool}`, pool, always: false })
}
