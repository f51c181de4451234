import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answeringPools } from './answering-pools.ts'

let kstats: string
beforeAll(async () => {
  kstats = await mkdtemp(join(tmpdir(), 'kiste-kstats-'))
})
afterAll(() => rm(kstats, { recursive: true }))

test('pools that are imported and not suspended', async () => {
  for (const [pool, state] of [
    ['tank', 'ONLINE'],
    ['lost', 'SUSPENDED'],
    ['half', 'DEGRADED'],
  ] as const) {
    await mkdir(join(kstats, pool))
    await writeFile(join(kstats, pool, 'state'), `${state}\n`)
  }
  // What stands beside them: figures of the module, and a pool that is just going.
  await writeFile(join(kstats, 'arcstats'), '1')
  await mkdir(join(kstats, 'going'))
  expect(await answeringPools(kstats)).toEqual(['half', 'tank'])
})

test('none where there is no ZFS', async () => {
  expect(await answeringPools(join(kstats, 'none'))).toEqual([])
})
