import { afterEach, describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { FoundPool, ShownPool } from '../../domain/libvirt-pool.ts'
import type { Host } from '../host.ts'
import { fresh } from './host-under-test.ts'

/** What holds for storage pools of libvirt's that show disks. */
export function libvirtPoolContract(on: () => { readonly host: Host }): void {
  const pools = () => on().host.libvirtPools
  const found = async (name: string): Promise<FoundPool | undefined> => {
    const all = await pools().look()
    if (all.state !== 'seen') throw new Error(`libvirt's storage pools are not seen: ${all.because}`)
    return all.pools.find((pool) => pool.name === name)
  }

  describe('storage pools', () => {
    const shown: ShownPool = { type: 'dir', name: 'kiste-contract', store: 'contract', disks: [] }
    afterEach(async () => {
      const left = await found(shown.name)
      if (left) await pools().hide(left)
    })

    it('list what they are told to, and again when that has changed, until they are hidden', async () => {
      const { name, uuid } = fresh('in-pool')
      const store = on().host.stores.get('local')
      await store.createPlace(name, uuid)
      const wish = { name: 'root', sizeBytes: 16 * MiB, from: { type: 'blank' } } as const
      const { path } = await store.createDisk(name, wish)
      const disks = [{ name: `${name}+root.qcow2`, path, sizeBytes: 16 * MiB }]

      expect(await found(shown.name)).toBeUndefined()
      await pools().show(shown)
      expect(await found(shown.name)).toMatchObject({ active: true, ours: true, volumes: [] })
      await pools().show({ ...shown, disks })
      await pools().show({ ...shown, disks })
      const listed = await found(shown.name)
      expect(listed?.volumes).toEqual([{ name: `${name}+root.qcow2`, sizeBytes: 16 * MiB }])
      await store.removePlace(name, uuid)
      await pools().show(shown)
      expect((await found(shown.name))?.volumes).toEqual([])
      if (listed) for (const _ of [1, 2]) await pools().hide(listed)
      expect(await found(shown.name)).toBeUndefined()
    })
  })
}
