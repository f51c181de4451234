import { vmCan, type VmStateName } from '../domain/vm.ts'
import { commonOptions } from './common-options.ts'
import { singleVerb, type Candidates, type Noun, type Option, type Verb } from './command.ts'
import { createClient, type Client } from './client.ts'
import type { CliIo } from './io.ts'
import { nouns } from './nouns.ts'
import { tokenAddress } from './token-address.ts'
import { findSocketPath } from './socket-path.ts'
import { clean } from './terminal-text.ts'

/** A shell waits for us at every press of the key: what is not known by then is not offered. */
const budgetMs = 300

/**
 * What may stand in the place of the last of these words (all that was typed after `kiste`), for the shells' scripts; one candidate
 * a line. Besides candidates, `:file` asks the shell for file names, and `:nospace` for no space behind.
 */
export async function completeWords(typed: readonly string[], io: CliIo): Promise<string[]> {
  const last = typed.at(-1) ?? ''
  const found = await candidatesFor(typed.slice(0, -1), last, io)
  return found.filter((candidate) => candidate.startsWith(':') || candidate.startsWith(last))
}

async function candidatesFor(before: readonly string[], last: string, io: CliIo): Promise<readonly string[]> {
  const socket = before.includes('--socket') ? before[before.indexOf('--socket') + 1] : undefined
  if (before.at(-1) === '--socket') return [':file']
  const path = before.filter((_, index) => before[index] !== '--socket' && before[index - 1] !== '--socket')
  const [nounName, ...afterNoun] = path
  if (nounName === undefined) return last.startsWith('-') ? rootOptions : nouns.map((noun) => noun.name)
  if (nounName === 'help') return helpTopics(afterNoun)
  const noun = await nouns.find((entry) => entry.name === nounName)?.load()
  if (!noun) return []
  const single = singleVerb(noun)
  const [verbName, ...afterVerb] = single ? [noun.name, ...afterNoun] : afterNoun
  if (verbName === undefined) return last.startsWith('-') ? ['--help'] : verbNames(noun)
  const verb = single ?? noun.verbs.find((one) => one.name === verbName || one.aliases?.includes(verbName))
  if (!verb) return []
  const live = createLive(createClient(findSocketPath(socket, io)), verb)
  return verbCandidates(verb, afterVerb, last, live)
}

const rootOptions = ['--help', '--version', '--socket']

function verbNames(noun: Noun): string[] {
  return noun.verbs.map((verb) => verb.name)
}

async function helpTopics(typed: readonly string[]): Promise<string[]> {
  const [first, ...rest] = typed
  if (first === undefined) return ['exit-codes', ...nouns.map((noun) => noun.name)]
  const noun = rest.length === 0 ? await nouns.find((entry) => entry.name === first)?.load() : undefined
  return noun && !singleVerb(noun) ? verbNames(noun) : []
}

async function verbCandidates(
  verb: Verb,
  typed: readonly string[],
  last: string,
  live: Live,
): Promise<readonly string[]> {
  const args = Object.values(verb.args)
  let seen = 0
  const used: string[] = []
  for (let index = 0; index < typed.length; index++) {
    const word = typed[index] ?? ''
    if (word === '--') return []
    const option = findOption(verb, word)
    if (!option && !word.startsWith('-')) {
      used.push(word)
      seen++
    } else if (option?.label !== undefined && !word.includes('=')) {
      if (index === typed.length - 1) return live(option.complete, last, used)
      index++
    }
  }
  if (last.startsWith('-'))
    return optionWords(verb).filter((word) => !typed.includes(word) || repeats(verb, word))
  const argument = args[Math.min(seen, args.length - 1)]
  if (!argument || (seen >= args.length && argument.count !== 'many' && argument.count !== 'any')) return []
  const found = await live(argument.complete, last, used)
  return found.filter((candidate) => !used.includes(candidate))
}

function findOption(verb: Verb, word: string): Option | undefined {
  const [name] = word.split('=')
  return allOptions(verb).find(({ long, short }) => `--${long}` === name || `-${short}` === name)
}

function allOptions(verb: Verb): Option[] {
  return [...Object.values(verb.options), ...commonOptions(verb)]
}

function optionWords(verb: Verb): string[] {
  return allOptions(verb).flatMap(({ long, noText }) => [
    `--${long}`,
    ...(noText === undefined ? [] : [`--no-${long}`]),
  ])
}

function repeats(verb: Verb, word: string): boolean {
  return findOption(verb, word)?.repeats === true
}

type Live = (kind: Candidates, last: string, before: readonly string[]) => Promise<readonly string[]>

/** Asks the daemon for names, within the budget; silent when it does not answer. */
function createLive(client: Client, verb: Verb): Live {
  return async (kind, last, before) => {
    if (typeof kind === 'object') return kind
    const signal = AbortSignal.timeout(budgetMs)
    try {
      return (await names(client, kind, { verb, last, before, signal })).filter(
        (name) => clean(name) === name && name !== '',
      )
    } catch {
      // A press of the Tab key is no place for a message.
      return []
    }
  }
}

interface Asked {
  readonly verb: Verb
  readonly last: string
  /** The arguments before it. */
  readonly before: readonly string[]
  readonly signal: AbortSignal
}

async function names(
  client: Client,
  kind: Exclude<Candidates, readonly string[]>,
  { verb, last, before, signal }: Asked,
): Promise<string[]> {
  switch (kind) {
    case 'vm':
      return (await client.call('listVms', {}, { signal }))
        .filter((vm) => fits(verb, vm.status.state))
        .map((vm) => vm.name)
    case 'image':
      return (await client.call('listImages', {}, { signal })).map((image) => image.id)
    case 'catalogue':
      return (await client.call('listCatalogue', {}, { signal })).map((item) => item.id)
    case 'job':
      return (await client.call('listJobs', { query: { limit: 50 } }, { signal })).map((job) => job.id)
    case 'bin':
      return (await client.call('listBin', {}, { signal })).map((entry) => entry.id)
    case 'snapshot':
      return (await historyOf(client, before, signal)).snapshots.map(({ id }) => id)
    case 'branch':
      return (await historyOf(client, before, signal)).branches
        .filter(({ current }) => !current)
        .map(({ id }) => id)
    case 'store':
      return (await client.call('listStores', {}, { signal })).map((store) => store.name)
    case 'pool':
      return (await client.call('listPools', {}, { signal })).map((pool) => pool.name)
    case 'target':
      return (await client.call('listTargets', {}, { signal })).map((target) => target.name)
    case 'drive':
      return (await client.call('listDrives', {}, { signal })).map((drive) => drive.kernelName)
    case 'user':
      return (await client.call('listUsers', {}, { signal })).map((user) => user.name)
    case 'token':
      return (await client.call('listTokens', {}, { signal })).map(tokenAddress)
    case 'session':
      return (await client.call('listSessions', {}, { signal })).map((session) => session.id)
    case 'file':
      return [':file']
    case 'copy':
      return copySides(last, client, signal)
    case 'none':
      return []
  }
}

function historyOf(client: Client, [vm = '']: readonly string[], signal: AbortSignal) {
  return client.call('getVmHistory', { params: { vm } }, { signal })
}

/** Only what could be done is offered: `kiste vm start` completes to VMs that are off. */
function fits(verb: Verb, state: VmStateName): boolean {
  const states: Readonly<Record<string, readonly VmStateName[]>> = vmCan
  return states[verb.offers ?? verb.name]?.includes(state) ?? true
}

/** A local file, or `NAME:` of a VM that runs; what is in the guest is not looked at. */
async function copySides(last: string, client: Client, signal: AbortSignal): Promise<string[]> {
  if (/^[./]/.test(last)) return [':file']
  if (last.includes(':')) return [':nospace']
  const vms = await client.call('listVms', {}, { signal })
  const running = vms.filter((vm) => vm.status.state === 'running').map((vm) => `${vm.name}:/`)
  return [...running, ':file', ...(running.length > 0 ? [':nospace'] : [])]
}
