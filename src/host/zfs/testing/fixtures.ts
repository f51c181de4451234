import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a command of real OpenZFS once answered. */
export interface Recorded {
  /** As it was typed. */
  readonly command: string
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

export type RecordedRelease = '2.1.11' | '2.3.2'

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** Reads a recording of `fixtures/RELEASE/NAME.*`; one without an `.err` said nothing there. */
export function recorded(release: RecordedRelease, name: string): Recorded {
  const path = (suffix: string) => `${folder}${release}/${name}.${suffix}`
  const text = (suffix: string) => (existsSync(path(suffix)) ? readFileSync(path(suffix), 'utf8') : '')
  return {
    command: readFileSync(path('cmd'), 'utf8').trim(),
    stdout: text('out'),
    stderr: text('err'),
    code: Number(readFileSync(path('rc'), 'utf8')),
  }
}
