import type { Problem } from './problem.ts'

/** Programs that measuring needs and that are not on every machine. */
export const measuringTools = ['zstd', 'lz4', 'fio'] as const
export type MeasuringTool = (typeof measuringTools)[number]

const uses: Readonly<Record<MeasuringTool, string>> = {
  zstd: 'compresses the blocks that are looked at',
  lz4: 'compresses the blocks that are looked at',
  fio: 'reads and writes what is measured',
}

/** Says of each that is missing what it is for. Debian and Fedora have each in a package of its own name. */
export function missingTools(missing: readonly MeasuringTool[]): readonly Problem[] {
  return missing.map((tool) => ({
    code: 'not_supported',
    object: { type: 'host', name: tool },
    message: `The program ${tool}, which ${uses[tool]}, is not installed.`,
    hint: `Install it: apt install ${tool}, or dnf install ${tool}`,
  }))
}
