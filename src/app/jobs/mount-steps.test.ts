import { expect, test } from 'vitest'
import type { Holder } from '../../domain/pool-dataset.ts'
import type { PoolPlan } from '../../domain/pool-plan.ts'
import { problemError, ProblemError } from '../../domain/problem.ts'
import type { PoolHost } from '../../host/pool-host.ts'
import { leftIn, withHolders } from './mount-steps.ts'

const plan = (verb: PoolPlan['verb']) => ({ verb, pool: 'tank' }) as PoolPlan
const busy = problemError({ code: 'in_use', message: 'Dataset tank could not be unmounted: it is in use.' })
const heldBy = (...found: readonly Holder[]) => ({ holders: async () => found }) as unknown as PoolHost
const refused = (pools: PoolHost, verb: PoolPlan['verb'] = 'unload-key', error: Error = busy) =>
  withHolders(pools, plan(verb), () => Promise.reject(error)).catch((thrown: unknown) => thrown)

const bash = (process: number): Holder => ({ name: 'bash', process, path: '/tank' })

test('who holds something is named, and a VM first in what to do', async () => {
  expect(await refused(heldBy(bash(7), { ...bash(8), vm: 'web' }))).toMatchObject({
    message:
      'Dataset tank could not be unmounted: it is in use. Held by: bash (process 7) has /tank; VM web has /tank.',
    problems: [{ hint: 'Stop the VM (kiste vm stop web), then: kiste pool unload-key tank' }],
  })
  expect(await refused(heldBy(...[1, 2, 3, 4, 5, 6, 7].map(bash)))).toMatchObject({
    message: expect.stringContaining('; and 2 more.') as string,
    problems: [{ hint: 'End that, then: kiste pool unload-key tank' }],
  })
})

test('where nobody can be named, or it is about something else, it is said as it was', async () => {
  expect(await refused(heldBy())).toBe(busy)
  expect(await refused(heldBy(bash(1)), 'load-key')).toBe(busy)
  const lost = problemError({ code: 'pool_unavailable', message: 'gone' })
  expect(await refused(heldBy(bash(1)), 'unload-key', lost)).toBe(lost)
})

test('a look that fails does not hide that it is in use', async () => {
  const cause = new Error('no find here')
  const pools = { holders: () => Promise.reject(cause) } as unknown as PoolHost
  const thrown = await refused(pools)
  expect(thrown).toBeInstanceOf(ProblemError)
  expect(thrown).toMatchObject({ problems: busy.problems, cause })
})

test('what a job remembers of what was left', () => {
  expect(leftIn(() => ['one', 2])).toEqual(['one'])
  expect(leftIn(() => undefined)).toEqual([])
})
