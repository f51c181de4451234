import type { Option, Verb } from './command.ts'
import { flag, onOff, value } from './options.ts'
import { readText } from './readers.ts'
import { words } from './words.ts'

/** What the CLI as a whole takes, before the noun or anywhere after it. */
export const rootOptions = {
  socket: value('--socket <path>', words.help.socket, readText, 'file'),
  help: flag('-h, --help', words.help.help),
} as const

const json = flag('--json', words.help.json)
const dryRun = flag('--dry-run', words.help.dryRun)
const wait = onOff('--wait', words.help.wait, words.help.noWait)
const yes = flag('-y, --yes', words.help.yes)

/** What a verb takes because of its kind, besides its own options. */
export function commonOptions(verb: Verb): readonly Option[] {
  return [
    ...(verb.kind === 'plain' ? [] : [json]),
    ...(verb.kind === 'change' ? [dryRun, wait] : []),
    ...(verb.asks === true ? [yes] : []),
    rootOptions.socket,
    rootOptions.help,
  ]
}
