import type { DriveAnswer } from '../../contract/schemas/drive.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { poolWords } from '../pool-words.ts'
import type { Text } from '../printer.ts'
import { printFacts, printTable } from '../table.ts'
import { conditionText } from '../vm-state.ts'
import { words } from '../words.ts'

export async function listDrives(ctx: Context): Promise<void> {
  const drives = await ctx.client.call('listDrives', {})
  const titles = poolWords.drives.columns
  answer(ctx, drives, () => {
    if (drives.length === 0) ctx.err.line(poolWords.drives.none)
    else
      printTable(
        ctx.out,
        [
          { title: titles.drive, cell: (drive) => drive.kernelName },
          { title: titles.size, align: 'right', cell: (drive) => formatBytes(drive.sizeBytes) },
          { title: titles.kind, cell: (drive) => kindOf(drive) },
          { title: titles.model, cell: (drive) => drive.model },
          { title: titles.serial, cell: (drive) => drive.serial },
          { title: titles.bay, cell: (drive) => drive.bay ?? '' },
          { title: titles.health, cell: (drive) => healthText(ctx, drive) },
          { title: titles.use, cell: (drive) => usesText(drive) },
        ],
        drives,
      )
  })
}

export async function showDrive(ctx: Context, named: string): Promise<void> {
  const drive = await ctx.client.call('getDrive', { params: { drive: named } })
  answer(ctx, drive, () => {
    const free = drive.uses.length === 0
    const name = [drive.kernelName, drive.model].filter(Boolean).join(', ')
    ctx.out.line(conditionText(free ? 'off' : 'runs', `${name}: ${usesText(drive)}`, ctx.out.unicode))
    const { smart } = drive
    const facts: readonly (readonly [string, Text | undefined])[] = [
      [poolWords.drives.facts.size, `${formatBytes(drive.sizeBytes)}, ${kindOf(drive)}`],
      [poolWords.drives.facts.serial, drive.serial || undefined],
      [poolWords.drives.facts.bay, drive.bay],
      [
        poolWords.drives.facts.sectors,
        poolWords.drives.sectors(drive.logicalSectorBytes, drive.physicalSectorBytes),
      ],
      [poolWords.drives.facts.health, healthText(ctx, drive)],
      ...(smart.known
        ? poolWords.drives.smart(smart).map((line): readonly [string, Text] => ['', line])
        : []),
      [poolWords.drives.facts.path, drive.id],
    ]
    printFacts(
      ctx.out,
      facts.flatMap(([title, text]) => (text === undefined ? [] : [[title, text] as const])),
    )
    if (free) ctx.out.line(words.next('kiste pool create tank --dry-run'))
  })
}

function kindOf(drive: DriveAnswer): string {
  const kind = drive.transport === 'nvme' ? 'NVMe' : drive.rotational ? 'HDD' : 'SSD'
  return drive.transport === 'usb' ? `${kind}, USB` : kind
}

function healthText(ctx: Context, { smart }: DriveAnswer): Text {
  if (!smart.known) return poolWords.drives.unknown
  if (smart.passed === false) return conditionText('broken', poolWords.drives.failing, ctx.out.unicode)
  const worn =
    (smart.reallocatedSectors ?? 0) + (smart.pendingSectors ?? 0) + (smart.uncorrectableErrors ?? 0)
  if (worn > 0) return conditionText('look', poolWords.drives.worn(worn), ctx.out.unicode)
  return conditionText('runs', poolWords.drives.fine, ctx.out.unicode)
}

function usesText({ uses }: DriveAnswer): string {
  if (uses.length === 0) return poolWords.drives.free
  return [...new Set(uses.map(poolWords.drives.use))].join(', ')
}
