import type { CopyPlace } from '../../domain/copy.ts'
import { poolRef } from '../../domain/pool.ts'
import { problemError } from '../../domain/problem.ts'
import { copyCommands } from '../copy-commands.ts'
import type { CopyHost } from '../copy-host.ts'
import { copiesOfOthers, storeInNoPool } from '../copy-problems.ts'
import type { Fake } from './fake.ts'
import { importedPool, thePool, type FakeCopies } from './fake-pool-world.ts'
import { poolSpot } from './spots.ts'
import type { FakePlace, World } from './world.ts'

/** Copies in the fake host's pools: which snapshots came, and of what. */
export function fakeCopies({ world, verb }: Fake): CopyHost {
  return {
    prepare: verb('copies.prepare', (place) => {
      const { guid } = sourceOf(world, place)
      const kept = targetPool(world, place)
      const copies = (kept.copies ??= {})
      const there = (copies[place.dataset] ??= { of: guid, vms: {} })
      if (there.of !== guid) throw copiesOfOthers(place.dataset)
    }),
    update: verb('copies.update', (place, vms, { signal, onProgress } = {}) => {
      const { places } = sourceOf(world, place)
      const copies = preparedAt(world, place)
      let sentBytes = 0
      for (const { vm, uuid } of vms) {
        if (signal?.aborted === true) throw problemError({ code: 'cancelled', message: 'cancelled' })
        const found = places[vm]
        if (found?.uuid !== uuid) continue
        const points = pointsOf(found)
        if (points.length === 0) continue
        const before = copies.vms[uuid]?.points ?? []
        const fresh = points.filter(({ id }) => !before.some((point) => point.id === id))
        sentBytes += fresh.length * sentBytesEach
        copies.vms[uuid] = { vm, points: [...before, ...fresh] }
        onProgress?.(sentBytes, sentBytes)
      }
      return { sentBytes }
    }),
    list: verb('copies.list', ({ dataset }) => {
      const vms = importedPool(world, poolNameOf(dataset))?.copies?.[dataset]?.vms ?? {}
      return Object.entries(vms)
        .map(([uuid, { vm, points }]) => ({ vm, uuid, points }))
        .toSorted((a, b) => (a.vm < b.vm ? -1 : 1))
    }),
    commands: copyCommands(({ store }) => poolSpot(store).path),
  }
}

/** Stands for what a snapshot takes. */
const sentBytesEach = 1_048_576

function sourceOf(world: World, { store }: CopyPlace) {
  const kept = importedPool(world, store)
  if (!kept?.store) throw storeInNoPool(store)
  return { guid: kept.pool.guid, places: kept.store.places }
}

function targetPool(world: World, { dataset }: CopyPlace) {
  return thePool(world, poolNameOf(dataset))
}

function preparedAt(world: World, place: CopyPlace): FakeCopies {
  const there = targetPool(world, place).copies?.[place.dataset]
  if (there) return there
  throw problemError({
    code: 'not_found',
    object: poolRef(place.dataset),
    message: `There is no dataset ${place.dataset}.`,
  })
}

function pointsOf({ history }: FakePlace) {
  const current = history?.lines.branches.find((branch) => branch.current)?.id
  return (history?.lines.snapshots ?? [])
    .filter(({ branch }) => branch === current)
    .map(({ id, createdAt }) => ({ id, createdAt }))
}

function poolNameOf(dataset: string): string {
  return dataset.split('/')[0] ?? dataset
}
