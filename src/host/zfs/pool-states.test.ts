import { expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { CommandError } from '../exec.ts'
import { poolState, poolStates } from './pool-states.ts'
import { recordedRunner } from './testing/recorded-runner.ts'

const find = [
  'find',
  '/proc/spl/kstat/zfs',
  '-mindepth',
  '1',
  '-maxdepth',
  '1',
  '-type',
  'd',
  '-printf',
  '%f\\n',
]
const file = (pool: string) => `/proc/spl/kstat/zfs/${pool}/state`

test('how a pool is', async () => {
  const runner = recordedRunner([{ argv: ['cat', file('my pool')], stdout: 'SUSPENDED\n' }])
  expect(await poolState(runner, 'my pool' as PoolName)).toBe('suspended')
})

test('a pool that is not there is none, and other failures are failures', async () => {
  const absent = {
    argv: ['cat', file('tank')],
    code: 1,
    stderr: `cat: ${file('tank')}: No such file or directory`,
  }
  expect(await poolState(recordedRunner([absent]), 'tank' as PoolName)).toBeUndefined()
  const denied = { ...absent, stderr: 'cat: Permission denied' }
  await expect(poolState(recordedRunner([denied]), 'tank' as PoolName)).rejects.toThrow(CommandError)
})

test('all pools at a glance, without asking ZFS', async () => {
  const runner = recordedRunner([
    { argv: find, stdout: 'tank\nmy pool\ngone\n' },
    {
      argv: ['grep', '-H', '', file('tank'), file('my pool'), file('gone')],
      stdout: `${file('tank')}:ONLINE\n${file('my pool')}:DEGRADED\n`,
      stderr: `grep: ${file('gone')}: No such file or directory`,
      code: 2,
    },
  ])
  expect([...(await poolStates(runner))]).toEqual([
    ['tank', 'online'],
    ['my pool', 'degraded'],
  ])
})

test('no pools, and no module', async () => {
  expect(await poolStates(recordedRunner([{ argv: find, stdout: '' }]))).toEqual(new Map())
  const missing = { argv: find, code: 1, stderr: 'find: ‘/proc/spl/kstat/zfs’: No such file or directory' }
  expect(await poolStates(recordedRunner([missing]))).toEqual(new Map())
})
