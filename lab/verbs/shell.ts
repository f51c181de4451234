import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { flavours } from '../build/flavours.ts'
import { openLab } from '../machine.ts'
import { loginArgv } from '../ssh-command.ts'
import { parseWords, type Verb } from './verb.ts'

export const shell: Verb = {
  name: 'shell',
  words: '[--name NAME]',
  what: 'opens a shell in a machine, as root',
  async act(words) {
    const { values } = parseWords(words, { name: { type: 'string', default: flavours[0]!.name } })
    const lab = await openLab(values.name)
    const [command = '', ...args] = loginArgv(await lab.record())
    await lab.close()
    // The person's own terminal goes through, which no runner does.
    const child = spawn(command, args, { stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  },
}
