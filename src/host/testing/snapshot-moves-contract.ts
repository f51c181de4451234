import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import { fresh } from './host-under-test.ts'
import { leftAt, takenAt, type SnapshotHands, type SnapshotsUnderTest } from './snapshot-hands.ts'

/** What becomes of a history when its VM moves or is cloned, on every store. */
export function snapshotMoves(on: () => SnapshotsUnderTest, hands: SnapshotHands): void {
  const { make, write, read, take, goBack, switchTo, draw } = hands

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
