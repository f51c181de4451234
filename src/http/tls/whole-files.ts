import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { problemError } from '../../domain/problem.ts'
import { codeOf } from '../../domain/thrown.ts'

/** Sees to a folder that nobody else may look into. */
export async function privateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chmod(path, 0o700)
  } catch (error) {
    throw problemError(
      {
        code: 'read_only',
        object: { type: 'file', name: path },
        message: `${path} cannot be made a folder (${codeOf(error) ?? 'unknown'}).`,
      },
      error,
    )
  }
}

/** Writes a file that is there whole or as it was, also after a power cut; nobody else may read it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    const file = await open(`${path}.new`, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  } catch (error) {
    throw cannot(path, 'written', error)
  }
}

/** A file's text; undefined when it is not there. */
export async function readWhole(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw cannot(path, 'read', error)
  }
}

/** What a file holds as JSON; undefined when it is not there, or is not what it should be: then it is made anew. */
export async function readWholeJson<T>(
  path: string,
  isOne: (value: Partial<T>) => boolean,
): Promise<T | undefined> {
  const text = await readWhole(path)
  if (text === undefined) return undefined
  try {
    const value = JSON.parse(text) as Partial<T> | null
    return value !== null && typeof value === 'object' && isOne(value) ? (value as T) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function cannot(path: string, be: 'read' | 'written', error: unknown): Error {
  const code = codeOf(error) ?? 'unknown'
  const message = be === 'read' ? `${path} cannot be read (${code}).` : `${path} cannot be written (${code}).`
  return problemError({ code: 'read_only', object: { type: 'file', name: path }, message }, error)
}
