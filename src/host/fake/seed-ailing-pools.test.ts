import { expect, test } from 'vitest'
import { createFakeHost } from './fake-host.ts'

test('a home whose drives want a look has a pool for each thing to look at', async () => {
  const { pools } = createFakeHost({ seedData: 'ailing' })
  expect((await pools.list()).map(({ name, state }) => `${name} ${state}`)).toEqual([
    'fast online',
    'shelf online',
    'tank degraded',
    'vault online',
  ])
  const shelf = await pools.get('shelf')
  expect(shelf?.scan.state).toBe('running')
  expect(shelf?.vdevs.map((vdev) => vdev.class)).toEqual(['normal', 'log', 'l2cache', 'spare'])
  expect((await pools.settings('vault')).dataset['keystatus']?.value).toBe('unavailable')
})
