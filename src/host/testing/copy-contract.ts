import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { CopyPlace } from '../../domain/copy.ts'
import { MiB } from '../../domain/size.ts'
import type { CopyHost } from '../copy-host.ts'
import type { StoreHost } from '../store-host.ts'
import { fresh, problem } from './host-under-test.ts'

export interface CopiesUnderTest {
  readonly copies: CopyHost
  /** A store in a pool. */
  readonly store: StoreHost
  /** Another pool, whose name copies' datasets begin with. */
  readonly pool: string
}

/** What holds for copies of VMs on another pool. */
export function copyContract(on: () => CopiesUnderTest): void {
  const place = (name: string): CopyPlace => {
    const { store, pool } = on()
    return { store: store.name, targetId: name, dataset: `${pool}/kiste-copies/${name}` }
  }
  const withDisk = async () => {
    const { name: vm, uuid } = fresh('copied')
    const { store } = on()
    await store.createPlace(vm, uuid)
    await store.createDisk(vm, { name: 'root', sizeBytes: 16 * MiB, from: { type: 'blank' } })
    return { vm, uuid }
  }
  const take = (of: { readonly vm: string; readonly uuid: string }, id: string, createdAt: string) =>
    on().store.snapshots.create([{ ...of, consistency: 'off' }], { id, createdAt, by: 'policy' })
  const [monday, tuesday] = ['2026-01-05T03:00:00.000Z', '2026-01-06T03:00:00.000Z']

  describe('copies', () => {
    it('are of the VMs that were asked for, with every snapshot, and go on with what is new', async () => {
      const { copies } = on()
      const [web, other] = [await withDisk(), await withDisk()]
      const to = place('all')
      await copies.prepare(to)
      await copies.prepare(to)
      await take(web, 'a', monday)
      await take(other, 'a', monday)
      expect((await copies.update(to, [web])).sentBytes).toBeGreaterThan(0)
      const first = { id: 'a', createdAt: monday }
      expect(await copies.list(to)).toEqual([{ ...web, points: [first] }])
      await take(web, 'b', tuesday)
      await copies.update(to, [web])
      expect(await copies.list(to)).toEqual([{ ...web, points: [first, { id: 'b', createdAt: tuesday }] }])
      expect(await copies.update(to, [web])).toEqual({ sentBytes: 0 })
    })

    it('keep what is no longer in the store', async () => {
      const { copies, store } = on()
      const web = await withDisk()
      const to = place('keeps')
      await copies.prepare(to)
      await take(web, 'a', monday)
      await take(web, 'b', tuesday)
      await copies.update(to, [web])
      await store.snapshots.remove(web.vm, web.uuid, 'a')
      await copies.update(to, [web])
      expect((await copies.list(to))[0]?.points.map(({ id }) => id)).toEqual(['a', 'b'])
      await store.removePlace(web.vm, web.uuid)
      await copies.update(to, [web])
      expect((await copies.list(to))[0]?.points.map(({ id }) => id)).toEqual(['a', 'b'])
    })

    it('of a VM without a snapshot there are none, and of one that is not there neither', async () => {
      const { copies } = on()
      const to = place('none')
      await copies.prepare(to)
      const web = await withDisk()
      expect(await copies.update(to, [web, { vm: 'nobody', uuid: randomUUID() }])).toEqual({ sentBytes: 0 })
      expect(await copies.list(to)).toEqual([])
    })

    it('are listed where there are none, and go nowhere that was not prepared', async () => {
      const { copies } = on()
      const web = await withDisk()
      await take(web, 'a', monday)
      expect(await copies.list(place('nowhere'))).toEqual([])
      await expect(copies.update(place('nowhere'), [web])).rejects.toMatchObject(problem('not_found'))
    })

    it('are only of stores in pools, and to pools that are there', async () => {
      const { copies } = on()
      await expect(copies.prepare({ ...place('x'), store: 'local' })).rejects.toMatchObject(
        problem('not_supported'),
      )
      const away = { ...place('x'), dataset: 'no-such-pool/kiste-copies/x' }
      await expect(copies.prepare(away)).rejects.toMatchObject(problem('not_found'))
    })
  })
}
