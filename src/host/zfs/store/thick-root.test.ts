import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { MiB } from '../../../domain/size.ts'
import { openModelStores } from './testing/model-stores.ts'
import { find } from './tree.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

test('a clone of an image has all of its room set aside where that is wished', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kiste-zthick-'))
  folders.push(root)
  const { stores, model } = await openModelStores(root)
  const store = stores.get('tank')
  await store.createPlace('web', '0b1c0de5-0000-4000-8000-000000000004')
  const wish = (name: string, thick?: boolean) =>
    ({ name, sizeBytes: 16 * MiB, from: { type: 'image', image: 'debian', thick } }) as const
  await store.createDisk('web', wish('root', true))
  await store.createDisk('web', wish('thin'))
  const reserved = (name: string) =>
    find(model.tree(), `tank/kiste/web/${name}`)?.settings?.['refreservation']
  expect([reserved('root'), reserved('thin')]).toEqual(['auto', undefined])
  // As after a power cut in between: it is there, and its room is not.
  await model.run({ do: 'set', dataset: 'tank/kiste/web/root', properties: { refreservation: 'none' } })
  await store.createDisk('web', wish('root', true))
  expect(reserved('root')).toBe('auto')
  expect(store.commands.createDisk('web', wish('root', true))).toBe(
    `zfs clone -o volsize=${16 * MiB} tank/kiste/.images/IMAGE@image tank/kiste/web/root; zfs set refreservation=auto tank/kiste/web/root`,
  )
})
