import { join } from 'node:path'
import { noTries, type CertificateTries } from '../../domain/certificate-tries.ts'
import { readWholeJson, writeWhole } from '../tls/whole-files.ts'

/** What is remembered of the tries, in a file that is there whole or as it was. */
export interface TriesFile {
  read(): Promise<CertificateTries>
  write(tries: CertificateTries): Promise<void>
}

export function triesFile(folder: string): TriesFile {
  const path = join(folder, 'tries.json')
  return {
    // Forgetting tries is better than to make none any more.
    read: async () => (await readWholeJson(path, isTries)) ?? noTries,
    write: (tries) => writeWhole(path, JSON.stringify(tries)),
  }
}

function isTries({ begunAtMs, failures, chance }: Partial<CertificateTries>): boolean {
  return (
    Array.isArray(begunAtMs) &&
    begunAtMs.every((at) => Number.isFinite(at)) &&
    Number.isInteger(failures) &&
    isChance(chance)
  )
}

function isChance(chance: number | undefined): boolean {
  return chance !== undefined && chance >= 0 && chance <= 1
}
