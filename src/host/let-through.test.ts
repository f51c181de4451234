import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { letThrough } from './let-through.ts'

test('others pass through a folder, and its owner can do what they could', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-through-'))
  for (const [before, after] of [
    [0o700, 0o711],
    [0o750, 0o751],
    [0o711, 0o711],
  ] as const) {
    await chmod(folder, before)
    await letThrough(folder)
    expect((await stat(folder)).mode & 0o777).toBe(after)
  }
  await rm(folder, { recursive: true })
})
