import { flavours } from '../build/flavours.ts'
import { openLab } from '../machine.ts'
import { parseWords, type Verb } from './verb.ts'

export const consoleVerb: Verb = {
  name: 'console',
  words: '[--name NAME]',
  what: 'shows what a machine wrote to its serial console',
  async act(words) {
    const { values } = parseWords(words, { name: { type: 'string', default: flavours[0]!.name } })
    const lab = await openLab(values.name)
    process.stdout.write(await lab.console())
    await lab.close()
    return 0
  },
}
