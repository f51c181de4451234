import type { Checked } from '../domain/problem.ts'
import type { Client } from './client.ts'
import type { CliIo } from './io.ts'
import type { Printer } from './printer.ts'

/** What a verb may use. `out` is for what was asked, `err` for everything else. */
export interface Context {
  readonly io: CliIo
  readonly out: Printer
  readonly err: Printer
  readonly client: Client
  /** Exactly one JSON document on stdout, nothing for people. */
  readonly json: boolean
  readonly dryRun: boolean
  /** Whether to wait for the end of jobs. */
  readonly wait: boolean
  /** Whether `-y` was given. */
  readonly yes: boolean
}

/** What the shell's completion offers at a place. */
export type Candidates =
  | 'vm'
  | 'image'
  | 'catalogue'
  | 'job'
  | 'bin'
  | 'file'
  | 'copy'
  | 'none'
  | readonly string[]

export interface Argument<Count extends 'one' | 'optional' | 'many'> {
  readonly count: Count
  readonly label: string
  readonly text: string
  readonly complete: Candidates
}

export interface Option<Value> {
  /** As commander reads them; two for a pair like `--autostart` and `--no-autostart`. */
  readonly flags: readonly string[]
  readonly text: string
  /** What the second of a pair says. */
  readonly noText?: string
  readonly complete: Candidates
  /** Turns what was typed (texts for values, booleans for flags) into the value. */
  read(raw: unknown, field: string): Checked<Value>
  readonly repeats: boolean
}

export type Arguments = Readonly<Record<string, Argument<'one' | 'optional' | 'many'>>>
export type Options = Readonly<Record<string, Option<unknown>>>

export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends Argument<'one'>
    ? string
    : A[K] extends Argument<'many'>
      ? readonly string[]
      : string | undefined
}

export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer Value> ? Value | undefined : never
}

/**
 * `query` prints something and takes `--json`; `change` begins a job and also takes `--dry-run` and `--no-wait`;
 * `plain` does neither.
 */
export type VerbKind = 'query' | 'change' | 'plain'

interface VerbSpec<A extends Arguments, O extends Options> {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly kind: VerbKind
  /** One line in the list of verbs. */
  readonly summary: string
  /** More, under the usage. */
  readonly details?: string
  /** In the order in which they are typed. */
  readonly args?: A
  readonly options?: O
  /** Whether it asks before it destroys, and so takes `-y`. */
  readonly asks?: boolean
  readonly examples: readonly [string, ...string[]]
  /** Does it. The number is the exit code; nothing means 0. */
  run(ctx: Context, input: ArgumentValues<A> & OptionValues<O>): Promise<number | void>
}

/** A verb with the types of its input hidden, so that all of them fit in one list. */
export interface Verb extends Omit<VerbSpec<Arguments, Options>, 'run' | 'args' | 'options'> {
  readonly args: Arguments
  readonly options: Options
  run(ctx: Context, input: Readonly<Record<string, unknown>>): Promise<number | void>
}

/** A noun and its verbs, as its module in `commands/` exports it; one without verbs of its own is a verb itself. */
export interface Noun {
  readonly name: string
  readonly verbs: readonly Verb[]
}

const none = {}

/** Declares a verb; what `run` gets is typed by `args` and `options`. */
export function verb<const A extends Arguments = typeof none, const O extends Options = typeof none>(
  spec: VerbSpec<A, O>,
): Verb {
  return {
    ...spec,
    args: spec.args ?? none,
    options: spec.options ?? none,
    // The command tree reads every argument and option by these very tables before it calls this.
    run: (ctx, input) => spec.run(ctx, input as ArgumentValues<A> & OptionValues<O>),
  }
}
