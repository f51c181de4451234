import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

const root = resolve(import.meta.dirname, '../..')
const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}

// npm silently leaves out optional packages that its registry did not have when the lock file was written, and `npm ci` then
// refuses the file everywhere.
test('the lock file is complete, so that npm ci takes it', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isLocked(path, name)),
  )
  expect(missing).toEqual([])
})

test('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter((one) => one.resolved !== undefined)).toEqual([])
})

/** As Node looks a package up: beside, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  const candidate = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`
  if (lock.packages[candidate]?.version !== undefined) return true
  if (path === '') return false
  return isLocked(path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0)), name)
}
