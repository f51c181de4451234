import { ensureBuild } from '../build/build-lab.ts'
import { flavourNamed, flavours } from '../build/flavours.ts'
import { parseWords, type Verb } from './verb.ts'

export const build: Verb = {
  name: 'build',
  words: '[--flavour NAME] [--fresh]',
  what: 'makes the system that machines start from; all flavours, or one',
  async act(words, { signal, log }) {
    const { values } = parseWords(words, { flavour: { type: 'string' }, fresh: { type: 'boolean' } })
    const wished = values.flavour === undefined ? flavours : [flavourNamed(values.flavour)]
    const options = { signal, log, fresh: values.fresh ?? false }
    for (const made of await Promise.all(wished.map((flavour) => ensureBuild(flavour, options))))
      console.log(
        `${made.flavour.name}: OpenZFS ${made.zfs}, ${made.cached ? 'was there' : 'built'}: ${made.folder}`,
      )
    return 0
  },
}
