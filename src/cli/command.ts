import type { Checked } from '../domain/problem.ts'
import type { VmVerb } from '../domain/vm.ts'
import type { Client } from './client.ts'
import type { CliIo } from './io.ts'
import type { Printer } from './printer.ts'

/** What a verb may use. `out` is for what was asked, `err` for everything else. */
export interface Context extends CommonOptions {
  readonly io: CliIo
  readonly out: Printer
  readonly err: Printer
  readonly client: Client
}

/** What may be said about every verb of its kind. */
export interface CommonOptions {
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
  /** A snapshot or branch of the VM that is named before it. */
  | 'snapshot'
  | 'branch'
  | 'store'
  | 'pool'
  | 'target'
  | 'drive'
  | 'user'
  | 'token'
  | 'session'
  | 'file'
  | 'copy'
  | 'none'
  | readonly string[]

type Count = 'one' | 'optional' | 'many' | 'any'

export interface Argument<C extends Count = Count> {
  readonly count: C
  readonly label: string
  readonly text: string
  readonly complete: Candidates
}

/** What was typed for an option: its value, all values if it repeats, or whether a flag was set or, with `--no-`, unset. */
export type Raw = string | readonly string[] | boolean

export interface Option<Value = unknown> {
  /** Without the dashes. */
  readonly long: string
  readonly short?: string | undefined
  /** What its value is called; without one it is a flag. */
  readonly label?: string | undefined
  readonly text: string
  /** Given if there is `--no-LONG` too: what that says. */
  readonly noText?: string
  readonly repeats: boolean
  readonly complete: Candidates
  /** Turns what was typed into the value; `field` names it in problems. */
  read(raw: Raw, field: string): Checked<Value>
}

export type Arguments = Readonly<Record<string, Argument>>
export type Options = Readonly<Record<string, Option>>

export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends Argument<'one'>
    ? string
    : A[K] extends Argument<'many' | 'any'>
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
  /** What to say when an option is not known, where a look at the help is not the best advice. */
  readonly unknownOptionHint?: string
  /** Completion offers the VMs to which this can be done; by default what the verb is called. */
  readonly offers?: VmVerb
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

/** A noun and its verbs, as its module in `commands/` exports it. One whose only verb has its name is typed once. */
export interface Noun {
  readonly name: string
  readonly verbs: readonly Verb[]
}

/** The verb of a noun that is no more than a verb, as `doctor` is. */
export function singleVerb(noun: Noun): Verb | undefined {
  return noun.verbs.find((verb) => verb.name === noun.name)
}

/** How its arguments are typed: `<name> [options]`. */
export function usageOf(verb: Verb): string {
  return [...Object.values(verb.args).map(argumentUsage), '[options]'].join(' ')
}

function argumentUsage({ count, label }: Argument): string {
  switch (count) {
    case 'one':
      return `<${label}>`
    case 'many':
      return `<${label}>...`
    case 'optional':
      return `[${label}]`
    case 'any':
      return `[${label}]...`
  }
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
    // The line is read by these very tables before this is called.
    run: (ctx, input) => spec.run(ctx, input as ArgumentValues<A> & OptionValues<O>),
  }
}
