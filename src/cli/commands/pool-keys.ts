import { verb, type Verb } from '../command.ts'
import { choice, value } from '../options.ts'
import { readText } from '../readers.ts'
import { pool } from './pool-arguments.ts'

const keys = () => import('../verbs/pool-keys.ts')

/** The verbs of encrypted pools. */
export const keyVerbs: readonly Verb[] = [
  verb({
    name: 'load-key',
    kind: 'change',
    summary: 'Load the key of an encrypted pool; a passphrase is asked for, or read from standard input',
    args: { pool },
    examples: ['kiste pool load-key tank'],
    run: async (ctx, input) => (await keys()).loadKey(ctx, input.pool),
  }),
  verb({
    name: 'unload-key',
    kind: 'change',
    summary: 'Forget the key of an encrypted pool: nobody reads what is in it until it is loaded again',
    args: { pool },
    examples: ['kiste pool unload-key tank'],
    run: async (ctx, input) => (await keys()).unloadKey(ctx, input.pool),
  }),
  verb({
    name: 'change-key',
    kind: 'change',
    asks: true,
    summary: 'Give an encrypted pool another key: a passphrase that is asked for, or one in a file',
    args: { pool },
    options: {
      keyFile: value('--key-file <path>', 'The key in this file of the host, read at boot', readText),
      keyFormat: choice('--key-format <format>', 'What is in that file; default raw', [
        'raw',
        'hex',
        'passphrase',
      ]),
    },
    examples: ['kiste pool change-key tank', 'kiste pool change-key tank --key-file /etc/zfs/keys/tank'],
    run: async (ctx, input) => (await keys()).changeKey(ctx, input),
  }),
]
