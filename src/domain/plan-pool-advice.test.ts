import { describe, expect, test } from 'vitest'
import { planAdvice, type AdviceFacts, type AdviceWish, type PoolAdvicePlan } from './plan-pool-advice.ts'
import type { SampledDataset } from './sampled-dataset.ts'
import { GiB, KiB, MiB, TiB } from './size.ts'
import { drivesOf } from './testing/drives.ts'
import { known, somePoolFacts, zfsOf } from './testing/pool-facts.ts'

const disk = (name: string, changes: Partial<SampledDataset> = {}): SampledDataset => ({
  name,
  kind: 'volume',
  blockBytes: 16 * KiB,
  spanBytes: 100 * GiB,
  logicalBytes: 10 * GiB,
  compression: 'lz4',
  compressRatio: 1.5,
  dedup: false,
  access: { how: 'device' },
  ...changes,
})
const locked = disk('tank/private', { access: { how: 'none', because: 'locked' } })

const facts = (changes: Partial<AdviceFacts> = {}, pool = {}): AdviceFacts => ({
  ...somePoolFacts(pool),
  sampled: [disk('tank/web'), locked],
  missing: [],
  hostBytes: 32 * GiB,
  ...changes,
})

function planOf(wish: AdviceWish, given: AdviceFacts): PoolAdvicePlan {
  const planned = planAdvice(wish, given)
  if (!planned.ok) throw new Error(planned.problems.map((problem) => problem.message).join(' '))
  return planned.value
}
const problemsOf = (wish: AdviceWish, given: AdviceFacts) => {
  const planned = planAdvice(wish, given)
  return planned.ok ? [] : planned.problems
}

describe('dedup', () => {
  test('reads what there is, and names what is left out', () => {
    const plan = planOf({ question: 'dedup' }, facts())
    expect(plan).toMatchObject({
      question: 'dedup',
      pool: 'tank',
      datasets: [{ name: 'tank/web' }],
      readBytes: 10 * GiB,
      seconds: 300,
      keptOneIn: 32,
    })
    expect(plan.notes.join(' ')).toMatch(
      /tank\/private is left out: it is encrypted, and its key is not loaded\./,
    )
  })

  test('reads a bounded part of much, and keeps about as many hashes', () => {
    const much = facts({ sampled: [disk('tank/web', { logicalBytes: 10 * TiB })] })
    expect(planOf({ question: 'dedup' }, much)).toMatchObject({ readBytes: 64 * GiB, keptOneIn: 209 })
    expect(planOf({ question: 'dedup', maxBytes: GiB, seconds: 20 }, much)).toMatchObject({
      readBytes: GiB,
      keptOneIn: 3,
      seconds: 20,
    })
  })

  test('needs no programs', () => {
    expect(problemsOf({ question: 'dedup' }, facts({ missing: ['zstd', 'lz4'] }))).toEqual([])
  })

  test('the table is that of fast dedup only where the pool has it, and on flash only where all that holds it is', () => {
    const said = (changes: Partial<AdviceFacts>) => {
      const plan = planOf({ question: 'dedup' }, facts(changes))
      return plan.question === 'dedup' ? plan.facts : undefined
    }
    expect(said({ features: { fast_dedup: 'enabled' } })).toEqual({
      hostTotalMiB: 32 * 1024,
      fastDedup: true,
      tableOn: 'disks',
    })
    expect(said({ features: { fast_dedup: 'disabled' } })?.fastDedup).toBe(false)
    expect(said({ features: { fast_dedup: 'enabled' }, zfs: zfsOf('2.2.2') })?.fastDedup).toBe(false)
    const flash = drivesOf([4, 4, 4, 4, 4, 4], (changes) => known({ ...changes, rotational: false }))
    expect(said({ drives: flash })?.tableOn).toBe('flash')
    // What is not known counts as slow.
    expect(said({ drives: [] })?.tableOn).toBe('disks')
  })
})

describe('compression', () => {
  test('reads little of each', () => {
    const plan = planOf({ question: 'compression' }, facts({ sampled: [disk('tank/a'), disk('tank/b')] }))
    expect(plan).toMatchObject({
      question: 'compression',
      blocksEach: 256,
      readBytes: 2 * 256 * 16 * KiB,
      facts: { shape: { kind: 'mirror' }, members: 2, ashift: 12 },
      canRewrite: false,
    })
    expect(planOf({ question: 'compression' }, facts({ zfs: zfsOf('2.3.4') }))).toMatchObject({
      canRewrite: true,
    })
  })

  test('says of each program that is missing which package has it', () => {
    expect(problemsOf({ question: 'compression' }, facts({ missing: ['zstd', 'lz4'] }))).toMatchObject([
      { code: 'not_supported', object: { name: 'zstd' }, hint: expect.stringContaining('apt install zstd') },
      { code: 'not_supported', object: { name: 'lz4' }, hint: expect.stringContaining('apt install lz4') },
    ])
  })
})

test('all problems come at once', () => {
  const wish: AdviceWish = { question: 'compression', seconds: 1, maxBytes: MiB }
  const codes = problemsOf(wish, facts({ missing: ['lz4'], sampled: [locked] }, { state: 'faulted' })).map(
    ({ code, field }) => [code, field],
  )
  expect(codes).toEqual([
    ['pool_unavailable', undefined],
    ['invalid_input', 'seconds'],
    ['invalid_input', 'maxBytes'],
    ['not_supported', undefined],
    ['key_needed', undefined],
  ])
})
