import { build } from 'esbuild'

/** A program with all that it imports, as one file that Node runs inside of a machine. */
export async function bundle(entryPath: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entryPath],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild made nothing')
  return file.contents
}
