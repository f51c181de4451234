import type { EndpointTypes } from '../../contract/endpoints.ts'
import type { GuestFileEntry, GuestFileType } from '../../domain/guest-file.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { snapshotFileWords } from '../snapshot-file-words.ts'
import { printTable } from '../table.ts'
import { whileOpening } from '../while-opening.ts'
import { withInterrupt } from '../with-interrupt.ts'

type Look = EndpointTypes<'lookInSnapshot'>['response']

interface FilesInput {
  readonly vm: string
  readonly snapshot: string
  readonly path?: string | undefined
  readonly in?: string | undefined
}

export async function listFiles(ctx: Context, input: FilesInput): Promise<number> {
  const { vm, snapshot, path = '/', in: fileSystem } = input
  const look = await withInterrupt(ctx, (signal) => lookAt(ctx, { vm, snapshot, path, fileSystem }, signal))
  if (!look) return 130
  answer(ctx, look, () => {
    if (path === '/' && fileSystem === undefined) printFileSystems(ctx, input, look)
    if (look.entry) printEntries(ctx, path, look, look.entry)
  })
  return 0
}

/** Asks what is at a place. */
export async function lookAt(
  ctx: Context,
  place: {
    readonly vm: string
    readonly snapshot: string
    readonly path: string
    readonly fileSystem?: string | undefined
  },
  signal: AbortSignal,
): Promise<Look> {
  const { vm, snapshot, path, fileSystem } = place
  const query = given({ path, fileSystem })
  return whileOpening(ctx, () =>
    ctx.client.call('lookInSnapshot', { params: { vm, snapshot }, query }, { signal, timeoutMs: 0 }),
  )
}

function printFileSystems(ctx: Context, { vm, snapshot }: FilesInput, { fileSystems, entry }: Look): void {
  const { columns, encrypted, noFiles, noneFound, which } = snapshotFileWords
  const [first] = fileSystems.filter(({ content }) => content === 'files')
  if (fileSystems.length > 0)
    printTable(
      ctx.out,
      [
        { title: columns.id, cell: ({ id }) => id },
        { title: columns.kind, cell: ({ kind }) => kind },
        {
          title: columns.mountedAt,
          cell: ({ mountedAt, content }) =>
            mountedAt ?? (content === 'files' ? '' : content === 'encrypted' ? encrypted : noFiles),
        },
      ],
      fileSystems,
    )
  if (entry) ctx.out.line('')
  else ctx.err.line(first ? which(vm, snapshot, first.id) : noneFound(vm, snapshot))
}

function printEntries(
  ctx: Context,
  path: string,
  look: Look,
  entry: GuestFileEntry & { readonly leadsTo?: GuestFileType },
) {
  const { columns, empty, more } = snapshotFileWords
  const isFolder = (entry.leadsTo ?? entry.type) === 'folder'
  const rows = isFolder ? look.entries : [entry]
  if (rows.length === 0) return ctx.err.line(empty(path))
  printTable<GuestFileEntry>(
    ctx.out,
    [
      { title: columns.mode, cell: modeText },
      {
        title: columns.size,
        align: 'right',
        cell: ({ type, sizeBytes }) => (type === 'file' ? formatBytes(sizeBytes) : ''),
      },
      { title: columns.changed, cell: ({ modifiedAt }) => formatTime(modifiedAt) },
      { title: columns.name, cell: nameText },
    ],
    rows,
  )
  if (look.total > look.entries.length) ctx.err.line(more(look.entries.length, look.total))
}

const typeLetters: Readonly<Record<GuestFileType, string>> = { file: '-', folder: 'd', link: 'l', other: '?' }

/** As `ls -l` writes it, without what gives a program rights. */
function modeText({ type, mode }: GuestFileEntry): string {
  const letters = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x']
  return typeLetters[type] + letters.map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : '-')).join('')
}

function nameText({ name, type, target }: GuestFileEntry): string {
  if (type === 'folder' && name !== '/') return `${name}/`
  return target === undefined ? name : `${name} -> ${target}`
}
