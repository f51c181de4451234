import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fresh, problem } from './host-under-test.ts'
import { leaving, newSnapshot, type SnapshotHands } from './snapshot-hands.ts'

/** What the verbs of snapshots refuse, on every store. */
export function snapshotGuards(hands: SnapshotHands): void {
  const { make, write, read, take, goBack, switchTo, history, draw, snapshots } = hands

  describe('snapshots guard their places', () => {
    it('what is not there is said', async () => {
      const web = await make('missing')
      const none = problem('not_found')
      const { hold, release } = snapshots()
      await expect(hold(web.vm, web.uuid, 'x', 'h')).rejects.toMatchObject(none)
      await expect(release(web.vm, web.uuid, 'x', 'h')).rejects.toMatchObject(none)
      await expect(goBack(web, 'x', 'b')).rejects.toMatchObject(none)
      await expect(switchTo(web, 'x', 'left')).rejects.toMatchObject(none)
      const nobody = { vm: fresh('nobody').name, uuid: randomUUID() }
      await expect(history(nobody)).rejects.toMatchObject(none)
      await expect(take(nobody, 's1')).rejects.toMatchObject(none)
      await expect(goBack(nobody, 's1', 'b')).rejects.toMatchObject(none)
      expect(await draw(web)).toBe('*main: ')
    })

    it('a place of another VM is left alone', async () => {
      const web = await make('foreign')
      await write(web, 'one')
      await take(web, 's1')
      await goBack(web, 's1', 'b')
      const other = { vm: web.vm, uuid: randomUUID() }
      const refused = problem('already_exists')
      const { vm, uuid } = other
      for (const attempt of [
        () => history(other),
        () => take(other, 's2'),
        () =>
          snapshots().create(
            [
              { ...web, consistency: 'off' },
              { ...other, consistency: 'off' },
            ],
            newSnapshot('s2'),
          ),
        () => snapshots().remove(vm, uuid, 's1'),
        () => snapshots().hold(vm, uuid, 's1', 'h'),
        () => snapshots().release(vm, uuid, 's1', 'h'),
        () => snapshots().definition(vm, uuid, 's1'),
        () => snapshots().dropRam(vm, uuid),
        () => goBack(other, 's1', 'c'),
        () => switchTo(other, 'main', 'left'),
        () => snapshots().removeBranch(vm, uuid, 'main'),
      ])
        await expect(attempt()).rejects.toMatchObject(refused)
      expect(await draw(web)).toBe('main: s1 left-for-b | *b<s1: ')
      expect(await read(web)).toBe('one')
    })

    it.each(['-rf', '../x', '', 'a/b', 'a\0b', 'x'.repeat(300)])('are never named %j', async (name) => {
      const web = await make('names')
      await take(web, 's1')
      const refused = problem('invalid_input')
      await expect(take(web, name)).rejects.toMatchObject(refused)
      await expect(goBack(web, 's1', name)).rejects.toMatchObject(refused)
      await expect(snapshots().hold(web.vm, web.uuid, 's1', name)).rejects.toMatchObject(refused)
      const { goBack: go, switchBranch } = snapshots()
      const to = { snapshot: 's1', branch: 'b', leaving: leaving(name) }
      await expect(go(web.vm, web.uuid, to)).rejects.toMatchObject(refused)
      await expect(switchBranch(web.vm, web.uuid, 'main', leaving(name))).rejects.toMatchObject(refused)
      expect(await draw(web)).toBe('*main: s1')
    })
  })
}
