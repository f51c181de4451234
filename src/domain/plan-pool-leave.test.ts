import { describe, expect, test } from 'vitest'
import { planDestroy, planExport } from './plan-pool-leave.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { leaf, mirror } from './testing/pools.ts'

const web = { name: 'web', running: true }
const db = { name: 'db', running: false }

describe('export', () => {
  test('waits for running VMs only, and says who cannot start then', () => {
    expect(linesOf(planExport(somePoolFacts({}, { vmsOnPool: [web, db] })))).toEqual(['in_use -'])
    const planned = planExport(somePoolFacts({}, { vmsOnPool: [db, { name: 'mail', running: false }] }))
    expect(linesOf(planned)).toEqual(['zpool export -- tank'])
    expect(planned).toMatchObject({
      value: {
        notes: ['Until it is imported again, db and mail cannot start.'],
        wayBack: 'kiste pool import tank',
      },
    })
  })

  test('waits for a spare that stands in', () => {
    const vdevs = [
      mirror([leaf('/dev/a'), leaf('/dev/b')]),
      leaf('/dev/s', { class: 'spare', state: 'inuse' }),
    ]
    expect(linesOf(planExport(somePoolFacts({ vdevs })))).toEqual(['in_use -'])
  })

  test('cannot be had of a suspended pool', () => {
    expect(linesOf(planExport(somePoolFacts({ state: 'suspended' })))).toEqual(['pool_unavailable -'])
  })
})

describe('destroy', () => {
  test('is refused for every VM there, running or not', () => {
    expect(planDestroy(somePoolFacts({}, { vmsOnPool: [web, db] }))).toMatchObject({
      problems: [
        { code: 'in_use', object: { type: 'vm', name: 'web' } },
        { code: 'in_use', object: { type: 'vm', name: 'db' } },
      ],
    })
  })

  test('says what is lost, and how it could come back', () => {
    const planned = planDestroy(somePoolFacts())
    expect(linesOf(planned)).toEqual(['zpool destroy -- tank'])
    const withBin = planDestroy(somePoolFacts({}, { deletedVms: ['web', 'db'] }))
    expect(withBin.ok && withBin.value.losses.at(-1)).toContain('web and db')
    expect(planned).toMatchObject({
      value: {
        losses: ['All that is in tank: 1.8 TiB on its drives, with all snapshots.'],
        wayBack: expect.stringContaining('zpool import -D tank') as string,
      },
    })
  })
})
