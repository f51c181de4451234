import { expect, test } from 'vitest'
import { parsePolicyNote } from '../../domain/policy-note.ts'
import { noPolicies, type WishedPolicies } from '../../domain/policy-scope.ts'
import { somePolicy } from '../../domain/testing/some-policy.ts'
import { createFakeHost } from '../../host/fake/fake-host.ts'
import { watchWrites } from '../testing/watch-writes.ts'
import { reconcilePolicyNotes } from './reconcile-policy-notes.ts'

const daily = somePolicy('daily at 03:00, keep 14')
const hourly = somePolicy('every 1 h, keep 8')

function house() {
  const host = createFakeHost({ auto: true, seedData: 'demo' })
  const { watched, written } = watchWrites(host, 'writePolicies')
  return {
    host,
    async reconcile(wished: WishedPolicies, signal = new AbortController().signal) {
      written.length = 0
      await reconcilePolicyNotes(watched, wished, signal)
      return written.toSorted()
    },
    async noteOf(name: string) {
      const place = (await host.stores.places()).find(({ vm }) => vm === name)
      if (!place) return expect.unreachable(name)
      const text = (await host.stores.get(place.store).readPolicies([place])).get(place.uuid)
      return text && parsePolicyNote(text)
    },
    uuidOf: async (name: string) =>
      (await host.vms.list()).find((vm) => vm.name === name)?.uuid ?? expect.unreachable(name),
  }
}

test('what each VM follows lies beside its disks, and is written when it changes', async () => {
  const { reconcile, noteOf, uuidOf } = house()
  expect(await reconcile(noPolicies)).toEqual([])
  const ofHost = { ...noPolicies, host: daily }
  expect(await reconcile(ofHost)).toEqual(expect.arrayContaining(['build', 'photos', 'web']))
  expect(await noteOf('web')).toEqual({ policy: daily, from: 'host' })
  expect(await reconcile(ofHost)).toEqual([])
  const alsoOfWeb = { ...ofHost, vms: { [await uuidOf('web')]: hourly } }
  expect(await reconcile(alsoOfWeb)).toEqual(['web'])
  expect(await noteOf('web')).toEqual({ policy: hourly, from: 'vm' })
  await reconcile(noPolicies)
  expect(await noteOf('web')).toBeUndefined()
})

test('what an older snapshot brought back is put right', async () => {
  const { host, reconcile, noteOf } = house()
  const wished = { ...noPolicies, host: daily }
  await reconcile(wished)
  const web = (await host.stores.places()).find(({ vm }) => vm === 'web') ?? expect.unreachable('web')
  await host.stores.get(web.store).writePolicies([{ ...web, text: 'of long ago' }])
  expect(await reconcile(wished)).toEqual(['web'])
  expect(await noteOf('web')).toMatchObject({ policy: daily })
})

test('a place that has not followed its VM is left alone, and nothing is written once the daemon ends', async () => {
  const { host, reconcile, uuidOf } = house()
  const wished = { ...noPolicies, host: daily }
  expect(await reconcile(wished, AbortSignal.abort())).toEqual([])
  host.outside.rename(await uuidOf('build'), 'builder')
  expect(await reconcile(wished)).not.toContain('build')
})
