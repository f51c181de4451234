import type { BenchPattern } from '../domain/pool-bench.ts'

/** What the CLI says about looking into pools and measuring them. */
export const measureWords = {
  noQuestion: (text: string, known: readonly string[]) => ({
    message: `${JSON.stringify(text)} is nothing to give advice on.`,
    hint: `Ask for ${known.join(' or ')}.`,
  }),
  facts: { saves: 'Would save', memory: 'Table in memory', read: 'Looked at' },
  ratio: (size: string, ratio: number | null) =>
    ratio === null ? size : `${size}, ${ratio.toFixed(2)} to 1`,
  entries: (size: string, count: number) => `${size}, ${count} entries`,
  read: (size: string, share: number) => `${size}, ${percent(share)} of what is there`,
  columns: {
    dataset: 'DATASET',
    set: 'SET',
    now: 'TAKES NOW',
    lz4: 'WITH LZ4',
    zstd: 'WITH ZSTD',
    blocks: 'BLOCKS',
    advice: 'ADVICE',
  },
  set: (algorithm: string) => `set ${algorithm}`,
  perhaps: (algorithm: string) => `perhaps ${algorithm}`,
  keep: 'leave it',
  unknown: 'not enough looked at',
  percent,
  leftOut: (dataset: string, because: string) => `Left out: ${dataset}: ${because}.`,
  note: (text: string) => `Note: ${text}`,
  bench: {
    columns: {
      pattern: 'WHAT',
      volume: 'VOLUME',
      file: 'FILE',
      ratio: 'VOLUME/FILE',
      latency: '99 % WITHIN (VOLUME, FILE)',
    },
    patterns: {
      'sequential-write': 'write in one go, 1 MiB',
      'sequential-read': 'read in one go, 1 MiB',
      'random-read': 'read here and there, 4 KiB',
      'random-write': 'write here and there, 4 KiB',
      'sync-write': 'write safely, 4 KiB',
    } satisfies Readonly<Record<BenchPattern, string>>,
    rate: (size: string) => `${size}/s`,
    count: (perSecond: number) => `${Math.round(perSecond)}/s`,
    ratio: (ratio: number) => `×${ratio.toFixed(2)}`,
    latency: (volume: number, file: number) => `${milliseconds(volume)}, ${milliseconds(file)}`,
  },
} as const

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
