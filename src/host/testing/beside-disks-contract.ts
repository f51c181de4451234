import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DefinitionText } from '../host.ts'
import { fresh, problem, type HostUnderTest } from './host-under-test.ts'

/** What holds for the files beside the disks in a place, on every store. */
export function besideDisksContract(on: () => HostUnderTest): void {
  const store = () => on().host.stores.get('local')
  const placeOf = async (prefix: string) => {
    const vm = fresh(prefix)
    await store().createPlace(vm.name, vm.uuid)
    return vm
  }

  describe('places', () => {
    it('hold what their VMs are defined as, of many at once', async () => {
      const [web, db] = [await placeOf('web'), await placeOf('db')]
      const texts = (text: string) =>
        [web, db].map(({ name: vm, uuid }) => ({ vm, uuid, text: `<${vm}>${text}` as DefinitionText }))
      for (const text of ['one', 'one', 'two']) {
        await store().writeDefinitions(texts(text))
        for (const { vm, text: last } of texts(text)) expect(await store().readDefinition(vm)).toBe(last)
      }
      const absent = { vm: fresh('absent').name, uuid: randomUUID() }
      const another = { vm: web.name, uuid: randomUUID() }
      expect(await store().readDefinitions([...texts('two'), absent, another])).toEqual(
        new Map(texts('two').map(({ uuid, text }) => [uuid, text])),
      )
      const [first] = texts('three')
      const other = { vm: db.name, uuid: randomUUID(), text: 'x' as DefinitionText }
      await expect(store().writeDefinitions([...(first ? [first] : []), other])).rejects.toMatchObject(
        problem('already_exists'),
      )
      expect(await store().readDefinition(db.name)).toBe(`<${db.name}>two`)
      for (const { name, uuid } of [web, db]) await store().removePlace(name, uuid)
    })

    it('hold which policy their VMs follow, of many at once', async () => {
      const [web, db] = [await placeOf('web'), await placeOf('db')]
      const texts = (text: string | undefined) =>
        [web, db].map(({ name: vm, uuid }) => ({ vm, uuid, text: text && `${text} of ${vm}` }))
      const [first] = texts('one')
      if (first) await store().writePolicies([first])
      for (const text of ['one', 'two', 'two']) await store().writePolicies(texts(text))
      const others = [
        { vm: fresh('absent').name, uuid: randomUUID() },
        { vm: web.name, uuid: randomUUID() },
      ]
      expect(await store().readPolicies([...texts('two'), ...others])).toEqual(
        new Map(texts('two').map(({ uuid, text }) => [uuid, text])),
      )
      const other = { vm: db.name, uuid: randomUUID(), text: 'x' }
      await expect(store().writePolicies([other])).rejects.toMatchObject(problem('already_exists'))
      for (const _ of ['once', 'again']) await store().writePolicies(texts(undefined))
      expect(await store().readPolicies(texts(undefined))).toEqual(new Map())
      for (const { name, uuid } of [web, db]) await store().removePlace(name, uuid)
    })

    it('keep the definition and the seed', async () => {
      const { name, uuid } = await placeOf('kept')
      expect(await store().readDefinition(name)).toBeUndefined()
      for (const text of ['first', 'second <äöü/>'] as DefinitionText[]) {
        await store().writeDefinition(name, uuid, text)
        expect(await store().readDefinition(name)).toBe(text)
      }
      const seed = {
        metaData: 'instance-id: a\n',
        userData: '#cloud-config\n',
        networkConfig: 'version: 2\n',
      }
      await store().writeSeed(name, seed)
      await store().writeSeed(name, seed)
      await expect(store().writeSeed(fresh('none').name, seed)).rejects.toMatchObject(problem('not_found'))
      await store().removePlace(name, uuid)
    })

    it('without firmware variables have none to copy', async () => {
      const one = await placeOf('nvram')
      const two = await placeOf('nvram')
      await store().copyNvram(one.name, two.name)
      await expect(store().copyNvram(one.name, fresh('none').name)).rejects.toMatchObject(
        problem('not_found'),
      )
      await store().removePlace(one.name, one.uuid)
      await store().removePlace(two.name, two.uuid)
    })
  })
}
