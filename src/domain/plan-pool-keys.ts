import { keyPathOf, noteOnKeyFile, whyNotKeyFile } from './key-file.ts'
import { toMount, toUnmount } from './plan-mounts.ts'
import type { PoolFacts } from './pool-facts.ts'
import type { PoolCommand, PoolMounts, PoolPlan } from './pool-plan.ts'
import { whyNotPool, type PoolVerb } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

/** Where a key comes from from now on. The passphrase itself is in no plan. */
export type NewKey =
  | { readonly key: 'passphrase' }
  | { readonly key: 'file'; readonly path: string; readonly format: 'raw' | 'hex' | 'passphrase' }

const loaded = { is: 'set', of: 'dataset', property: 'keystatus', value: 'available' } as const
const notLoaded = { ...loaded, value: 'unavailable' } as const

/**
 * Decides how the key of a pool is loaded, and what is mounted then. Where the key is there already, as when somebody loaded it with `zfs`,
 * what is missing is mounted.
 */
export function planLoadKey(wish: { readonly withPassphrase: boolean }, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const key = keyOf(facts)
  const mounts = mountsOf('mount', facts)
  const problems = [...whyNotPool('load-key', pool), ...whyNotEncrypted(facts)]
  const isLoaded = key.status === 'available'
  const prompts = key.location === 'prompt' || wish.withPassphrase
  if (problems.length === 0 && isLoaded && mounts === undefined)
    problems.push(wrong(pool.name, `The key of ${pool.name} is loaded already, and all in it is mounted.`))
  if (problems.length === 0 && !isLoaded && prompts && !wish.withPassphrase)
    problems.push({
      code: 'key_needed',
      field: 'passphrase',
      object: poolRef(pool.name),
      message: `The passphrase of ${pool.name} is needed.`,
      hint: `Type it: kiste pool load-key ${pool.name}`,
    })
  const path = prompts || isLoaded ? undefined : keyPathOf(key.location)
  const file = path === undefined ? undefined : facts.keyFile
  if (path !== undefined && file !== undefined)
    problems.push(...whyNotKeyFile({ pool: pool.name, path, format: key.format, verb: 'load-key' }, file))
  if (problems.length > 0) return refused(...problems)
  const warnings = path === undefined || file === undefined ? [] : noteOnKeyFile(path, file)
  return valid({
    ...head('load-key', facts),
    title: isLoaded ? `Mount what is in ${pool.name}` : `Load the key of ${pool.name}`,
    commands: isLoaded
      ? []
      : [
          {
            title: prompts ? 'Load the key from the passphrase' : `Load the key from ${key.location}`,
            argv: ['zfs', 'load-key', ...(prompts ? ['-L', 'prompt'] : []), '--', pool.name],
            ...(prompts ? { input: 'passphrase' as const } : {}),
            until: loaded,
            undo: [{ when: loaded, argv: unload(pool.name) }],
          },
        ],
    ...(mounts === undefined ? {} : { mounts }),
    notes: [],
    ...(warnings.length === 0 ? {} : { warnings }),
    wayBack: `kiste pool unload-key ${pool.name}`,
  })
}

/** Decides how the key of a pool is forgotten, so that nobody reads what is in it any more. What is mounted of it is unmounted first. */
export function planUnloadKey(facts: PoolFacts): Checked<PoolPlan> {
  const { pool, vmsOnPool } = facts
  const problems = [
    ...whyNotPool('unload-key', pool),
    ...whyNotEncrypted(facts),
    ...vmsOnPool
      .filter((vm) => vm.running)
      .map((vm): Problem => ({
        code: 'in_use',
        object: { type: 'vm', name: vm.name },
        message: `${vm.name} runs on ${pool.name}.`,
        hint: `Stop it first: kiste vm stop ${vm.name}`,
      })),
  ]
  const key = keyOf(facts)
  if (problems.length === 0 && key.status !== 'available')
    problems.push(wrong(pool.name, `The key of ${pool.name} is not loaded.`))
  if (problems.length > 0) return refused(...problems)
  const mounts = mountsOf('unmount', facts)
  const others = (mounts?.filesystems ?? []).filter(
    ({ dataset }) => facts.datasets?.find(({ name }) => name === dataset)?.key?.root !== pool.name,
  )
  return valid({
    ...head('unload-key', facts),
    title: `Forget the key of ${pool.name}`,
    ...(mounts === undefined ? {} : { mounts }),
    commands: [
      {
        title: 'Forget the key',
        argv: unload(pool.name),
        until: notLoaded,
        undo: [
          key.location === 'prompt'
            ? {
                when: notLoaded,
                cannot: `The key of ${pool.name} is a passphrase, so only a person can load it again: kiste pool load-key ${pool.name}`,
              }
            : { when: notLoaded, argv: ['zfs', 'load-key', '--', pool.name] },
        ],
      },
    ],
    notes: [
      'VMs on it cannot start until the key is loaded again.',
      ...(others.length === 0
        ? []
        : [
            `Unmounted as well, as it lies below, though it has another key or none: ${others.map(({ dataset }) => dataset).join(', ')}.`,
          ]),
    ],
    wayBack: `kiste pool load-key ${pool.name}`,
  })
}

/** Decides how a pool gets another key. What is in it is not written anew: only what wraps its key is. */
export function planChangeKey(key: NewKey, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const problems = [...whyNotPool('change-key', pool), ...whyNotEncrypted(facts)]
  if (problems.length === 0 && keyOf(facts).status !== 'available')
    problems.push({
      code: 'key_needed',
      object: poolRef(pool.name),
      message: `The key of ${pool.name} is not loaded, so it cannot be changed.`,
      hint: `Load it: kiste pool load-key ${pool.name}`,
    })
  if (key.key === 'file' && !/^\/[^\p{Cc}]*$/u.test(key.path))
    problems.push({
      code: 'invalid_input',
      field: 'path',
      message: `${JSON.stringify(key.path)} is not an absolute path.`,
    })
  else if (key.key === 'file' && facts.keyFile !== undefined)
    problems.push(...whyNotKeyFile({ ...key, pool: pool.name, verb: 'change-key' }, facts.keyFile))
  if (problems.length > 0) return refused(...problems)
  const location = key.key === 'file' ? `file://${key.path}` : 'prompt'
  const format = key.key === 'file' ? key.format : 'passphrase'
  const options = ['-o', `keyformat=${format}`, '-o', `keylocation=${location}`]
  return valid({
    ...head('change-key', facts),
    title: `Give ${pool.name} another key`,
    commands: [
      {
        title: 'Change the key',
        argv: ['zfs', 'change-key', ...options, '--', pool.name],
        ...(key.key === 'passphrase' ? { input: 'passphrase' as const } : {}),
        until:
          key.key === 'file'
            ? { is: 'set', of: 'dataset', property: 'keylocation', value: location }
            : { is: 'never-known' },
      },
    ],
    ...(key.key === 'file' && facts.keyFile !== undefined
      ? { warnings: noteOnKeyFile(key.path, facts.keyFile) }
      : {}),
    losses: ['What the old key opens: only the new one does from then on.'],
    notes: [
      'Whoever had the old key and a copy of the drives can still read that copy.',
      // openzfs/zfs#12123, #12614
      'Replicas that were sent raw before keep the old key until the next raw stream; never change the key on a replica.',
    ],
  })
}

function head(verb: PoolVerb, { pool }: PoolFacts) {
  return { verb, pool: pool.name, guid: pool.guid, losses: [] }
}

function unload(pool: string): PoolCommand['argv'] {
  return ['zfs', 'unload-key', '--', pool]
}

function keyOf({ settings }: PoolFacts) {
  return {
    status: settings?.dataset['keystatus']?.value,
    location: settings?.dataset['keylocation']?.value ?? 'none',
    format: settings?.dataset['keyformat']?.value ?? 'none',
  }
}

function mountsOf(verb: PoolMounts['do'], { pool, datasets = [] }: PoolFacts): PoolMounts | undefined {
  const filesystems = (verb === 'mount' ? toMount : toUnmount)(datasets, pool.name)
  return filesystems.length === 0 ? undefined : { do: verb, filesystems }
}

function whyNotEncrypted({ pool, settings }: PoolFacts): Problem[] {
  const encryption = settings?.dataset['encryption']?.value ?? 'off'
  if (encryption !== 'off' && encryption !== '-') return []
  return [wrong(pool.name, `${pool.name} is not encrypted.`)]
}

function wrong(pool: string, message: string): Problem {
  return { code: 'wrong_state', object: poolRef(pool), message }
}
