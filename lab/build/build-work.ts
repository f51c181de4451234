import type { AptSource } from '../../src/host/images/debian-sources.ts'
import type { Flavour } from './flavours.ts'

/** What accompanies a build. */
export interface BuildWork {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  readonly sources: (flavour: Flavour) => readonly AptSource[]
}
