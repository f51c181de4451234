import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { usualKind } from '../../domain/disk.ts'
import { MiB } from '../../domain/size.ts'
import type { DefinitionText } from '../host.ts'
import { besideDisksContract } from './beside-disks-contract.ts'
import { fresh, problem, type HostUnderTest } from './host-under-test.ts'

/** What holds for places and what lies in them, disks and the bin, on every store. */
export function storeContract(on: () => HostUnderTest): void {
  const store = () => on().host.stores.get('local')
  const placeOf = async (prefix: string) => {
    const vm = fresh(prefix)
    await store().createPlace(vm.name, vm.uuid)
    return vm
  }
  const blank = (name: string, sizeMiB = 16) =>
    ({ name, sizeBytes: sizeMiB * MiB, from: { type: 'blank', kind: on().diskKind } }) as const
  const kind = () => on().diskKind ?? usualKind(store())

  describe('places', () => {
    // First, as what a store makes at its first use is then made many times at once too.
    it('come with their disks, and go, many at a time', async () => {
      const vms = Array.from({ length: 6 }, (_, index) => fresh(`many${index}`))
      const { image } = on()
      const sizeBytes = ((await on().host.images.get(image))?.virtualSizeBytes ?? 0) + MiB
      await Promise.all(
        vms.map(async ({ name, uuid }) => {
          await store().createPlace(name, uuid)
          await store().createDisk(name, {
            name: 'root',
            sizeBytes,
            from: { type: 'image', image },
          })
          await store().createDisk(name, blank('data'))
        }),
      )
      const names = vms.map(({ name }) => name)
      const there = async () =>
        (await store().places()).map((place) => place.vm).filter((name) => names.includes(name))
      expect((await there()).toSorted()).toEqual(names.toSorted())
      for (const name of names)
        expect(await store().diskSize(name, 'root')).toMatchObject({ virtualSizeBytes: sizeBytes })
      await Promise.all(vms.map(({ name, uuid }) => store().removePlace(name, uuid)))
      expect(await there()).toEqual([])
    })

    it('are made once, listed, and removed once', async () => {
      const { name, uuid } = fresh('place')
      const place = await store().createPlace(name, uuid)
      expect(await store().createPlace(name, uuid)).toMatchObject({ path: place.path })
      expect(await store().places()).toContainEqual({ store: store().name, vm: name, uuid, path: place.path })
      expect(store().place(name).path).toBe(place.path)
      await store().removePlace(name, uuid)
      await store().removePlace(name, uuid)
      expect((await store().places()).map((other) => other.vm)).not.toContain(name)
    })

    it('of another VM are neither taken nor removed', async () => {
      const { name, uuid } = await placeOf('mine')
      const other = randomUUID()
      await expect(store().createPlace(name, other)).rejects.toMatchObject(problem('already_exists'))
      await store().removePlace(name, other)
      await expect(store().writeDefinition(name, other, 'x' as DefinitionText)).rejects.toMatchObject(
        problem('already_exists'),
      )
      await expect(store().moveToBin(name, other, binEntry('x-1'))).rejects.toMatchObject(
        problem('already_exists'),
      )
      expect(await store().places()).toContainEqual(expect.objectContaining({ vm: name, uuid }))
      await store().removePlace(name, uuid)
    })

    it('move to a free name, once', async () => {
      const { name, uuid } = await placeOf('from')
      const taken = await placeOf('taken')
      const to = fresh('to').name
      await store().createDisk(name, blank('root'))
      await expect(store().renamePlace(name, taken.name, uuid)).rejects.toMatchObject(
        problem('already_exists'),
      )
      await store().renamePlace(name, to, uuid)
      await store().renamePlace(name, to, uuid)
      await expect(store().renamePlace(name, fresh('x').name, uuid)).rejects.toMatchObject(
        problem('not_found'),
      )
      expect(await store().diskSize(to, 'root')).toBeDefined()
      expect(await store().diskSize(name, 'root')).toBeUndefined()
      await store().removePlace(to, uuid)
      await store().removePlace(taken.name, taken.uuid)
    })

    it.each(['-rf', 'a/../b', '..', '', 'a\0b', 'x'.repeat(300)])('are never named %j', async (name) => {
      const refused = problem('invalid_input')
      expect(() => store().place(name)).toThrow()
      await expect(store().createPlace(name, randomUUID())).rejects.toMatchObject(refused)
      await expect(store().removePlace(name, randomUUID())).rejects.toMatchObject(refused)
      await expect(store().renamePlace(name, 'x', randomUUID())).rejects.toMatchObject(refused)
      await expect(store().moveToBin('x', randomUUID(), binEntry(name))).rejects.toMatchObject(refused)
      await expect(store().purge(name)).rejects.toMatchObject(refused)
    })
  })

  besideDisksContract(on)

  describe('disks', () => {
    it('are made once, grow, and are removed once', async () => {
      const { name, uuid } = await placeOf('disks')
      const source = await store().createDisk(name, blank('data'))
      expect(await store().createDisk(name, blank('data'))).toEqual(source)
      await expect(store().createDisk(name, blank('data', 17))).rejects.toMatchObject(
        problem('already_exists'),
      )
      expect(await store().diskSize(name, 'data')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      await store().growDisk(name, 'data', 32 * MiB)
      await store().growDisk(name, 'data', 32 * MiB)
      expect(await store().diskSize(name, 'data')).toMatchObject({ virtualSizeBytes: 32 * MiB })
      await expect(store().growDisk(name, 'data', 16 * MiB)).rejects.toMatchObject(problem('invalid_input'))
      await expect(store().growDisk(name, 'none', 16 * MiB)).rejects.toMatchObject(problem('not_found'))
      await store().removeDisk(name, 'data')
      await store().removeDisk(name, 'data')
      expect(await store().diskSize(name, 'data')).toBeUndefined()
      await store().removePlace(name, uuid)
    })

    it('are listed by place, also where there are none', async () => {
      const { name, uuid } = await placeOf('listed')
      const listed = async () => (await store().disks()).find(({ vm }) => vm === name)
      expect(await listed()).toMatchObject({ store: store().name, kind: store().kind, vm: name, disks: [] })
      await store().createDisk(name, blank('root'))
      await store().createDisk(name, blank('data'))
      await store().growDisk(name, 'data', 32 * MiB)
      const { source, format } = store().place(name).disk('data', kind())
      const found = await listed()
      expect(found?.disks.map((disk) => disk.name).toSorted()).toEqual(['data', 'root'])
      expect(found?.disks.find((disk) => disk.name === 'data')).toEqual({
        name: 'data',
        kind: kind(),
        path: source.path,
        format,
        sizeBytes: 32 * MiB,
      })
      await store().moveToBin(name, uuid, binEntry(`${name}-1`))
      expect(await listed()).toBeUndefined()
      await store().purge(`${name}-1`)
    })

    it('may have all of their room at once', async () => {
      const { name, uuid } = await placeOf('thick')
      await store().createDisk(name, { ...blank('data'), from: { type: 'blank', thick: true } })
      expect(await store().diskSize(name, 'data')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      await store().growDisk(name, 'data', 32 * MiB)
      const { image } = on()
      const sizeBytes = ((await on().host.images.get(image))?.virtualSizeBytes ?? 0) + MiB
      const root = { name: 'root', sizeBytes, from: { type: 'image', image, thick: true } } as const
      for (let time = 0; time < 2; time += 1) await store().createDisk(name, root)
      const made = await store().diskSize(name, 'root')
      expect(made?.virtualSizeBytes).toBe(sizeBytes)
      // What is set aside in a pool is not counted as the disk's own.
      if (store().kind === 'dir') expect(made?.allocatedBytes).toBeGreaterThanOrEqual(sizeBytes)
      await store().removePlace(name, uuid)
    })

    it('need a place, an image that is there, and room for it', async () => {
      const { name, uuid } = await placeOf('needs')
      await expect(store().createDisk(fresh('none').name, blank('root'))).rejects.toMatchObject(
        problem('not_found'),
      )
      const from = (image: string) =>
        ({ name: 'root', sizeBytes: 4096, from: { type: 'image', image } }) as const
      await expect(store().createDisk(name, from('no-such-image'))).rejects.toMatchObject(
        problem('not_found'),
      )
      await expect(store().createDisk(name, from(on().image))).rejects.toMatchObject(problem('invalid_input'))
      expect(await store().diskSize(name, 'root')).toBeUndefined()
      await store().removePlace(name, uuid)
    })

    it.each(['linked', 'full'] as const)('are cloned %s, and the clone outlives its source', async (how) => {
      const source = await placeOf('source')
      const clone = await placeOf('clone')
      const { image } = on()
      const virtualSizeBytes = (await on().host.images.get(image))?.virtualSizeBytes ?? 0
      await store().createDisk(source.name, {
        name: 'root',
        sizeBytes: virtualSizeBytes,
        from: { type: 'image', image },
      })
      const from = { type: 'vm', vm: source.name, disk: 'root', how } as const
      const wish = { name: 'root', sizeBytes: virtualSizeBytes + MiB, from }
      const told: number[] = []
      const path = await store().createDisk(clone.name, wish, {
        onProgress: (done, total) => told.push(done / total),
      })
      expect(await store().createDisk(clone.name, wish)).toEqual(path)
      expect(await store().diskSize(clone.name, 'root')).toMatchObject({
        virtualSizeBytes: virtualSizeBytes + MiB,
      })
      expect(told.every((part) => part >= 0 && part <= 1)).toBe(true)
      await store().removePlace(source.name, source.uuid)
      expect(await store().diskSize(clone.name, 'root')).toBeDefined()
      const stands = await on().host.images.usedBy(image)
      expect(stands.includes(clone.name)).toBe(how === 'linked')
      await store().removePlace(clone.name, clone.uuid)
    })

    it('of a VM without that disk cannot be cloned', async () => {
      const { name, uuid } = await placeOf('lacking')
      const from = { type: 'vm', vm: name, disk: 'none', how: 'full' } as const
      await expect(store().createDisk(name, { name: 'root', sizeBytes: MiB, from })).rejects.toMatchObject(
        problem('not_found'),
      )
      await store().removePlace(name, uuid)
    })

    it('leave some of the space free', async () => {
      const { totalBytes, freeBytes } = await store().space()
      expect(freeBytes).toBeGreaterThan(0)
      expect(totalBytes).toBeGreaterThan(freeBytes)
    })
  })

  describe('the bin', () => {
    it('keeps a place whole until it is wanted back', async () => {
      const { name, uuid } = await placeOf('binned')
      await store().createDisk(name, blank('root'))
      await store().writeDefinition(name, uuid, 'the definition' as DefinitionText)
      const entry = binEntry(`${name}-1`)
      await store().moveToBin(name, uuid, entry)
      await store().moveToBin(name, uuid, entry)
      expect(await store().bin()).toContainEqual({
        store: store().name,
        ...entry,
        vm: name,
        uuid,
        sizeBytes: expect.any(Number) as number,
      })
      expect((await store().places()).map((place) => place.vm)).not.toContain(name)
      expect(await store().readBinDefinition(entry.id)).toBe('the definition')

      // Somebody else has the name by now: back under another one.
      await store().createPlace(name, randomUUID())
      await expect(store().restoreFromBin(entry.id, name)).rejects.toMatchObject(problem('already_exists'))
      const back = fresh('back').name
      await store().restoreFromBin(entry.id, back)
      await store().restoreFromBin(entry.id, back)
      expect(await store().places()).toContainEqual(expect.objectContaining({ vm: back, uuid }))
      expect(await store().diskSize(back, 'root')).toBeDefined()
      expect((await store().bin()).map((other) => other.id)).not.toContain(entry.id)
      await store().removePlace(back, uuid)
      await store().removePlace(name, (await store().places()).find((place) => place.vm === name)?.uuid ?? '')
    })

    it('is emptied for good', async () => {
      const { name, uuid } = await placeOf('purged')
      const entry = binEntry(`${name}-1`)
      await store().moveToBin(name, uuid, entry)
      await store().purge(entry.id)
      await store().purge(entry.id)
      expect((await store().bin()).map((other) => other.id)).not.toContain(entry.id)
      await expect(store().restoreFromBin(entry.id, name)).rejects.toMatchObject(problem('not_found'))
      await expect(store().moveToBin(name, uuid, entry)).rejects.toMatchObject(problem('not_found'))
      expect(await store().readBinDefinition(entry.id)).toBeUndefined()
    })

    it('has one entry of an id', async () => {
      const one = await placeOf('one')
      const two = await placeOf('two')
      const entry = binEntry(`${one.name}-same`)
      await store().moveToBin(one.name, one.uuid, entry)
      await expect(store().moveToBin(two.name, two.uuid, entry)).rejects.toMatchObject(
        problem('already_exists'),
      )
      await store().purge(entry.id)
      await store().removePlace(two.name, two.uuid)
    })
  })
}

function binEntry(id: string) {
  return { id, deletedAt: '2026-01-01T00:00:00.000Z', keepUntil: '2026-01-31T00:00:00.000Z' }
}
