import { join } from 'node:path'
import { noTries, type CertificateTries } from '../../domain/certificate-tries.ts'
import { readWhole, writeWhole } from '../tls/whole-files.ts'

/** What is remembered of the tries, in a file that is there whole or as it was. */
export interface TriesFile {
  read(): Promise<CertificateTries>
  write(tries: CertificateTries): Promise<void>
}

export function triesFile(folder: string): TriesFile {
  const path = join(folder, 'tries.json')
  return {
    async read() {
      const text = await readWhole(path)
      return (text === undefined ? undefined : parseTries(text)) ?? noTries
    },
    write: (tries) => writeWhole(path, JSON.stringify(tries)),
  }
}

/** Undefined where it is none: forgetting tries is better than to make none any more. */
export function parseTries(text: string): CertificateTries | undefined {
  try {
    const read = JSON.parse(text) as Partial<CertificateTries> | null
    const isNone =
      read === null ||
      !Array.isArray(read.begunAtMs) ||
      !read.begunAtMs.every((at) => Number.isFinite(at)) ||
      !Number.isInteger(read.failures) ||
      !isChance(read.chance)
    return isNone ? undefined : (read as CertificateTries)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isChance(chance: number | undefined): boolean {
  return chance !== undefined && chance >= 0 && chance <= 1
}
