import { Readable } from 'node:stream'
import {
  CommandError,
  type CommandEnd,
  type CommandResult,
  type RunOptions,
  type Runner,
} from '../../exec.ts'

/** A command and what it once answered, or is made to answer. */
export interface Reply {
  readonly argv: readonly string[]
  readonly stdout?: string | undefined
  readonly stderr?: string | undefined
  /** Default: exit code 0. */
  readonly code?: number | undefined
  /** Ends in another way than by itself. */
  readonly end?: CommandEnd | undefined
  /** Answers when this does. */
  readonly after?: Promise<void> | undefined
  /** How often it may be asked. Default: once. `Infinity` for what is looked at again and again. */
  readonly times?: number | undefined
}

export interface RecordedRunner extends Runner {
  /** What ran, in order, with what it was given on its standard input. */
  readonly ran: readonly {
    readonly argv: readonly string[]
    readonly input: string
    readonly options: RunOptions
  }[]
  /** The replies nobody asked for. A test ends with this being empty. */
  unused(): readonly (readonly string[])[]
}

/**
 * A runner that answers from recordings and starts nothing. It is strict: a command that is not among the replies, or has run as
 * often as it may, fails the test that runs it. Replies to the same command are given in order.
 */
export function recordedRunner(replies: readonly Reply[]): RecordedRunner {
  const left = replies.map((reply) => ({ reply, times: reply.times ?? 1 }))
  const ran: { argv: readonly string[]; input: string; options: RunOptions }[] = []
  return {
    place: 'recorded',
    ran,
    unused: () => left.filter(({ times }) => times > 0 && times !== Infinity).map(({ reply }) => reply.argv),
    async run(argv, options = {}) {
      const found = left.find(({ reply, times }) => times > 0 && same(reply.argv, argv))
      if (!found) throw new TypeError(`nobody recorded: ${argv.join(' ')}`)
      found.times--
      const { reply } = found
      ran.push({ argv, input: await textOf(options.input), options })
      await reply.after
      return answer(argv, reply, options)
    },
  }
}

function answer(argv: readonly string[], reply: Reply, options: RunOptions): CommandResult {
  const { stdout = '', stderr = '', code = 0 } = reply
  for (const line of stderr.split('\n').filter((line) => line !== '')) options.onLine?.(line, 'stderr')
  if (options.output) options.output.write(stdout)
  else for (const line of stdout.split('\n').filter((line) => line !== '')) options.onLine?.(line, 'stdout')
  const end = reply.end ?? { why: 'exit', code }
  if (end.why === 'exit' && (options.okCodes ?? [0]).includes(end.code))
    return { stdout: options.output ? '' : stdout, stderr, code: end.code }
  throw new CommandError(argv, end, stdout, stderr)
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, nth) => word === other[nth])
}

async function textOf(input: RunOptions['input']): Promise<string> {
  if (input === undefined) return ''
  if (typeof input === 'string') return input
  if (input instanceof Readable)
    return Buffer.concat((await input.toArray()).map((chunk) => Buffer.from(chunk))).toString()
  return Buffer.from(input).toString()
}
