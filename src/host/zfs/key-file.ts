import type { KeyFile } from '../../domain/key-file.ts'
import type { Runner } from '../exec.ts'

const limit = { timeoutMs: 20_000 }

/** Looks at the file that a key is in, through links, and reads nothing of it. */
export async function readKeyFile(runner: Runner, path: string): Promise<KeyFile> {
  // 1: it is not there, or a folder above it is not.
  const { stdout } = await runner.run(
    ['find', '-H', path, '-maxdepth', '0', '-printf', String.raw`%y\t%m\t%s\n`],
    { ...limit, okCodes: [0, 1] },
  )
  return keyFileIn(stdout)
}

/** Reads the kind, mode and size as `find -printf` gives them. */
export function keyFileIn(stdout: string): KeyFile {
  const [kind = '', mode = '', size = ''] = stdout.trimEnd().split('\t')
  if (kind === '') return { state: 'missing' }
  // A device can hold a key as well: people keep one on the bare blocks of a stick.
  if (kind !== 'f' && kind !== 'b') return { state: 'not-a-file' }
  const othersRead = (Number.parseInt(mode, 8) & 0o044) !== 0
  return { state: 'there', sizeBytes: Number(size), othersRead }
}
