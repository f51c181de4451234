import type { SampledFile } from '../../../domain/sample-spread.ts'
import { CommandError, type Runner } from '../../exec.ts'

/** More files than this are thinned out evenly: paths of a million would take 100 MB of memory. */
const mostFiles = 100_000

/**
 * The files of a file system, without what is mounted in it. tar lists them, because it is the one tool on every host that walks folders
 * with O_NOATIME: find and ls have ZFS write the time of their visit. To /dev/null it reads no contents (info tar, "Dealing with
 * Compressed Archives"; create.c, `dev_null_output`).
 */
export async function listFiles(
  runner: Runner,
  mountpoint: string,
  { signal, most = mostFiles }: { readonly signal: AbortSignal; readonly most?: number },
): Promise<readonly SampledFile[]> {
  const files = thinned(most)
  const argv = [
    'tar',
    '--create',
    '--file=/dev/null',
    '--verbose',
    '--verbose',
    '--numeric-owner',
    '--one-file-system',
    '--atime-preserve=system',
    '--quoting-style=escape',
    // Where snapdir=visible, every snapshot would come along.
    '--exclude=./.zfs',
    `--directory=${mountpoint}`,
    '.',
  ]
  const { code, stdout, stderr } = await runner.run(argv, {
    signal,
    maxOutputBytes: 64 * 1024,
    // 1: a file changed meanwhile; 2: some could not be read.
    okCodes: [0, 1, 2],
    onLine: (line, from) => {
      const file = from === 'stdout' ? readLine(line) : undefined
      if (file !== undefined) files.add(file)
    },
  })
  const kept = files.kept()
  if (code === 2 && kept.length === 0) throw new CommandError(argv, { why: 'exit', code }, stdout, stderr)
  return kept
}

/** Reads `-rw-r--r-- 0/0   70000 2026-11-26 15:53 ./e/we ird\nname`; undefined for what is no file with something in it. */
export function readLine(line: string): SampledFile | undefined {
  const [, size = '', quoted = ''] =
    /^-\S{9,10} +\d+\/\d+ +(\d+) \d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? (\.\/.+)$/.exec(line) ?? []
  const path = unescape(quoted)
  return path === undefined || path === '' || Number(size) === 0
    ? undefined
    : { path, sizeBytes: Number(size) }
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }

/** Undoes tar's `escape` style. Undefined for a name that is no UTF-8: no command could be given it. */
function unescape(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted
  const bytes: Buffer[] = []
  for (const [, plain, octal, one] of quoted.matchAll(/([^\\]+)|\\([0-7]{3})|\\(.)/gs)) {
    if (plain !== undefined) bytes.push(Buffer.from(plain))
    else if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]))
    else if (one !== undefined)
      bytes.push(letters[one] === undefined ? Buffer.from(one) : Buffer.from([letters[one]]))
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes))
  } catch {
    return undefined
  }
}

/** Keeps every one, then every second, every fourth … so that never more than so many are kept, evenly spread. */
function thinned(most: number): { add(file: SampledFile): void; kept(): readonly SampledFile[] } {
  let kept: SampledFile[] = []
  let [stride, seen] = [1, 0]
  return {
    add(file) {
      if (seen++ % stride !== 0) return
      kept.push(file)
      if (kept.length < most) return
      kept = kept.filter((_, index) => index % 2 === 0)
      stride *= 2
    },
    kept: () => kept,
  }
}
