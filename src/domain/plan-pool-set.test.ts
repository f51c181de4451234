import { describe, expect, test } from 'vitest'
import { planSetPool, type SetPoolWish } from './plan-pool-set.ts'
import { poolProperties } from './pool-properties.ts'
import type { PoolFacts } from './pool-facts.ts'
import { linesOf, somePoolFacts, zfsOf } from './testing/pool-facts.ts'
import { leaf } from './testing/pools.ts'

test.each<[SetPoolWish, readonly string[]]>([
  [{ autotrim: 'on' }, ['zpool set autotrim=on tank']],
  [{ comment: 'in the attic' }, ['zpool set comment=in the attic tank']],
  [{ comment: '' }, ['zpool set comment= tank']],
  [{ failmode: 'continue' }, ['zpool set failmode=continue tank']],
  [{ compatibility: 'openzfs-2.2' }, ['zpool set compatibility=openzfs-2.2 tank']],
  [{ dedup_table_quota: '2G' }, ['zpool set dedup_table_quota=2147483648 tank']],
  [{ compression: 'zstd-3' }, ['zfs set compression=zstd-3 tank']],
  [
    { quota: 'none', reservation: '100G' },
    ['zfs set quota=none tank', 'zfs set reservation=107374182400 tank'],
  ],
])('%j', (wish, lines) => {
  expect(linesOf(planSetPool(wish, somePoolFacts()))).toEqual(lines)
})

test.each<[SetPoolWish, string, Partial<PoolFacts>?]>([
  [{}, 'invalid_input -'],
  [{ autotrim: 'yes' }, 'invalid_input autotrim'],
  [{ failmode: 'panic' }, 'invalid_input failmode'],
  [{ sync: 'disabled' }, 'invalid_input sync'],
  [{ ashift: '9' }, 'invalid_input ashift'],
  [{ cachefile: 'none' }, 'invalid_input cachefile'],
  [{ '-f': 'x' }, 'invalid_input -f'],
  [{ constructor: 'x' }, 'invalid_input constructor'],
  [{ comment: 'é' }, 'invalid_input comment'],
  [{ comment: 'x'.repeat(33) }, 'invalid_input comment'],
  [{ compression: 'zstd-20' }, 'invalid_input compression'],
  [{ quota: '100' }, 'invalid_input quota'],
  [{ special_small_blocks: '16K' }, 'wrong_state special_small_blocks'],
  [{ special_small_blocks: '3K' }, 'invalid_input special_small_blocks'],
  [{ dedup_table_quota: '2G' }, 'not_supported dedup_table_quota', { zfs: zfsOf('2.2.4') }],
  [{ autotrim: 'no', atime: 'maybe' }, 'invalid_input autotrim, invalid_input atime'],
])('refused: %j', (wish, expected, facts) => {
  expect(linesOf(planSetPool(wish, somePoolFacts({}, facts))).join(', ')).toBe(expected)
})

describe('one dataset', () => {
  const documents = { name: 'tank/documents', settings: { compression: { value: 'off', local: true } } }

  test('has its own compression and dedup', () => {
    const planned = planSetPool({ compression: 'zstd', dedup: 'on' }, somePoolFacts(), documents)
    expect(linesOf(planned)).toEqual([
      'zfs set compression=zstd tank/documents',
      'zfs set dedup=on tank/documents',
    ])
    expect(planned.ok && planned.value.title).toBe('Set compression=zstd, dedup=on on tank/documents')
    expect(planned.ok && planned.value.commands[0]).toMatchObject({
      until: { is: 'set', dataset: 'tank/documents', property: 'compression', value: 'zstd' },
      undo: [{ argv: ['zfs', 'set', 'compression=off', 'tank/documents'] }],
    })
  })

  test('gets back what it inherited', () => {
    const settings = { compression: { value: 'lz4', local: false } }
    const planned = planSetPool({ compression: 'zstd' }, somePoolFacts(), { name: 'tank/x', settings })
    expect(planned.ok && planned.value.commands[0]?.undo).toMatchObject([
      { argv: ['zfs', 'inherit', 'compression', 'tank/x'] },
    ])
  })

  test('has nothing of its own that is of the whole', () => {
    expect(linesOf(planSetPool({ autotrim: 'on', atime: 'on' }, somePoolFacts(), documents))).toEqual([
      'invalid_input autotrim',
      'invalid_input atime',
    ])
  })
})

test('small blocks go to a special vdev that is there', () => {
  const facts = somePoolFacts({ vdevs: [leaf('/dev/a'), leaf('/dev/b', { class: 'special' })] })
  expect(linesOf(planSetPool({ special_small_blocks: '16K' }, facts))).toEqual([
    'zfs set special_small_blocks=16384 tank',
  ])
})

test('what can be chosen can be set', () => {
  for (const { choices = [], read } of poolProperties)
    for (const choice of choices) expect(read(choice)).toEqual({ value: choice })
  expect(poolProperties.find(({ name }) => name === 'sync')?.choices).toEqual(['standard', 'always'])
})

test('what is worth knowing of a value is said', () => {
  const planned = planSetPool({ autoreplace: 'on', dedup: 'on', atime: 'off' }, somePoolFacts())
  expect(planned.ok && planned.value.notes).toEqual([
    expect.stringMatching(/erased and used, without asking/),
    expect.stringMatching(/kiste pool advise dedup/),
  ])
})
