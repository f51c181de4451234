import { flavours } from '../build/flavours.ts'
import { openLab, type Lab } from '../machine.ts'
import { boot, cutPower, pause, resume } from '../power.ts'
import { parseWords, UsageError, type Verb } from './verb.ts'

const deeds: Readonly<Record<string, (lab: Lab, signal: AbortSignal) => Promise<void>>> = {
  cut: cutPower,
  boot,
  pause,
  resume,
}

export const power: Verb = {
  name: 'power',
  words: `[--name NAME] ${Object.keys(deeds).join('|')}`,
  what: 'cuts the power of a machine, boots it again, holds it still',
  async act(words, { signal }) {
    const { values, positionals } = parseWords(
      words,
      { name: { type: 'string', default: flavours[0]!.name } },
      { positionals: 1 },
    )
    const deed = deeds[positionals[0] ?? '']
    if (!deed) throw new UsageError(`What: ${Object.keys(deeds).join(', ')}?`)
    const lab = await openLab(values.name)
    try {
      await deed(lab, signal)
    } finally {
      await lab.close()
    }
    return 0
  },
}
