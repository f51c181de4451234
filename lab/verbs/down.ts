import { readdir } from 'node:fs/promises'
import { flavours } from '../build/flavours.ts'
import { machinesFolder } from '../places.ts'
import { down as takeDown } from '../up.ts'
import { parseWords, type Verb } from './verb.ts'

export const down: Verb = {
  name: 'down',
  words: '[--name NAME | --all]',
  what: 'ends a machine and removes it with its disks',
  async act(words) {
    const { values } = parseWords(words, {
      name: { type: 'string', default: flavours[0]!.name },
      all: { type: 'boolean', default: false },
    })
    const names = values.all ? await readdir(machinesFolder()).catch(() => []) : [values.name]
    for (const name of names) await takeDown(name)
    return 0
  },
}
