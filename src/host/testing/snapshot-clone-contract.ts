import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { NewDisk } from '../store-host.ts'
import { fresh, problem } from './host-under-test.ts'
import type { SnapshotHands, SnapshotsUnderTest, SnapshotVm } from './snapshot-hands.ts'

/** What holds for VMs that are made of a snapshot of another, on every store. */
export function snapshotClones(on: () => SnapshotsUnderTest, hands: SnapshotHands): void {
  const { make, write, read, take, goBack, draw, snapshots, blank, alsoDrop } = hands
  const store = () => on().store

  async function place(prefix: string): Promise<SnapshotVm> {
    const { name: vm, uuid } = fresh(prefix)
    await store().createPlace(vm, uuid)
    alsoDrop({ vm, uuid })
    return { vm, uuid }
  }
  const diskOf = (
    { vm }: SnapshotVm,
    snapshot: string,
    how: 'linked' | 'full',
    more: Partial<NewDisk> & { readonly disk?: string } = {},
  ): NewDisk => {
    const { disk = 'root', ...rest } = more
    return { name: disk, sizeBytes: 16 * MiB, from: { type: 'vm', vm, disk, how, snapshot }, ...rest }
  }

  describe.each(['linked', 'full'] as const)('a %s clone of a snapshot', (how) => {
    it('is as the VM was then, and neither sees what the other writes', async () => {
      const web = await make('then')
      await write(web, 'one')
      await on().writeFile(store().place(web.vm).nvramPath, 'variables of then')
      await take(web, 's1')
      await write(web, 'two')
      await on().writeFile(store().place(web.vm).nvramPath, 'variables of now')
      const copied = await place('copied')
      const wish = diskOf(web, 's1', how)
      const told: number[] = []
      const source = await store().createDisk(copied.vm, wish, {
        onProgress: (done, total) => told.push(done / total),
      })
      expect(await store().createDisk(copied.vm, wish)).toEqual(source)
      expect(told.every((part) => part >= 0 && part <= 1)).toBe(true)
      expect(await read(copied)).toBe('one')
      const variables = async ({ vm }: SnapshotVm) => on().readFile(store().place(vm).nvramPath)
      for (let time = 0; time < 2; time += 1) await store().copyNvram(web.vm, copied.vm, 's1')
      expect(await variables(copied)).toBeDefined()
      expect(await variables(copied)).not.toBe(await variables(web))
      await write(copied, 'three')
      expect(await read(web)).toBe('two')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('one')
      expect(await read(copied)).toBe('three')
      expect(await variables(copied)).toBe(await variables(web))
    })

    it('has the size that the disk had then, or a larger one', async () => {
      const web = await make('sizes')
      await write(web, 'one')
      await take(web, 's1')
      await store().growDisk(web.vm, 'root', 32 * MiB)
      await take(web, 's2')
      expect(await snapshots().diskSizes(web.vm, web.uuid, 's1')).toEqual({ root: 16 * MiB })
      expect(await snapshots().diskSizes(web.vm, web.uuid, 's2')).toEqual({ root: 32 * MiB })
      const copied = await place('sizes')
      await store().createDisk(copied.vm, diskOf(web, 's1', how))
      await store().createDisk(copied.vm, diskOf(web, 's1', how, { name: 'larger', sizeBytes: 64 * MiB }))
      expect(await store().diskSize(copied.vm, 'root')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      expect(await store().diskSize(copied.vm, 'larger')).toMatchObject({ virtualSizeBytes: 64 * MiB })
      expect(await read(copied, 'larger')).toBe('one')
      const small = diskOf(web, 's2', how, { name: 'small' })
      await expect(store().createDisk(copied.vm, small)).rejects.toMatchObject(problem('invalid_input'))
    })

    it('is made of a line that was left, and of a disk that went since', async () => {
      const web = await make('lines')
      await store().createDisk(web.vm, blank('data'))
      await write(web, 'data of s1', 'data')
      await take(web, 's1')
      await store().removeDisk(web.vm, 'data')
      await write(web, 'two')
      await take(web, 's2')
      await goBack(web, 's1', 'b')
      await store().removeDisk(web.vm, 'data')
      const copied = await place('lines')
      await store().createDisk(copied.vm, diskOf(web, 's2', how))
      await store().createDisk(copied.vm, diskOf(web, 's1', how, { disk: 'data' }))
      expect([await read(copied), await read(copied, 'data')]).toEqual(['two', 'data of s1'])
      expect(await snapshots().diskSizes(web.vm, web.uuid, 's1')).toEqual({ root: 16 * MiB, data: 16 * MiB })
    })

    it('loses nothing when its snapshot is removed, or keeps it from that', async () => {
      const web = await make('removed')
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await take(web, 's2')
      const copied = await place('removed')
      await store().createDisk(copied.vm, diskOf(web, 's1', how))
      const removed = await snapshots()
        .remove(web.vm, web.uuid, 's1')
        .then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject(problem('in_use'))
            return false
          },
        )
      // In a pool a clone needs the snapshot itself, in a folder only the layers below it.
      expect(removed).toBe(how === 'full' || store().kind === 'dir')
      expect([await read(copied), await read(web)]).toEqual(['one', 'two'])
      await goBack(web, 's2', 'b')
      expect([await read(copied), await read(web)]).toEqual(['one', 'two'])
    })

    it('outlives the VM it was made of, and has a history of its own, whatever its points are called', async () => {
      const web = await make('gone')
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await take(web, 's2')
      const copied = await place('stays')
      await store().createDisk(copied.vm, diskOf(web, 's1', how))
      await write(copied, 'mine')
      await take(copied, 's1')
      await write(copied, 'later')
      await store().removePlace(web.vm, web.uuid)
      expect(await read(copied)).toBe('later')
      await take(copied, 's2')
      await goBack(copied, 's1', 'b')
      expect(await read(copied)).toBe('mine')
      expect(await draw(copied)).toBe('main: s1 s2 left-for-b | *b<s1: ')
      await snapshots().remove(copied.vm, copied.uuid, 's2')
      expect(await read(copied)).toBe('mine')
    })
  })

  it('what is not there cannot be cloned', async () => {
    const web = await make('none')
    await take(web, 's1')
    const copied = await place('none')
    const none = problem('not_found')
    await expect(store().createDisk(copied.vm, diskOf(web, 's9', 'linked'))).rejects.toMatchObject(none)
    const lacking = diskOf(web, 's1', 'full', { disk: 'data' })
    await expect(store().createDisk(copied.vm, lacking)).rejects.toMatchObject(none)
    await expect(store().copyNvram(web.vm, copied.vm, 's9')).rejects.toMatchObject(none)
    await expect(snapshots().diskSizes(web.vm, web.uuid, 's9')).rejects.toMatchObject(none)
    expect(await store().diskSize(copied.vm, 'root')).toBeUndefined()
  })
}
