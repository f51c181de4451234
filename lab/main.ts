// `npm run lab -- VERB …`: a real host in a VM.
import { ProblemError } from '../src/domain/problem.ts'
import { build } from './verbs/build.ts'
import { consoleVerb } from './verbs/console.ts'
import { disk } from './verbs/disk.ts'
import { down } from './verbs/down.ts'
import { list } from './verbs/list.ts'
import { power } from './verbs/power.ts'
import { run } from './verbs/run.ts'
import { shell } from './verbs/shell.ts'
import { test } from './verbs/test.ts'
import { up } from './verbs/up.ts'
import { UsageError, type Verb } from './verbs/verb.ts'

const verbs: readonly Verb[] = [build, up, list, shell, run, consoleVerb, disk, power, test, down]

const usage = [
  'npm run lab -- VERB …',
  '',
  ...verbs.map(({ name, words, what }) => `  ${`${name} ${words}`.trim()}\n      ${what}`),
  '',
  'docs/lab.md has it all.',
].join('\n')

const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort())

async function main([name = 'help', ...words]: readonly string[]): Promise<number> {
  if (['help', '--help', '-h'].includes(name)) {
    console.log(usage)
    return 0
  }
  const verb = verbs.find((verb) => verb.name === name)
  if (!verb) throw new UsageError(`There is no verb ${name}.\n\n${usage}`)
  const log = (line: string) => process.stderr.write(`${line}\n`)
  return verb.act(words, { signal: ending.signal, log })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (ending.signal.aborted) {
    console.error('Stopped; nothing half-made was left.')
    process.exitCode = 130
  } else if (error instanceof UsageError) {
    console.error(error.message)
    process.exitCode = 2
  } else if (error instanceof ProblemError) {
    for (const { message, hint } of error.problems)
      console.error(hint === undefined ? message : `${message}\n${hint}`)
    process.exitCode = 1
  } else throw error
}
