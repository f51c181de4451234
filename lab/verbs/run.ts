import { CommandError } from '../../src/host/exec.ts'
import { flavours } from '../build/flavours.ts'
import { openLab } from '../machine.ts'
import { parseWords, UsageError, type Verb } from './verb.ts'

export const run: Verb = {
  name: 'run',
  words: '[--name NAME] CMD …',
  what: 'runs a command in a machine, as root; nothing of it passes a shell',
  async act(words, { signal }) {
    const own = words[0] === '--name' ? 2 : 0
    const { values } = parseWords(words.slice(0, own), {
      name: { type: 'string', default: flavours[0]!.name },
    })
    const argv = words.slice(words[own] === '--' ? own + 1 : own)
    if (argv.length === 0) throw new UsageError('What to run?')
    const lab = await openLab(values.name)
    try {
      await lab.runner.run(argv, {
        signal,
        output: process.stdout,
        onLine: (line, from) => from === 'stderr' && process.stderr.write(`${line}\n`),
        ...(process.stdin.isTTY ? {} : { input: process.stdin }),
      })
      return 0
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      if (error.end.why === 'exit') return error.end.code
      process.stderr.write(`${error.message}\n`)
      return 1
    } finally {
      // Whoever holds its other end would keep this process alive.
      process.stdin.destroy()
      await lab.close()
    }
  },
}
