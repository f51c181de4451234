import { expect, test } from 'vitest'
import { dedupTally } from './dedup-tally.ts'

const hash = (spread: number) => ({ spread, key: `key ${spread}` })

test('of every so many hashes one is kept, each time it comes', () => {
  const tally = dedupTally(4)
  for (const spread of [0, 1, 2, 3, 4, 4, 8, 8, 8]) tally.add(hash(spread), 100)
  expect(tally.counted()).toEqual({
    keptOneIn: 4,
    blocks: 6,
    storedBytes: 600,
    uniqueBlocks: 3,
    uniqueStoredBytes: 300,
    zeroBlocks: 0,
    sharedBlocks: 0,
  })
})

test('zeros are counted apart', () => {
  const tally = dedupTally(1)
  tally.addZeros()
  tally.addZeros()
  expect(tally.counted()).toMatchObject({ blocks: 0, zeroBlocks: 2 })
})

test('what clones have at the same place is one block, at another place a repeat', () => {
  const tally = dedupTally(1)
  tally.add(hash(1), 10, 'image 0')
  tally.add(hash(1), 10, 'image 0')
  tally.add(hash(1), 10, 'image 16384')
  tally.add(hash(1), 10, 'image 16384')
  // Outside of the family it repeats.
  tally.add(hash(1), 10)
  tally.add(hash(1), 10)
  expect(tally.counted()).toMatchObject({ blocks: 4, uniqueBlocks: 1, sharedBlocks: 2, storedBytes: 40 })
})

test('a block seen outside first is still one block for a family', () => {
  const tally = dedupTally(1)
  tally.add(hash(1), 10)
  tally.add(hash(1), 10, 'image 0')
  tally.add(hash(1), 10, 'image 0')
  expect(tally.counted()).toMatchObject({ blocks: 2, uniqueBlocks: 1, sharedBlocks: 1 })
})
