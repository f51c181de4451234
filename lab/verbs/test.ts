import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseWords, type Verb } from './verb.ts'

export const test: Verb = {
  name: 'test',
  words: '[--stories] [--on NAME,…] [--flavour NAME] [FILE …]',
  what: 'runs the lab tests, or the stories, on fresh machines or on those that run already',
  async act(words) {
    const { values, positionals } = parseWords(
      words,
      { on: { type: 'string' }, flavour: { type: 'string' }, stories: { type: 'boolean' } },
      { positionals: Number.POSITIVE_INFINITY },
    )
    const project = values.stories === true ? 'stories' : 'lab'
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader', 'runner', '--project', project]
    const env = {
      ...process.env,
      ...(values.on === undefined ? {} : { KISTE_LAB_ON: values.on }),
      ...(values.flavour === undefined ? {} : { KISTE_LAB_FLAVOURS: values.flavour }),
    }
    const child = spawn(process.execPath, [...vitest, ...positionals], { stdio: 'inherit', env })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  },
}
