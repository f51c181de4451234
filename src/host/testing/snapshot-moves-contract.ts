import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import { fresh, problem } from './host-under-test.ts'
import { leftAt, takenAt, type SnapshotHands, type SnapshotsUnderTest } from './snapshot-hands.ts'

/** What becomes of a history when its VM moves or is cloned, on every store. */
export function snapshotMoves(on: () => SnapshotsUnderTest, hands: SnapshotHands): void {
  const { make, write, read, take, goBack, switchTo, draw, kind } = hands

  describe('what another place holds', () => {
    it('is taken over: disks as they are now, and what lies beside them', async () => {
      const [web, moved] = [await make('taken-from'), await make('taken-by')]
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      const from = on().store.place(web.vm)
      await on().writeFile(from.nvramPath, 'variables')
      await on().store.removeDisk(moved.vm, 'root')
      const { source, format } = from.disk('root', kind())
      const wish = {
        name: 'root',
        sizeBytes: 16 * MiB,
        from: { type: 'elsewhere', path: source.path, format, kind: on().kind },
      } as const
      const told: number[] = []
      for (let time = 0; time < 2; time += 1)
        await on().store.createDisk(moved.vm, wish, { onProgress: (done, total) => told.push(done / total) })
      expect(told.every((part) => part >= 0 && part <= 1)).toBe(true)
      for (let time = 0; time < 2; time += 1) await on().store.takeFiles(moved.vm, moved.uuid, from)
      await expect(on().store.takeFiles(moved.vm, web.uuid, from)).rejects.toMatchObject(
        problem('already_exists'),
      )
      await on().store.removePlace(web.vm, web.uuid)
      expect(await read(moved)).toBe('two')
      const { nvramPath, seedPath } = on().store.place(moved.vm)
      expect([await on().readFile(nvramPath), await on().readFile(seedPath)]).toEqual([
        'variables',
        undefined,
      ])
    })

    it('is not taken half: a copy that is cancelled leaves nothing', async () => {
      const [web, moved] = [await make('cut-from'), await make('cut-by')]
      const { source, format } = on().store.place(web.vm).disk('root', kind())
      const from = { type: 'elsewhere', path: source.path, format, kind: on().kind } as const
      const wish = { name: 'data', sizeBytes: 16 * MiB, from }
      const signal = AbortSignal.abort()
      await expect(on().store.createDisk(moved.vm, wish, { signal })).rejects.toMatchObject(
        problem('cancelled'),
      )
      expect(await on().store.diskSize(moved.vm, 'data')).toBeUndefined()
    })
  })

  describe('histories', () => {
    it('come along when the VM is renamed, deleted and brought back', async () => {
      const web = await make('moves')
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await goBack(web, 's1', 'b')
      const renamed = { vm: fresh('renamed').name, uuid: web.uuid }
      await on().store.renamePlace(web.vm, renamed.vm, web.uuid)
      hands.alsoDrop(renamed)
      expect(await draw(renamed)).toBe('main: s1 left-for-b | *b<s1: ')
      await switchTo(renamed, 'main', 'left-b')
      expect(await read(renamed)).toBe('two')
      const entry = { id: `${renamed.vm}.1`, deletedAt: takenAt, keepUntil: leftAt }
      await on().store.moveToBin(renamed.vm, web.uuid, entry)
      const back = { vm: fresh('back').name, uuid: web.uuid }
      await on().store.restoreFromBin(entry.id, back.vm)
      hands.alsoDrop(back)
      expect(await draw(back)).toBe('*main: s1 left-for-b | b<s1: left-b')
      await goBack(back, 's1', 'c')
      expect(await read(back)).toBe('one')
    })

    it.each(['linked', 'full'] as const)('a %s clone outlives a VM with a history', async (how) => {
      const [web, copy] = [await make('cloned'), await make('clone')]
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await on().store.removeDisk(copy.vm, 'root')
      const from = { type: 'vm', vm: web.vm, disk: 'root', how } as const
      await on().store.createDisk(copy.vm, { name: 'root', sizeBytes: 16 * MiB, from })
      expect(await draw(copy)).toBe('*main: ')
      await write(web, 'three')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('one')
      await on().store.removePlace(web.vm, web.uuid)
      expect(await read(copy)).toBe('two')
      await take(copy, 's1')
      await write(copy, 'four')
      await goBack(copy, 's1', 'b')
      expect(await read(copy)).toBe('two')
    })
  })
}
