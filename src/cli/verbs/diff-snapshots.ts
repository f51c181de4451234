import type { EndpointTypes } from '../../contract/endpoints.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { snapshotFileWords } from '../snapshot-file-words.ts'
import { printFacts, printTable } from '../table.ts'
import { whileOpening } from '../while-opening.ts'
import { withInterrupt } from '../with-interrupt.ts'

type Diff = EndpointTypes<'diffSnapshots'>['response']
type Difference = Diff['files'][number]

interface DiffInput {
  readonly vm: string
  readonly from: string
  readonly to?: string | undefined
  readonly path?: string | undefined
  readonly in?: string | undefined
}

export async function diffSnapshots(ctx: Context, input: DiffInput): Promise<number> {
  const { vm, from, to, path = '/', in: fileSystem } = input
  const query = given({ path, to, fileSystem })
  const diff = await withInterrupt(ctx, (signal) =>
    whileOpening(ctx, () =>
      ctx.client.call('diffSnapshots', { params: { vm, snapshot: from }, query }, { signal, timeoutMs: 0 }),
    ),
  )
  if (!diff) return 130
  answer(ctx, diff, () => printDiff(ctx, input, diff))
  return 0
}

function printDiff(ctx: Context, { from, to }: DiffInput, diff: Diff): void {
  const words = snapshotFileWords.diff
  const { disks, files, added, removed, changed } = diff
  ctx.out.line(words.verdict(from, to ?? words.now, [added, removed, changed]))
  printFacts(
    ctx.out,
    disks.map(({ disk, change, writtenBytes }) => [
      words.diskTitle(disk),
      words.disk[change](formatBytes(writtenBytes ?? 0)),
    ]),
  )
  if (files.length === 0) return
  printTable<Difference>(
    ctx.out,
    [
      { title: '', cell: ({ change }) => words.marks[change] },
      { title: words.columns.what, cell: whatText },
      { title: words.columns.size, align: 'right', cell: sizeText },
      { title: words.columns.path, cell: ({ path, type }) => (type === 'folder' ? `${path}/` : path) },
    ],
    files,
  )
  const total = added + removed + changed
  if (total > files.length) ctx.err.line(words.more(files.length, total))
}

function whatText(difference: Difference): string {
  if (difference.change !== 'changed') return ''
  return difference.what.map((what) => snapshotFileWords.diff.what[what]).join(', ')
}

function sizeText(difference: Difference): string {
  const { type, sizeBytes } = difference
  if (type !== 'file') return ''
  const isOther = difference.change === 'changed' && difference.sizeBytesBefore !== sizeBytes
  return isOther
    ? `${formatBytes(difference.sizeBytesBefore)} → ${formatBytes(sizeBytes)}`
    : formatBytes(sizeBytes)
}
