import { adviceQuestions } from '../../domain/plan-pool-advice.ts'
import { verb } from '../command.ts'
import { one, value } from '../options.ts'
import { readBytes, readNumber } from '../readers.ts'
import { pool } from './pool-arguments.ts'

const measures = () => import('../verbs/pool-measures.ts')

/** Verbs that look into a pool or try how quick it is. */
export const measureVerbs = [
  verb({
    name: 'advise',
    kind: 'change',
    summary: 'Say whether dedup, or another compression, would pay for what lies in a pool',
    details:
      'Reads a sample of its volumes and files, and writes nothing. Encrypted datasets whose key is not loaded are left out and named. Compression needs the programs zstd and lz4.',
    args: {
      pool,
      question: one(
        'question',
        `What to say something about: ${adviceQuestions.join(' or ')}`,
        adviceQuestions,
      ),
    },
    options: {
      seconds: value('--seconds <n>', 'How long to read at most; default 300', readNumber),
      read: value('--read <size>', 'How much to read at most; default 64G', readBytes),
    },
    examples: ['kiste pool advise tank dedup', 'kiste pool advise tank compression --seconds 60'],
    run: async (ctx, input) => (await measures()).advisePool(ctx, input),
  }),
  verb({
    name: 'bench',
    kind: 'change',
    summary: 'Measure a pool with fio: a volume beside a raw file, side by side',
    details:
      'Makes a volume and a file of its own, measures reading and writing on both in turn, and removes them, also when it is cancelled or fails. Needs the program fio.',
    args: { pool },
    options: {
      size: value(
        '--size <size>',
        'Of the volume, and of the file; default by the free space, at most 4G',
        readBytes,
      ),
      seconds: value('--seconds <n>', 'How long each measurement takes; default 5', readNumber),
    },
    examples: ['kiste pool bench tank --dry-run', 'kiste pool bench tank --size 1G'],
    run: async (ctx, input) => (await measures()).benchPool(ctx, input),
  }),
]
