import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import { CommandError, type Runner } from '../exec.ts'
import { settleFile, withScratch } from './durable.ts'
import { explained } from './image-problems.ts'

/** The documents of a NoCloud seed, as cloud-init reads them. */
export interface SeedDocuments {
  readonly metaData: string
  readonly userData: string
  readonly networkConfig?: string | undefined
  readonly vendorData?: string | undefined
}

const fileNames: Readonly<Record<keyof SeedDocuments, string>> = {
  metaData: 'meta-data',
  userData: 'user-data',
  networkConfig: 'network-config',
  vendorData: 'vendor-data',
}

/**
 * The programs that make such an image, the quickest first; distributions differ in which they ship. genisoimage takes 5 ms. xorriso
 * looks for its writing thread only every 100 ms, and sometimes first after a second (the naps in libburn), which is a quarter of the
 * time that a new VM takes.
 */
export const seedMakers: readonly (readonly [string, ...string[]])[] = [
  ['genisoimage'],
  ['mkisofs'],
  ['xorriso', '-as', 'mkisofs'],
]

/**
 * Writes a NoCloud seed: an ISO 9660 image with the label `cidata`, by which cloud-init finds it on any disk or CD. Replaces what was at
 * `path`, in one go.
 */
export async function makeSeedIso(runner: Runner, seed: SeedDocuments, path: string): Promise<void> {
  await explained({ doing: 'write the seed', object: { type: 'file', name: path } }, () =>
    withScratch(
      dirname(path),
      async (scratch) => {
        const files: string[] = []
        for (const [document, name] of Object.entries(fileNames)) {
          const text = seed[document as keyof SeedDocuments]
          if (text === undefined) continue
          const file = join(scratch, name)
          await writeFile(file, text, { mode: 0o600 })
          files.push(file)
        }
        const iso = join(scratch, 'seed.iso')
        const args = ['-quiet', '-volid', 'cidata', '-joliet', '-rational-rock', '-output', iso]
        await runFirstPresent(runner, args, files)
        await settleFile(iso, path)
      },
      { prefix: `.${basename(path)}-` },
    ),
  )
}

async function runFirstPresent(
  runner: Runner,
  args: readonly string[],
  files: readonly string[],
): Promise<void> {
  for (const maker of seedMakers) {
    try {
      await runner.run([...maker, ...args, ...files], { timeoutMs: 60_000 })
      return
    } catch (error) {
      if (!(error instanceof CommandError && error.end.why === 'missing')) throw error
    }
  }
  throw problemError({
    code: 'not_supported',
    message: 'No program that makes ISO images is installed (genisoimage or xorriso).',
    object: { type: 'host', name: runner.place },
    hint: 'Install genisoimage.',
  })
}
