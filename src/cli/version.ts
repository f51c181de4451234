import { readFile } from 'node:fs/promises'

/** The version of this command, from the package's own description two folders above `src/cli`, `dist/cli` and the bundle in it. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { readonly version: string }
  return version
}
