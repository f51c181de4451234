import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeJobKind } from './testing.ts'
import { filesIn, makeBox, purgeBox, readWorld } from './testing/file-world.ts'

const makeWorld = async (boxes: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-world-'))
  const files = filesIn(folder)
  await files.makeFolder('list')
  for (const box of boxes) {
    await files.makeFolder(box)
    await files.write(`${box}/id`, box)
    await files.write(`list/${box}`, box)
  }
  return {
    deps: { files },
    plan: { name: 'web' },
    snapshotWorld: () => readWorld(folder),
    dispose: () => rm(folder, { recursive: true }),
  }
}

describeJobKind({ kind: makeBox, makeWorld: () => makeWorld(['db']) })
describeJobKind({ kind: purgeBox, makeWorld: () => makeWorld(['web']) })
