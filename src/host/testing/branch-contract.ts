import { describe, expect, it } from 'vitest'
import { problem } from './host-under-test.ts'
import { leftAt, type SnapshotHands } from './snapshot-hands.ts'

/** What holds for the lines of a history, on every store. */
export function branchContract(hands: SnapshotHands): void {
  const { make, write, read, take, goBack, switchTo, history, draw, snapshots } = hands

  /** A VM with two lines that differ: `one` at s1, `two` left on main, `three` on b. */
  const forked = async (prefix: string) => {
    const web = await make(prefix)
    await write(web, 'one')
    await take(web, 's1')
    await write(web, 'two')
    await goBack(web, 's1', 'b')
    await write(web, 'three')
    return web
  }

  describe('branches', () => {
    it('are gone to and returned from, and keep what was written on each', async () => {
      const web = await forked('switch')
      await switchTo(web, 'main', 'left-b')
      expect(await read(web)).toBe('two')
      expect((await history(web)).branches).toEqual([
        { id: 'main', current: true },
        { id: 'b', current: false, forkedAt: 's1', leftAt },
      ])
      await write(web, 'two and more')
      await take(web, 's2')
      await switchTo(web, 'b', 'left-main')
      expect(await read(web)).toBe('three')
      await switchTo(web, 'main', 'left-b-again')
      expect(await read(web)).toBe('two and more')
      expect(await draw(web)).toBe('*main: s1 left-for-b s2 left-main | b<s1: left-b left-b-again')
    })

    it('that are current are gone to already', async () => {
      const web = await forked('current')
      await switchTo(web, 'b', 'never')
      expect(await read(web)).toBe('three')
      expect(await draw(web)).toBe('main: s1 left-for-b | *b<s1: ')
    })

    it('are named once', async () => {
      const web = await forked('taken')
      await expect(goBack(web, 's1', 'main')).rejects.toMatchObject(problem('already_exists'))
      await expect(goBack(web, 'left-for-b', 'b')).rejects.toMatchObject(problem('already_exists'))
      expect(await read(web)).toBe('three')
    })

    it('go with what only they have, and doing it again is no error', async () => {
      const web = await forked('removed')
      await snapshots().removeBranch(web.vm, web.uuid, 'main')
      await snapshots().removeBranch(web.vm, web.uuid, 'main')
      expect(await draw(web)).toBe('*b: s1')
      expect(await read(web)).toBe('three')
      await take(web, 's2')
      await goBack(web, 's1', 'c')
      expect(await read(web)).toBe('one')
      await snapshots().removeBranch(web.vm, web.uuid, 'b')
      expect(await draw(web)).toBe('*c: s1')
      expect(await read(web)).toBe('one')
    })

    it('what others stand on goes over to them', async () => {
      const web = await forked('heirs')
      await switchTo(web, 'main', 'left-b')
      await take(web, 's2')
      await write(web, 'four')
      await goBack(web, 's2', 'c')
      await snapshots().removeBranch(web.vm, web.uuid, 'main')
      expect(await draw(web)).toBe('*c: s1 left-for-b s2 | b<s1: left-b')
      expect(await read(web)).toBe('two')
      await switchTo(web, 'b', 'left-c')
      expect(await read(web)).toBe('three')
      await goBack(web, 's1', 'd')
      expect(await read(web)).toBe('one')
    })

    it('a switch is undone by another and two removals', async () => {
      const web = await forked('undone')
      await switchTo(web, 'main', 'left-1')
      await switchTo(web, 'b', 'left-2')
      await snapshots().remove(web.vm, web.uuid, 'left-1')
      await snapshots().remove(web.vm, web.uuid, 'left-2')
      expect(await draw(web)).toBe('main: s1 left-for-b | *b<s1: ')
      expect(await read(web)).toBe('three')
      await switchTo(web, 'main', 'left-3')
      expect(await read(web)).toBe('two')
    })

    it('going back is undone by a switch and two removals', async () => {
      const web = await forked('undone-back')
      await goBack(web, 's1', 'c')
      await switchTo(web, 'b', 'left-c')
      await snapshots().removeBranch(web.vm, web.uuid, 'c')
      await snapshots().remove(web.vm, web.uuid, 'left-for-c')
      expect(await draw(web)).toBe('main: s1 left-for-b | *b<s1: ')
      expect(await read(web)).toBe('three')
    })

    it('stay while the VM lives there, or a snapshot that would go is held', async () => {
      const web = await forked('stay')
      const removing = (branch: string) => snapshots().removeBranch(web.vm, web.uuid, branch)
      await expect(removing('b')).rejects.toMatchObject(problem('in_use'))
      await snapshots().hold(web.vm, web.uuid, 'left-for-b', 'audit')
      await expect(removing('main')).rejects.toMatchObject(problem('in_use'))
      await snapshots().release(web.vm, web.uuid, 'left-for-b', 'audit')
      // One that another line stands on stays anyway.
      await snapshots().hold(web.vm, web.uuid, 's1', 'audit')
      await removing('main')
      expect(await draw(web)).toBe('*b: s1')
    })
  })
}
