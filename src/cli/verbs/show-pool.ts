import type { PoolAnswer } from '../../contract/schemas/pool.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { formatSeconds, formatTime } from '../format.ts'
import { poolWords } from '../pool-words.ts'
import type { Text } from '../printer.ts'
import { printFacts, printTable } from '../table.ts'
import { conditionText, type Condition } from '../vm-state.ts'
import { words } from '../words.ts'
import { poolStateText } from './pool-looks.ts'

type Vdev = PoolAnswer['vdevs'][number]

export async function showPool(ctx: Context, named: string): Promise<void> {
  const pool = await ctx.client.call('getPool', { params: { pool: named } })
  const { show } = poolWords
  answer(ctx, pool, () => {
    ctx.out.line(pool.name, ' ', poolStateText(ctx, pool))
    if (pool.statusText !== undefined) ctx.out.line('  ', pool.statusText)
    const set = (pool.settings ?? []).filter((one) => one.local && one.value !== '-')
    printFacts(ctx.out, [
      [
        show.size,
        show.sizeText(
          formatBytes(pool.sizeBytes),
          formatBytes(pool.allocatedBytes),
          formatBytes(pool.freeBytes),
        ),
      ],
      [show.checked, scanText(pool.scan)],
      ...workOf(pool).map((line) => [show.titles.work, line] as const),
      ...(pool.checkpoint.state === 'exists'
        ? ([
            [
              show.titles.checkpoint,
              show.checkpoint(formatTime(pool.checkpoint.createdAt), formatBytes(pool.checkpoint.sizeBytes)),
            ],
          ] as const)
        : []),
      [show.vms, pool.vms.length === 0 ? show.noVms : pool.vms.join(', ')],
      ...(set.length === 0
        ? []
        : ([[show.settings, set.map((one) => `${one.name}=${one.value}`).join(' ')]] as const)),
    ])
    const titles = show.columns
    printTable(
      ctx.out,
      [
        { title: titles.device, cell: (vdev) => `${'  '.repeat(depthOf(vdev, pool.vdevs))}${nameOf(vdev)}` },
        { title: titles.state, cell: (vdev) => stateText(ctx, vdev) },
        {
          title: titles.errors,
          align: 'right',
          cell: ({ errors }) => `${errors.read}/${errors.write}/${errors.checksum}`,
        },
        {
          title: titles.size,
          align: 'right',
          cell: (vdev) => (vdev.sizeBytes === undefined ? '' : formatBytes(vdev.sizeBytes)),
        },
        {
          title: titles.drive,
          cell: ({ drive }) =>
            drive === undefined
              ? ''
              : [drive.kernelName, drive.model, drive.serial, drive.bay].filter(Boolean).join(', '),
        },
      ],
      pool.vdevs,
    )
    ctx.out.line(words.next(`kiste pool doctor ${pool.name}`))
  })
}

function nameOf({ name, class: vdevClass, ...vdev }: Vdev): string {
  const short = name.replace(/^\/dev\/(disk\/by-[a-z]+\/)?/, '').replace(/-part1$/, '')
  return vdev.in === undefined && vdevClass !== 'normal' ? `${short} (${vdevClass})` : short
}

function depthOf(vdev: Vdev, all: readonly Vdev[]): number {
  const above = all.find((one) => one.guid === vdev.in)
  return above === undefined ? 0 : 1 + depthOf(above, all)
}

function stateText(ctx: Context, { state, removing, scanning }: Vdev): Text {
  const condition: Condition =
    state === 'online' || state === 'avail' || state === 'inuse'
      ? 'runs'
      : state === 'degraded' || state === 'offline'
        ? 'look'
        : 'broken'
  const more = [...(removing === true ? [poolWords.show.removing] : []), ...(scanning ? [scanning] : [])]
  return conditionText(condition, [state, ...more].join(', '), ctx.out.unicode)
}

function scanText(scan: PoolAnswer['scan']): string {
  const { show } = poolWords
  switch (scan.state) {
    case 'none':
      return show.never
    case 'running': {
      const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = scan
      return [
        show.running(
          show.scan[scan.what],
          percent(doneBytes, totalBytes),
          formatBytes(doneBytes),
          formatBytes(totalBytes),
        ),
        ...(scan.paused ? [show.paused] : [show.rate(formatBytes(Math.round(bytesPerSecond)))]),
        ...(secondsLeft === null || scan.paused ? [] : [show.left(formatSeconds(secondsLeft))]),
      ].join(', ')
    }
    case 'finished':
      return show.finished(show.scan[scan.what], formatTime(scan.endedAt), scan.errors)
    case 'cancelled':
      return show.cancelled(show.scan[scan.what], formatTime(scan.endedAt))
  }
}

function workOf({ expansion, removal, vdevs }: PoolAnswer): readonly string[] {
  const { show } = poolWords
  return [
    ...trimText(vdevs),
    ...(expansion.state === 'running' || expansion.state === 'paused'
      ? [show.expanding(expansion.vdev, percent(expansion.doneBytes, expansion.totalBytes))]
      : []),
    ...(removal.state === 'running' ? [show.emptying(percent(removal.doneBytes, removal.totalBytes))] : []),
  ]
}

/** Each device goes at its own pace; all together are as far as their mean. */
function trimText(vdevs: readonly Vdev[]): readonly string[] {
  const trims = vdevs.flatMap(({ trim }) => (trim !== undefined && 'percent' in trim ? [trim] : []))
  const runs = trims.some(({ state }) => state === 'running')
  if (!runs && !trims.some(({ state }) => state === 'suspended')) return []
  const mean = trims.reduce((sum, trim) => sum + trim.percent, 0) / trims.length
  return [poolWords.show.trimming(Math.floor(mean), !runs)]
}

function percent(done: number, total: number): number {
  return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0
}
