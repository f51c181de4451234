import type { JobEndpoint } from '../../contract/endpoints.ts'
import type { Compression } from '../../domain/pool-create-argv.ts'
import type { LayoutKind } from '../../domain/pool-layout.ts'
import { change, showPlan, wish, type Wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { confirm } from '../confirm.ts'
import { given } from '../given.ts'
import { poolWords } from '../pool-words.ts'
import { readPassword } from '../read-password.ts'
import type { VdevWish } from '../read-vdev.ts'
import { words } from '../words.ts'

type OfPool = Extract<JobEndpoint, `${string}Pool` | `${string}Removal`>
type Plain = Extract<OfPool, 'exportPool' | 'expandPool' | 'clearPool' | 'upgradePool'>

/** A change of a pool that takes nothing more. */
export async function simple(ctx: Context, endpoint: Plain, pool: string): Promise<number> {
  return change(ctx, [wish(ctx, endpoint, { params: { pool }, body: {} })])
}

/** The same, after showing the plan and asking. */
export async function asked(
  ctx: Context,
  endpoint: 'upgradePool' | 'destroyPool',
  verb: string,
  pool: string,
): Promise<number> {
  const wanted =
    endpoint === 'destroyPool'
      ? wish(ctx, endpoint, { params: { pool } })
      : wish(ctx, endpoint, { params: { pool }, body: {} })
  return planFirst(ctx, wanted, { line: `kiste pool ${verb} ${pool}`, pool, always: true })
}

/**
 * Shows the plan and asks, when something is lost or it is asked for `always`; what is lost for good has to be confirmed by the name
 * of the pool. Then does it.
 */
export async function planFirst(
  ctx: Context,
  wanted: Wish,
  how: { readonly line: string; readonly pool: string; readonly always: boolean },
): Promise<number> {
  if (ctx.yes || ctx.dryRun) return change(ctx, [wanted])
  // What cannot be done is said now, not after the yes.
  const plan = await wanted.preview()
  const loses = plan.losses !== undefined && plan.losses.length > 0
  if (!loses && !how.always) return change(ctx, [wanted])
  if (ctx.err.isTerminal) showPlan(ctx, plan, ctx.err)
  if (!(await confirm(ctx, how.line, [], loses ? how.pool : undefined))) return 1
  return change(ctx, [wanted])
}

interface CreateInput {
  readonly name: string
  readonly drives: readonly string[]
  readonly kind?: LayoutKind | undefined
  readonly vdevs?: readonly VdevWish[] | undefined
  readonly erase?: boolean | undefined
  readonly acceptWaste?: boolean | undefined
  readonly compression?: Compression | undefined
  readonly encrypt?: boolean | undefined
  readonly keyFile?: string | undefined
  readonly keyFormat?: 'raw' | 'hex' | 'passphrase' | undefined
  readonly mountpoint?: string | undefined
  readonly compatibility?: string | undefined
}

export async function createPool(ctx: Context, input: CreateInput): Promise<number> {
  const { name, drives, vdevs, encrypt, keyFile, keyFormat } = input
  if (encrypt === true && keyFile !== undefined) {
    const { message, hint } = words.usage.exclusive('--encrypt', '--key-file')
    throw usageError(message, { hint })
  }
  const body = given({
    name,
    drives: drives.length === 0 ? undefined : [...drives],
    kind: input.kind,
    groups: vdevs && [...vdevs],
    erase: input.erase,
    acceptWaste: input.acceptWaste,
    compression: input.compression,
    encryption:
      encrypt === true
        ? ({ key: 'prompt', passphrase: await readPassword(ctx) } as const)
        : keyFile === undefined
          ? undefined
          : ({ key: 'file', path: keyFile, format: keyFormat ?? 'raw' } as const),
    mountpoint: input.mountpoint,
    compatibility: input.compatibility,
  })
  const wanted = wish(ctx, 'createPool', { body }, () => [
    [poolWords.done.made(name)],
    [words.next(`kiste pool show ${name}`)],
  ])
  return planFirst(ctx, wanted, { line: `kiste pool create ${name}`, pool: name, always: true })
}

interface ImportInput {
  readonly as?: string | undefined
  readonly look?: boolean | undefined
  readonly mount?: boolean | undefined
  readonly force?: boolean | undefined
  readonly dropLog?: boolean | undefined
  readonly rewind?: boolean | undefined
}

export async function importPool(ctx: Context, pool: string, input: ImportInput): Promise<number> {
  const { as, look, mount, force, dropLog, rewind } = input
  const body = given({ as, look, mount, force, dropLog, rewind })
  const wanted = wish(ctx, 'importPool', { params: { pool }, body })
  return planFirst(ctx, wanted, { line: `kiste pool import ${pool}`, pool, always: false })
}

interface WorkInput {
  readonly pool: string
  readonly pause?: boolean | undefined
  readonly stop?: boolean | undefined
}

/** Starts, pauses or stops a scrub or a trim. */
export async function work(
  ctx: Context,
  endpoint: 'scrubPool' | 'trimPool',
  { pool, pause, stop }: WorkInput,
): Promise<number> {
  if (pause === true && stop === true) {
    const { message, hint } = words.usage.exclusive('--pause', '--stop')
    throw usageError(message, { hint })
  }
  const action = pause === true ? 'pause' : stop === true ? 'stop' : 'start'
  return change(ctx, [wish(ctx, endpoint, { params: { pool }, body: { action } })])
}

export async function setPool(
  ctx: Context,
  {
    pool,
    settings,
    dataset,
  }: {
    readonly pool: string
    readonly settings: readonly string[]
    readonly dataset?: string | undefined
  },
): Promise<number> {
  const pairs = settings.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) {
      const { message, hint } = poolWords.noSetting(text)
      throw usageError(message, { hint })
    }
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
  return change(ctx, [
    wish(ctx, 'setPool', {
      params: { pool },
      body: given({ settings: Object.fromEntries(pairs), dataset }),
    }),
  ])
}

export async function checkpoint(
  ctx: Context,
  { pool, discard }: { readonly pool: string; readonly discard?: boolean | undefined },
): Promise<number> {
  const action = discard === true ? 'discard' : 'make'
  const wanted = wish(ctx, 'checkpointPool', { params: { pool }, body: { action } })
  return planFirst(ctx, wanted, { line: `kiste pool checkpoint ${pool}`, pool, always: false })
}
