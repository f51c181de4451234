import type { PoolGlanceAnswer, PoolHealthAnswer } from '../../contract/schemas/pool.ts'
import { exitCodes } from '../../contract/errors.ts'
import type { LayoutKind } from '../../domain/pool-layout.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { poolWords } from '../pool-words.ts'
import type { Text } from '../printer.ts'
import { printTable } from '../table.ts'
import { conditionText, type Condition } from '../vm-state.ts'
import { words } from '../words.ts'

export async function listPools(ctx: Context): Promise<void> {
  const pools = await ctx.client.call('listPools', {})
  const titles = poolWords.pools.columns
  const size =
    (pick: (pool: Extract<PoolGlanceAnswer, { answers: true }>) => string) => (pool: PoolGlanceAnswer) =>
      pool.answers ? pick(pool) : ''
  answer(ctx, pools, () => {
    if (pools.length === 0) ctx.err.line(poolWords.pools.none)
    else
      printTable(
        ctx.out,
        [
          { title: titles.name, cell: (pool) => pool.name },
          { title: titles.state, cell: (pool) => poolStateText(ctx, pool) },
          { title: titles.size, align: 'right', cell: size((pool) => formatBytes(pool.sizeBytes)) },
          { title: titles.used, align: 'right', cell: size((pool) => formatBytes(pool.allocatedBytes)) },
          { title: titles.free, align: 'right', cell: size((pool) => formatBytes(pool.freeBytes)) },
          {
            title: titles.fragmented,
            align: 'right',
            cell: size((pool) => `${pool.fragmentationPercent} %`),
          },
        ],
        pools,
      )
  })
}

export function poolStateText(
  ctx: Context,
  { state, ...pool }: { readonly state: string; readonly readOnly?: boolean; readonly answers?: boolean },
): Text {
  const condition: Condition = state === 'online' ? 'runs' : state === 'degraded' ? 'look' : 'broken'
  const more = [
    ...(pool.answers === false ? [poolWords.pools.silent] : []),
    ...(pool.readOnly === true ? [poolWords.pools.readOnly] : []),
  ]
  return conditionText(condition, [state, ...more].join(', '), ctx.out.unicode)
}

const verdicts: Readonly<Record<'ok' | 'warn' | 'fail', Condition>> = {
  ok: 'runs',
  warn: 'look',
  fail: 'broken',
}

/** One pool, or all; exits with 1 when something needs to be done now. */
export async function poolDoctor(ctx: Context, named: string | undefined): Promise<number> {
  const names =
    named === undefined ? (await ctx.client.call('listPools', {})).map((pool) => pool.name) : [named]
  const reports: PoolHealthAnswer[] = []
  for (const pool of names) reports.push(await ctx.client.call('getPoolHealth', { params: { pool } }))
  answer(ctx, named === undefined ? reports : reports[0], () => {
    if (reports.length === 0) ctx.err.line(poolWords.pools.none)
    for (const report of reports) {
      ctx.out.line(conditionText(verdicts[report.verdict], report.sentence, ctx.out.unicode))
      for (const object of report.losses.objects) ctx.out.line(`  ${poolWords.doctor.lost(object)}`)
      for (const finding of report.findings) {
        ctx.out.line(`  ${finding.severity === 'info' ? '·' : '-'} ${finding.sentence}`)
        for (const device of finding.devices)
          ctx.out.line(
            `      ${poolWords.doctor.device} ${device.name}${device.serial === undefined || device.name.includes(device.serial) ? '' : `, ${poolWords.doctor.serial(device.serial)}`}`,
          )
        for (const cause of finding.causes) ctx.out.line(`      ${poolWords.doctor.likely(cause)}`)
      }
      for (const beware of report.beware) ctx.out.line(`  ${poolWords.doctor.beware(beware)}`)
      if (report.next.length > 0) ctx.out.line(`  ${poolWords.doctor.next}`)
      report.next.forEach((remedy, index) => ctx.out.line(`  ${index + 1}. ${remedy.text}`))
    }
  })
  return reports.some((report) => report.verdict === 'fail') ? exitCodes.failed : exitCodes.ok
}

export async function listImportable(ctx: Context, destroyed: boolean): Promise<void> {
  const pools = await ctx.client.call('listImportablePools', {
    query: given({ destroyed: destroyed || undefined }),
  })
  const titles = poolWords.importable.columns
  answer(ctx, pools, () => {
    if (pools.length === 0) return ctx.err.line(poolWords.importable.none)
    printTable(
      ctx.out,
      [
        { title: titles.name, cell: (pool) => pool.name },
        { title: titles.guid, cell: (pool) => pool.guid },
        { title: titles.state, cell: (pool) => poolStateText(ctx, { state: pool.state }) },
        { title: titles.host, cell: (pool) => poolWords.importable.hosts[pool.otherHost.use] },
        { title: titles.drives, cell: (pool) => pool.vdevs.map((vdev) => vdev.name).join(', ') },
      ],
      pools,
    )
    const [first] = pools
    if (first) ctx.out.line(words.next(`kiste pool import ${first.name} --look`))
  })
}

export async function listLayouts(
  ctx: Context,
  input: { readonly drives: readonly string[]; readonly kind?: LayoutKind | undefined },
): Promise<void> {
  const { drives, kind } = input
  const body = given({ drives: drives.length === 0 ? undefined : [...drives], kind })
  const choices = await ctx.client.call('layOutPool', { body })
  const titles = poolWords.layouts.columns
  answer(ctx, choices, () => {
    ctx.out.line(choices.reason)
    if (choices.layouts.length > 0)
      printTable(
        ctx.out,
        [
          { title: titles.title, cell: (layout) => layout.title },
          { title: titles.usable, align: 'right', cell: (layout) => formatBytes(layout.usableBytes) },
          {
            title: titles.survives,
            cell: (layout) => poolWords.layouts.any(layout.failuresSurvived, layout.failuresAtBest),
          },
          { title: titles.rebuild, cell: (layout) => layout.rebuild ?? '' },
          {
            title: titles.block,
            cell: ({ blockCosts, volblocksizeBytes: size }) =>
              poolWords.layouts.block(
                formatBytes(size),
                blockCosts.find((cost) => cost.volblocksizeBytes === size)?.inflation ?? 1,
              ),
          },
        ],
        choices.layouts,
      )
    for (const { drive, because } of choices.unused) ctx.out.line(poolWords.layouts.unused(drive, because))
  })
}
