import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { DefinitionText } from '../host.ts'
import { branchContract } from './branch-contract.ts'
import { fresh, problem } from './host-under-test.ts'
import { snapshotClones } from './snapshot-clone-contract.ts'
import { snapshotGuards } from './snapshot-guards-contract.ts'
import { leftAt, newSnapshot, snapshotHands, takenAt, type SnapshotsUnderTest } from './snapshot-hands.ts'
import { snapshotMoves } from './snapshot-moves-contract.ts'

/** What holds for points in time and lines, on every store. */
export function snapshotContract(on: () => SnapshotsUnderTest): void {
  const hands = snapshotHands(on)
  const { make, write, read, take, goBack, switchTo, history, draw, snapshots, blank } = hands
  snapshotGuards(hands)
  snapshotMoves(on, hands)
  branchContract(hands)
  snapshotClones(on, hands)

  describe('snapshots', () => {
    it('a VM begins with one line and no snapshot', async () => {
      expect(await history(await make('none'))).toEqual({
        branches: [{ id: 'main', current: true }],
        snapshots: [],
      })
    })

    it('those of all VMs are read at once', async () => {
      const [web, db] = [await make('web'), await make('db')]
      await take(web, 's1')
      await goBack(web, 's1', 'other')
      await take(db, 's1')
      const found = await snapshots().histories()
      for (const vm of [web, db]) expect(found).toContainEqual({ ...vm, history: await history(vm) })
    })

    it('those of some VMs are read at once, and what is wrong with one keeps no other back', async () => {
      const [web, db] = [await make('web'), await make('db')]
      await take(web, 's1')
      const absent = { vm: fresh('absent').name, uuid: db.uuid }
      const another = { vm: web.vm, uuid: db.uuid }
      expect(await snapshots().histories([absent, another, web])).toEqual([
        { ...absent, problems: [expect.objectContaining({ code: 'not_found' })] },
        { ...another, problems: [expect.objectContaining({ code: 'already_exists' })] },
        { ...web, history: await history(web) },
      ])
      expect(await snapshots().histories([])).toEqual([])
    })

    it('several VMs are taken at once, and doing it again is no error', async () => {
      const [web, db] = [await make('web'), await make('db')]
      const both = [
        { ...web, consistency: 'crash' },
        { ...db, consistency: 'off' },
      ] as const
      await snapshots().create(both, { ...newSnapshot('s1'), note: 'a "note"\n with <signs> äöü 🦊' })
      await snapshots().create(both, { ...newSnapshot('s1'), note: 'another' })
      expect(await history(web)).toEqual({
        branches: [{ id: 'main', current: true }],
        snapshots: [
          {
            id: 's1',
            createdAt: takenAt,
            consistency: 'crash',
            by: 'user',
            note: 'a "note"\n with <signs> äöü 🦊',
            branch: 'main',
            uniqueBytes: expect.any(Number) as number,
            holds: [],
            dependents: [],
          },
        ],
      })
      expect((await history(db)).snapshots).toMatchObject([{ id: 's1', consistency: 'off' }])
      // Taken with one more, it is not taken again where it is.
      const cache = await make('cache')
      await snapshots().create([...both, { ...cache, consistency: 'off' }], newSnapshot('s1'))
      expect(await draw(web)).toBe('*main: s1')
      expect(await draw(cache)).toBe('*main: s1')
    })

    it('stand in the order in which they were taken, whatever the clock said', async () => {
      const web = await make('order')
      for (const id of ['b', 'a', 'c']) {
        await write(web, id)
        await snapshots().create([{ ...web, consistency: 'off' }], {
          ...newSnapshot(id),
          createdAt: id === 'c' ? '2020-01-01T00:00:00.000Z' : takenAt,
        })
      }
      expect((await history(web)).snapshots.map(({ id, parent }) => [id, parent])).toEqual([
        ['b', undefined],
        ['a', 'b'],
        ['c', 'a'],
      ])
    })

    it('what was written comes and goes: back to older, newer and other lines', async () => {
      const web = await make('data')
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await take(web, 's2')
      await write(web, 'three')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('one')
      await write(web, 'four')
      await goBack(web, 's2', 'c')
      expect(await read(web)).toBe('two')
      await goBack(web, 'left-for-b', 'd')
      expect(await read(web)).toBe('three')
      await goBack(web, 'left-for-c', 'e')
      expect(await read(web)).toBe('four')
      expect(await draw(web)).toBe(
        'main: s1 s2 left-for-b | b<s1: left-for-c | c<s2: left-for-d | d<left-for-b: left-for-e | *e<left-for-c: ',
      )
      expect((await history(web)).snapshots.find(({ id }) => id === 'left-for-c')).toMatchObject({
        by: 'leaving',
        consistency: 'off',
        createdAt: leftAt,
        parent: 's1',
        dependents: ['e'],
      })
    })

    it('going back twice is going back once', async () => {
      const web = await make('twice')
      await write(web, 'one')
      await take(web, 's1')
      await goBack(web, 's1', 'b')
      await write(web, 'two')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('two')
      expect(await draw(web)).toBe('main: s1 left-for-b | *b<s1: ')
    })

    it('all disks go back, with their sizes; those that came later go, those that went come', async () => {
      const web = await make('disks')
      await on().store.createDisk(web.vm, blank('gone'))
      await write(web, 'root 1')
      await write(web, 'gone 1', 'gone')
      await take(web, 's1')
      await write(web, 'root 2')
      await on().store.growDisk(web.vm, 'root', 32 * MiB)
      await on().store.removeDisk(web.vm, 'gone')
      await on().store.createDisk(web.vm, blank('late'))
      await write(web, 'late 2', 'late')
      await take(web, 's2')

      await goBack(web, 's1', 'b')
      expect([await read(web), await read(web, 'gone')]).toEqual(['root 1', 'gone 1'])
      expect(await on().store.diskSize(web.vm, 'root')).toMatchObject({ virtualSizeBytes: 16 * MiB })
      expect(await on().store.diskSize(web.vm, 'late')).toBeUndefined()
      await goBack(web, 's2', 'c')
      expect([await read(web), await read(web, 'late')]).toEqual(['root 2', 'late 2'])
      expect(await on().store.diskSize(web.vm, 'root')).toMatchObject({ virtualSizeBytes: 32 * MiB })
      expect(await on().store.diskSize(web.vm, 'gone')).toBeUndefined()
    })

    it('firmware variables, seed and definition go back with it', async () => {
      const web = await make('beside')
      const { nvramPath, seedPath } = on().store.place(web.vm)
      const seed = (id: string) => ({ metaData: `instance-id: ${id}\n`, userData: '#cloud-config\n' })
      await take(web, 'bare')
      await on().writeFile(nvramPath, 'variables 1')
      await on().store.writeSeed(web.vm, seed('one'))
      const seedOne = await on().readFile(seedPath)
      await on().store.writeDefinition(web.vm, web.uuid, 'definition 1' as DefinitionText)
      await take(web, 's1')
      await on().writeFile(nvramPath, 'variables 2')
      await on().store.writeSeed(web.vm, seed('two'))
      await on().store.writeDefinition(web.vm, web.uuid, 'definition 2' as DefinitionText)

      expect(await snapshots().definition(web.vm, web.uuid, 's1')).toBe('definition 1')
      await goBack(web, 's1', 'b')
      expect(await on().readFile(nvramPath)).toBe('variables 1')
      expect(await on().readFile(seedPath)).toBe(seedOne)
      expect(await on().store.readDefinition(web.vm)).toBe('definition 1')
      await switchTo(web, 'main', 'left-b')
      expect(await on().readFile(nvramPath)).toBe('variables 2')
      expect(await on().readFile(seedPath)).not.toBe(seedOne)
      expect(await on().store.readDefinition(web.vm)).toBe('definition 2')
      // What was not there then is not there again.
      await goBack(web, 'bare', 'c')
      expect(await on().readFile(nvramPath)).toBeUndefined()
      expect(await on().readFile(seedPath)).toBeUndefined()
    })

    it('a place without a definition had none', async () => {
      const { name: vm, uuid } = fresh('undefined')
      await on().store.createPlace(vm, uuid)
      hands.alsoDrop({ vm, uuid })
      await take({ vm, uuid }, 's1')
      expect(await snapshots().definition(vm, uuid, 's1')).toBeUndefined()
      await expect(snapshots().definition(vm, uuid, 'x')).rejects.toMatchObject(problem('not_found'))
    })

    it('RAM lies in the place after going back to a snapshot that has some, and after no other', async () => {
      const web = await make('ram')
      const path = snapshots().ramPath(web.vm)
      await take(web, 'plain')
      await on().writeFile(path, 'its RAM')
      await take(web, 'with-ram', 'ram')
      await snapshots().dropRam(web.vm, web.uuid)
      await snapshots().dropRam(web.vm, web.uuid)
      expect(await on().readFile(path)).toBeUndefined()
      await goBack(web, 'with-ram', 'b')
      expect(await on().readFile(path)).toBe('its RAM')
      await goBack(web, 'plain', 'c')
      expect(await on().readFile(path)).toBeUndefined()
    })

    it('go, and what the others hold stays', async () => {
      const web = await make('remove')
      for (const id of ['s1', 's2', 's3']) {
        await write(web, id)
        await take(web, id)
      }
      await write(web, 'now')
      await snapshots().remove(web.vm, web.uuid, 's2')
      await snapshots().remove(web.vm, web.uuid, 's2')
      expect((await history(web)).snapshots).toMatchObject([{ id: 's1' }, { id: 's3', parent: 's1' }])
      expect(await read(web)).toBe('now')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('s1')
      await goBack(web, 's3', 'c')
      expect(await read(web)).toBe('s3')
      await switchTo(web, 'main', 'left-c')
      expect(await read(web)).toBe('now')
    })

    it('many go together, and those that are needed stay and are told', async () => {
      const web = await make('many')
      for (const id of ['s1', 's2', 's3', 's4', 's5', 's6']) {
        await write(web, id)
        await take(web, id)
      }
      await write(web, 'now')
      await goBack(web, 's2', 'b')
      for (const id of ['b1', 'b2']) await take(web, id)
      await snapshots().hold(web.vm, web.uuid, 's4', 'audit')
      const removeMany = (...ids: string[]) => snapshots().removeMany(web.vm, web.uuid, ids)
      const gone = await removeMany('s1', 's5', 's2', 's4', 'b1', 's3', 'never-there', 's1')
      expect(gone).toMatchObject([
        { code: 'in_use', object: { name: `${web.vm}@s2` } },
        { code: 'in_use', object: { name: `${web.vm}@s4` } },
      ])
      expect(await draw(web)).toBe('main: s2 s4 s6 left-for-b | *b<s2: b2')
      expect(await read(web)).toBe('s2')
      await goBack(web, 's4', 'c')
      expect(await read(web)).toBe('s4')
      // Either of the last two of a line that was left may go, and not both.
      const kept = await removeMany('b2', 'left-for-c')
      expect(kept).toMatchObject([{ code: 'in_use', object: { name: `${web.vm}@left-for-c` } }])
      expect(await removeMany('s6', 'left-for-b')).toEqual([])
      expect(await removeMany()).toEqual([])
      expect(await draw(web)).toBe('main: s2 s4 | b<s2: left-for-c | *c<s4: ')
    })

    it('the newest goes, and a new one may have its name', async () => {
      const web = await make('again')
      await write(web, 'one')
      await take(web, 's1')
      await write(web, 'two')
      await snapshots().remove(web.vm, web.uuid, 's1')
      expect(await draw(web)).toBe('*main: ')
      await take(web, 's1')
      await write(web, 'three')
      await goBack(web, 's1', 'b')
      expect(await read(web)).toBe('two')
    })

    it('stay while they are held, stood upon, or all that keeps a branch', async () => {
      const web = await make('held')
      await take(web, 's1')
      await goBack(web, 's1', 'b')
      await take(web, 's2')
      await snapshots().hold(web.vm, web.uuid, 's2', 'release')
      await snapshots().hold(web.vm, web.uuid, 's2', 'release')
      await snapshots().hold(web.vm, web.uuid, 's2', 'audit')
      const removing = (id: string) => snapshots().remove(web.vm, web.uuid, id)
      for (const id of ['s1', 's2']) await expect(removing(id)).rejects.toMatchObject(problem('in_use'))
      expect((await history(web)).snapshots.find(({ id }) => id === 's2')?.holds.toSorted()).toEqual([
        'audit',
        'release',
      ])
      await snapshots().release(web.vm, web.uuid, 's2', 'audit')
      await snapshots().release(web.vm, web.uuid, 's2', 'audit')
      await snapshots().release(web.vm, web.uuid, 's2', 'release')
      await removing('s2')
      await switchTo(web, 'main', 'left-b')
      await expect(removing('left-b')).rejects.toMatchObject(problem('in_use'))
      expect(await draw(web)).toBe('*main: s1 left-for-b | b<s1: left-b')
    })
  })
}
