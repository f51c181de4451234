import type { Problem } from './problem.ts'

/** The file that a key is loaded from, as it was found. */
export type KeyFile =
  | { readonly state: 'missing' }
  /** A folder, or what else is no file. */
  | { readonly state: 'not-a-file' }
  | { readonly state: 'there'; readonly sizeBytes: number; readonly othersRead: boolean }

/** The path in a `keylocation`; undefined for a key that is typed, or fetched. */
export function keyPathOf(location: string | undefined): string | undefined {
  return location?.startsWith('file://') === true ? location.slice('file://'.length) : undefined
}

const rawKeyBytes = 32

export interface KeyFileUse {
  readonly pool: string
  readonly path: string
  readonly format: string
  /** To load the key that is in it, or to take what is in it as the new key. */
  readonly verb: 'load-key' | 'change-key'
}

/** What stands in the way of using a key from its file. */
export function whyNotKeyFile({ pool, path, format, verb }: KeyFileUse, file: KeyFile): Problem[] {
  const object = { type: 'file', name: path } as const
  const cannot = `The key of ${pool} cannot be ${verb === 'load-key' ? 'loaded' : 'changed'}`
  switch (file.state) {
    case 'missing':
      return [
        {
          code: 'not_found',
          object,
          message: `${cannot}: the file ${path} is not there.`,
          hint:
            verb === 'load-key'
              ? `Plug in or mount what the file lies on; the key is loaded by itself then, or at once with: kiste pool load-key ${pool}`
              : 'Make it first, for example: dd if=/dev/urandom bs=32 count=1 of=PATH',
        },
      ]
    case 'not-a-file':
      return [{ code: 'invalid_input', object, message: `${cannot}: ${path} is no file.` }]
    case 'there':
      if (format !== 'raw' || file.sizeBytes === rawKeyBytes) return []
      return [
        {
          code: 'invalid_input',
          object,
          message: `${cannot}: ${path} has ${file.sizeBytes} bytes, and a raw key has ${rawKeyBytes}.`,
          hint: `Put the right file there; see what is wanted: zfs get keyformat,keylocation ${pool}`,
        },
      ]
  }
}

/** What people should know of a key file that works. */
export function noteOnKeyFile(path: string, file: KeyFile): readonly string[] {
  if (file.state !== 'there' || !file.othersRead) return []
  return [`Everybody on this host can read the key in ${path}; keep it to root: chmod 600 ${path}`]
}
