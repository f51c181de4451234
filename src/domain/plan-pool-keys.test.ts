import { describe, expect, test } from 'vitest'
import type { PoolDataset } from './pool-dataset.ts'
import { previewPoolPlan } from './pool-plan.ts'
import { planChangeKey, planLoadKey, planUnloadKey } from './plan-pool-keys.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'

const encrypted = (status: 'available' | 'unavailable', location = 'prompt') =>
  somePoolFacts(
    {},
    {
      settings: {
        pool: {},
        dataset: {
          encryption: { value: 'aes-256-gcm', local: true },
          keystatus: { value: status, local: false },
          keylocation: { value: location, local: true },
        },
      },
    },
  )

const datasets = (mounted: boolean): PoolDataset[] =>
  ['tank', 'tank/kiste', 'tank/kiste/web'].map((name) => ({
    name,
    kind: 'filesystem',
    mountpoint: `/${name}`,
    mountsItself: true,
    mounted,
    key: { root: 'tank', loaded: true },
  }))
const mountsOf = (plan: ReturnType<typeof planLoadKey>) =>
  plan.ok ? plan.value.mounts?.filesystems.map(({ path }) => path) : plan.problems

describe('load', () => {
  test('from the passphrase, or from where the pool says', () => {
    expect(linesOf(planLoadKey({ withPassphrase: true }, encrypted('unavailable')))).toEqual([
      'zfs load-key -L prompt -- tank',
    ])
    expect(linesOf(planLoadKey({ withPassphrase: false }, encrypted('unavailable', 'file:///k')))).toEqual([
      'zfs load-key -- tank',
    ])
  })

  test('and then mount what is under it; only that, if the key is there already', () => {
    const locked = { ...encrypted('unavailable', 'file:///k'), datasets: datasets(false) }
    expect(mountsOf(planLoadKey({ withPassphrase: false }, locked))).toEqual([
      '/tank',
      '/tank/kiste',
      '/tank/kiste/web',
    ])
    const loaded = planLoadKey(
      { withPassphrase: false },
      { ...encrypted('available'), datasets: datasets(false) },
    )
    expect(linesOf(loaded)).toEqual([])
    expect(mountsOf(loaded)).toHaveLength(3)
    expect(loaded.ok && previewPoolPlan(loaded.value)).toMatchObject({
      title: 'Mount what is in tank',
      steps: [
        {
          title: 'Mount its 3 file systems',
          command: 'zfs mount -- tank; zfs mount -- tank/kiste; zfs mount -- tank/kiste/web',
        },
      ],
    })
  })

  test('what stands in the way', () => {
    expect(linesOf(planLoadKey({ withPassphrase: false }, encrypted('unavailable')))).toEqual([
      'key_needed passphrase',
    ])
    const all = { ...encrypted('available'), datasets: datasets(true) }
    expect(linesOf(planLoadKey({ withPassphrase: true }, all))).toEqual(['wrong_state -'])
    expect(linesOf(planLoadKey({ withPassphrase: true }, somePoolFacts()))).toEqual(['wrong_state -'])
  })

  test('a key file that is not there, unless the key is typed', () => {
    const facts = { ...encrypted('unavailable', 'file:///k'), keyFile: { state: 'missing' } as const }
    expect(linesOf(planLoadKey({ withPassphrase: false }, facts))).toEqual(['not_found -'])
    expect(linesOf(planLoadKey({ withPassphrase: true }, facts))).toEqual(['zfs load-key -L prompt -- tank'])
  })
})

describe('unload', () => {
  test('a key from a file can be loaded again, a passphrase is gone', () => {
    const file = planUnloadKey(encrypted('available', 'file:///k'))
    expect(linesOf(file)).toEqual(['zfs unload-key -- tank'])
    expect(file.ok && file.value.commands[0]?.undo).toHaveLength(1)
    const typed = planUnloadKey(encrypted('available'))
    expect(typed).toMatchObject({
      value: { commands: [{ undo: [{ cannot: expect.any(String) as string }] }] },
    })
  })

  test('what is mounted goes first, and what lies below it with another key is told', () => {
    const other = {
      ...datasets(true)[0],
      name: 'tank/plain',
      mountpoint: '/tank/plain',
      key: undefined,
    } as PoolDataset
    const plan = planUnloadKey({ ...encrypted('available'), datasets: [...datasets(true), other] })
    expect(mountsOf(plan)).toEqual(['/tank/plain', '/tank/kiste/web', '/tank/kiste', '/tank'])
    expect(plan.ok && plan.value.notes.at(-1)).toContain('tank/plain')
    expect(plan.ok && previewPoolPlan(plan.value).steps.map(({ title }) => title)).toEqual([
      'Unmount its 4 file systems',
      'Forget the key',
    ])
  })

  test('never under a VM that runs', () => {
    const facts = { ...encrypted('available'), vmsOnPool: [{ name: 'web', running: true }] }
    expect(linesOf(planUnloadKey(facts))).toEqual(['in_use -'])
    expect(linesOf(planUnloadKey(encrypted('unavailable')))).toEqual(['wrong_state -'])
  })
})

test('another key: typed, or in a file', () => {
  expect(linesOf(planChangeKey({ key: 'passphrase' }, encrypted('available')))).toEqual([
    'zfs change-key -o keyformat=passphrase -o keylocation=prompt -- tank',
  ])
  const file = { key: 'file', path: '/etc/zfs/keys/tank', format: 'raw' } as const
  expect(linesOf(planChangeKey(file, encrypted('available')))).toEqual([
    'zfs change-key -o keyformat=raw -o keylocation=file:///etc/zfs/keys/tank -- tank',
  ])
  expect(linesOf(planChangeKey(file, encrypted('unavailable')))).toEqual(['key_needed -'])
  expect(linesOf(planChangeKey({ ...file, path: 'keys' }, encrypted('available')))).toEqual([
    'invalid_input path',
  ])
})

test('a file that is to hold the key has to be there, and private', () => {
  const file = { key: 'file', path: '/k', format: 'raw' } as const
  const facts = encrypted('available')
  expect(linesOf(planChangeKey(file, { ...facts, keyFile: { state: 'missing' } }))).toEqual(['not_found -'])
  const open = planChangeKey(file, { ...facts, keyFile: { state: 'there', sizeBytes: 32, othersRead: true } })
  expect(open.ok && open.value.warnings).toEqual([expect.stringContaining('chmod 600')])
})
