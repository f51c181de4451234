import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { problem } from '../../testing/host-under-test.ts'
import { openModelStores } from './testing/model-stores.ts'
import { dataset, web } from './testing/example-tree.ts'
import { applyStep } from './apply-step.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'kiste-remove-'))
  folders.push(root)
  const { stores, model } = await openModelStores(root)
  return { stores, model, names: () => model.tree().map(({ name }) => name) }
}
const disk = { name: 'root', sizeBytes: 2 ** 24, from: { type: 'image', image: 'debian' } } as const

test('an empty store goes, with the copies of images that nothing stands on', async () => {
  const { stores, names } = await open()
  const tank = stores.get('tank')
  await tank.createPlace(web.vm, web.uuid)
  await tank.createDisk(web.vm, disk)
  await expect(stores.remove('tank')).rejects.toMatchObject(problem('in_use'))
  await tank.removePlace(web.vm, web.uuid)
  expect(names().some((name) => name.startsWith('tank/kiste/.images/debian'))).toBe(true)
  await stores.remove('tank')
  expect(names()).toEqual(['tank'])
  expect(await stores.list()).toEqual([])
  await stores.remove('tank')
  await stores.create('tank')
  expect((await stores.list()).map(({ name }) => name)).toEqual(['tank'])
})

test.each([
  [
    'in the bin',
    async ({ stores }: Opened) => {
      await stores.get('tank').createPlace(web.vm, web.uuid)
      const at = '2026-01-02T03:04:05.000Z'
      await stores.get('tank').moveToBin(web.vm, web.uuid, { id: 'web-1', deletedAt: at, keepUntil: at })
    },
  ],
  [
    'that others made',
    async ({ model }: Opened) => model.change((tree) => [...tree, dataset('tank/kiste/photos')]),
  ],
  [
    'that others took',
    async ({ model }: Opened) =>
      model.change((tree) =>
        applyStep(tree, { do: 'snapshot', snapshots: ['tank/kiste/.tmp@daily'], properties: {} }),
      ),
  ],
  ['in files', async ({ model }: Opened) => writeFile(join(model.bases.mounts, 'tank', 'mine'), '')],
])('a store that holds something %s stays as it is', async (_, put) => {
  const opened = await open()
  await put(opened)
  const before = opened.model.tree()
  await expect(opened.stores.remove('tank')).rejects.toMatchObject(problem('in_use'))
  expect(opened.model.tree()).toEqual(before)
})

type Opened = Awaited<ReturnType<typeof open>>
