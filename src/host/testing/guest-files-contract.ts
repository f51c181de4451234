import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { ImageReader } from '../snapshot-host.ts'
import { fresh, problem, type HostUnderTest } from './host-under-test.ts'
import { newSnapshot } from './snapshot-hands.ts'

/** What holds for files in snapshots. Few and long, as disks are opened in a VM for them. */
export function guestFilesContract(on: () => HostUnderTest): void {
  const store = () => on().host.stores.get('local')
  const make = async () => {
    const { name: vm, uuid } = fresh('files')
    await store().createPlace(vm, uuid)
    await store().createDisk(vm, { name: 'root', sizeBytes: 64 * MiB, from: { type: 'blank' } })
    return { vm, uuid }
  }
  const take = (vm: string, uuid: string, id: string) =>
    store().snapshots.create([{ vm, uuid, consistency: 'off' }], newSnapshot(id))

  describe('files in snapshots', () => {
    it('are those of that snapshot, and can be listed and read', async () => {
      const { files } = on().host
      const { vm, uuid } = await make()
      await take(vm, uuid, 'blank')
      await on().writeGuestFiles(vm, 'root', { '/notes': 'one', '/letter': 'dear' })
      await take(vm, uuid, 's1')
      const at = { store: 'local', vm, uuid, snapshot: 's1' }

      const look = await files.look(at, { path: '/' })
      expect(look.fileSystems).toMatchObject([{ kind: 'ext4', content: 'files', mountedAt: '/' }])
      expect(look.entry).toMatchObject({ name: '/', type: 'folder' })
      const [id] = look.fileSystems.map((each) => each.id)
      expect(look.entries.filter(({ type }) => type === 'file')).toMatchObject([
        { name: 'letter', sizeBytes: 4 },
        { name: 'notes', sizeBytes: 3 },
      ])
      expect((await files.look(at, { path: '/notes', fileSystem: id })).entry).toMatchObject({ type: 'file' })
      const { content, sizeBytes } = await files.read(at, { path: '/notes' })
      expect([sizeBytes, (await buffer(content)).toString()]).toEqual([3, 'one'])
      const tar = await buffer(await files.readFolder(at, { path: '/' }))
      expect([tar.includes('./notes'), tar.includes('dear'), tar.length % 512]).toEqual([true, true, 0])
      expect((await files.walk(at, { path: '/' })).map(({ path }) => path)).toEqual(
        expect.arrayContaining(['letter', 'notes']),
      )

      for (const [path, code] of [
        ['/none', 'not_found'],
        ['/notes/below', 'not_found'],
        ['notes', 'invalid_input'],
        ['/../notes', 'invalid_input'],
      ] as const)
        await expect(files.look(at, { path })).rejects.toMatchObject(problem(code))
      await expect(files.read(at, { path: '/' })).rejects.toMatchObject(problem('wrong_state'))
      await expect(files.readFolder(at, { path: '/notes' })).rejects.toMatchObject(problem('wrong_state'))
      await expect(files.look(at, { path: '/', fileSystem: 'x' })).rejects.toMatchObject(problem('not_found'))
      await expect(files.look({ ...at, snapshot: 's9' }, { path: '/' })).rejects.toMatchObject(
        problem('not_found'),
      )
      // Nobody waits for an answer, so it may go at once, however lately it was read.
      await store().snapshots.remove(vm, uuid, 's1')
      await expect(files.look(at, { path: '/' })).rejects.toMatchObject(problem('not_found'))

      const blank = { ...at, snapshot: 'blank' }
      expect(await files.look(blank, { path: '/' })).toEqual({
        fileSystems: [expect.objectContaining({ content: 'none' }) as unknown],
        entries: [],
        total: 0,
      })
      await expect(files.look(blank, { path: '/etc' })).rejects.toMatchObject(problem('not_supported'))
      await files.close()
      await store().removePlace(vm, uuid)
    })

    it('a snapshot stays while its disks are read, unless the reader lets go', async () => {
      const { vm, uuid } = await make()
      await take(vm, uuid, 's1')
      await take(vm, uuid, 's2')
      let mayGo = false
      const open = async (id: string) => {
        const reader: ImageReader = {
          letGo: async () => {
            if (mayGo) await images.close()
            return mayGo
          },
        }
        const images = await store().snapshots.images(vm, uuid, id, reader)
        return images
      }
      const { disks } = await open('s1')
      expect(disks).toEqual([{ name: 'root', path: expect.stringContaining('/') as string, format: 'qcow2' }])
      await expect(store().snapshots.remove(vm, uuid, 's1')).rejects.toMatchObject(problem('in_use'))
      await store().snapshots.remove(vm, uuid, 's2')
      expect((await store().snapshots.history(vm, uuid)).snapshots.map(({ id }) => id)).toEqual(['s1'])
      mayGo = true
      await store().snapshots.remove(vm, uuid, 's1')
      await expect(open('s1')).rejects.toMatchObject(problem('not_found'))
      await store().removePlace(vm, uuid)
    })
  })
}
