import { expect, it } from 'vitest'
import { everyCall, isPromise } from './every-call.ts'

class Host {
  readonly #name = 'here'
  readonly vms = { list: async () => [this.#name] }
  name() {
    return this.#name
  }
}

it('sees every call, also of frozen objects and private fields, and makes it on the true object', async () => {
  const seen: string[] = []
  const deps = everyCall(Object.freeze({ host: new Host(), now: () => 7 }), ({ index, name, go }) => {
    const answer = go()
    seen.push(`${index} ${name} ${isPromise(answer) ? 'later' : 'now'}`)
    return answer
  })
  expect(await deps.host.vms.list()).toEqual(['here'])
  expect(deps.host.name()).toBe('here')
  expect(deps.now()).toBe(7)
  expect('now' in deps).toBe(true)
  expect(seen).toEqual(['0 host.vms.list later', '1 host.name now', '2 now now'])
})

it('lets a call be answered by something else', async () => {
  const deps = everyCall({ read: async () => 'true' }, () => Promise.reject(new Error('told to fail')))
  await expect(deps.read()).rejects.toThrow('told to fail')
})

it('sees into parts that are asked for by name', async () => {
  const seen: string[] = []
  const store = { name: 'tank', list: async () => ['web'], place: () => ({ path: '/tank/web' }) }
  const deps = everyCall({ stores: { get: () => store } }, ({ name, go }) => {
    seen.push(name)
    return go()
  })
  expect(await deps.stores.get().list()).toEqual(['web'])
  expect({ ...deps.stores.get().place() }).toEqual({ path: '/tank/web' })
  expect(seen).toEqual(['stores.get', 'stores.get().list', 'stores.get', 'stores.get().place'])
})
