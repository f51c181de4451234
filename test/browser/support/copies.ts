import { expect, vi } from 'vitest'
import type { Bench } from './browse.ts'

type Daemon = Bench['daemon']

interface Asked {
  readonly id?: string
}

/** Has something done, and waits until it is. */
export async function haveDone(daemon: Daemon, method: string, path: string, body?: object): Promise<void> {
  expect(await haveTried(daemon, method, path, body)).toBe('done')
}

/** Has something tried, and tells how it ended. */
export async function haveTried(
  daemon: Daemon,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const job = (await daemon.ask(method, path, body)) as Asked
  if (job.id === undefined) throw new Error(`${method} ${path}: ${JSON.stringify(job)}`)
  return vi.waitFor(
    async () => {
      const { state } = (await daemon.ask('GET', `/v1/jobs/${job.id}`)) as { readonly state: string }
      expect(['done', 'failed', 'undone']).toContain(state)
      return state
    },
    { timeout: 20_000, interval: 100 },
  )
}

/** Makes a VM that is off in the store of a pool, which is made as well. */
export async function makeVmInPool(daemon: Daemon, pool: string, name: string): Promise<void> {
  const stores = (await daemon.ask('GET', '/v1/stores')) as readonly { readonly name: string }[]
  if (!stores.some((store) => store.name === pool)) await haveDone(daemon, 'POST', '/v1/stores', { pool })
  await haveDone(daemon, 'POST', '/v1/vms', { name, store: pool, image: 'debian-12', start: false })
}

/** Lets copies go to a pool, unless they may already. */
export async function makeTarget(daemon: Daemon, name: string, pool: string): Promise<void> {
  const targets = (await daemon.ask('GET', '/v1/targets')) as readonly { readonly name: string }[]
  if (targets.some((target) => target.name === name)) return
  await haveDone(daemon, 'POST', '/v1/targets', { name, pool })
}

export async function takeSnapshot(daemon: Daemon, vm: string, name: string): Promise<void> {
  await haveDone(daemon, 'POST', '/v1/snapshots', { vms: [vm], name })
}
