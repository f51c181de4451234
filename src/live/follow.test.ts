import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobs } from '../contract/testing/samples.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import type { Host } from '../host/host.ts'
import { createLive } from './create-live.ts'
import type { Live } from './live.ts'
import { makeFollower, type Follower } from './testing/follower.ts'

interface World {
  readonly host: FakeHost
  readonly live: Live
  readonly follower: Follower
  /** When false, hints are lost. */
  readonly ears: { open: boolean }
}

/** Something that happens: in the world behind Kiste's back, through Kiste, or to who follows. */
type Deed = (world: World, pick: <Item>(items: readonly Item[]) => Item | undefined) => unknown

const uuids = async ({ host }: World) => (await host.vms.list()).map(({ uuid }) => uuid)
const onSome =
  (act: (world: World, uuid: string) => unknown): Deed =>
  async (world, pick) => {
    if (world.host.snapshot()['libvirtDown'] !== undefined) return
    const uuid = pick(await uuids(world))
    if (uuid !== undefined) await act(world, uuid)
  }

let made = 0
const deeds: Readonly<Record<string, Deed>> = {
  define: ({ host }) => {
    made += 1
    host.outside.define({
      uuid: `0b1c0de5-0000-4000-9000-${String(made).padStart(12, '0')}`,
      name: `made-${made}`,
      arch: 'x86_64',
      machine: 'pc-q35-7.2',
      accelerator: 'tcg',
      cpus: 1,
      memoryMiB: 512,
      firmware: { type: 'bios' },
      disks: [],
      nics: [],
      autostart: false,
    })
  },
  undefine: onSome(({ host }, uuid) => host.outside.undefine(uuid)),
  rename: onSome(({ host }, uuid) => {
    made += 1
    host.outside.rename(uuid, `renamed-${made}`)
  }),
  setCpus: onSome(({ host }, uuid) => {
    made += 1
    host.outside.setCpus(uuid, 1 + (made % 8))
  }),
  destroy: onSome(({ host }, uuid) => host.outside.destroy(uuid)),
  start: onSome(({ host }, uuid) => host.vms.start(uuid)),
  pause: onSome(({ host }, uuid) => host.vms.pause(uuid)),
  askToPowerOff: onSome(({ host }, uuid) => host.vms.askToPowerOff(uuid)),
  step: ({ host }) => host.step(),
  settle: ({ host }) => host.settle(),
  killLibvirt: ({ host }) => host.outside.killLibvirt(),
  startLibvirt: ({ host }) => host.outside.startLibvirt(),
  loseHints: ({ ears }) => (ears.open = false),
  hearHints: ({ ears }) => (ears.open = true),
  removeImage: async ({ host, live }) => {
    await host.images.remove('unused')
    live.touch('images')
  },
  purge: async ({ host, live }) => {
    await host.stores.get('local').purge('playground-1')
    live.touch('bin')
  },
  job: ({ live }, pick) => {
    const job = pick(jobs)
    if (job !== undefined) live.jobChanged(job)
  },
  leave: ({ follower }) => follower.leave(),
  follow: ({ follower }) => follower.follow(),
  rest: () => new Promise((resolve) => setTimeout(resolve, 2)),
}

async function makeWorld(): Promise<World> {
  const host = createFakeHost({ seedData: 'demo' })
  const ears = { open: true }
  const deafHost: Pick<Host, 'facts' | 'images' | 'onHint' | 'pools' | 'stores' | 'vms'> = {
    ...host,
    onHint: (listener) => host.onHint((hint) => ears.open && listener(hint)),
  }
  const live = createLive({
    host: deafHost,
    minGapMs: 0,
    otherGapMs: 0,
    retryMs: 1,
    rescanMs: 60_000,
    // So few that who leaves for a while has to begin anew.
    keepEvents: 8,
  })
  await live.start()
  return { host, live, follower: makeFollower(live), ears }
}

/** Waits until nothing has been told for a while. */
async function expectQuiet(live: Live): Promise<void> {
  let seq = -1
  for (let quiet = 0; quiet < 3; quiet = live.inventory().seq === seq ? quiet + 1 : 0) {
    seq = live.inventory().seq
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Lets the world come to rest, libvirt there and every look done, as the next full rescan brings about. */
async function comeToRest({ host, live, follower, ears }: World): Promise<void> {
  ears.open = true
  host.outside.startLibvirt()
  follower.follow()
  await host.settle()
  // No hint told of what happened while they were lost.
  for (const what of ['vms', 'images', 'bin', 'host'] as const) live.touch(what)
  await expectQuiet(live)
}

const sorted = <Item>(items: readonly Item[], key: (item: Item) => string) =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))

describe('whoever follows', () => {
  it(
    'knows what a fresh look would show, whatever happened behind Kiste’s back',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.nat()), { maxLength: 40 }),
          async (script) => {
            const world = await makeWorld()
            const { host, live, follower } = world
            try {
              for (const [name, chance] of script) {
                // A deed the state of things forbids is refused, as it would be outside.
                await Promise.resolve(deeds[name]?.(world, (items) => items[chance % items.length])).catch(
                  () => undefined,
                )
              }
              await comeToRest(world)
              const belief = follower.belief()
              const fresh = JSON.parse(JSON.stringify(live.inventory())) as typeof belief
              const listed = JSON.parse(JSON.stringify(await host.vms.list())) as typeof belief.vms
              expect(belief.vms).toEqual(sorted(listed, ({ uuid }) => uuid))
              expect(sorted(fresh.vms, ({ uuid }) => uuid)).toEqual(belief.vms)
              expect(belief.images).toEqual(sorted(await host.images.list(), ({ id }) => id))
              expect(belief.bin).toEqual(await host.stores.bin())
              expect(belief.host).toEqual(fresh.host)
              expect(belief.host.libvirt.state).toBe('connected')
              expect(belief.jobs).toEqual(sorted(fresh.jobs, ({ id }) => id))
            } finally {
              await live.stop()
              await host.close()
            }
          },
        ),
        { numRuns: 60 },
      )
    },
  )
})
