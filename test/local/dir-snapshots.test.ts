import { afterAll, beforeAll, describe } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dirTools } from '../../src/host/dir-tools.ts'
import { openDirStore } from '../../src/host/dir/open-dir-store.ts'
import { here } from '../../src/host/exec.ts'
import type { StoreHost } from '../../src/host/store-host.ts'
import { snapshotContract } from '../../src/host/testing/snapshot-contract.ts'
import { storeHands } from './support/store-hands.ts'

describe('the snapshot contract on a dir store', () => {
  let folder: string
  let store: StoreHost
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kiste-store-'))
    store = await openDirStore({ root: join(folder, 'store'), runner: here, tools: dirTools(here) })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  snapshotContract(() => ({ store, ...storeHands(store) }))
})
