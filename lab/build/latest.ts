import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exists, settleFile } from '../../src/host/images/durable.ts'
import { allRecords } from '../machine-record.ts'

/** What the archive said last about a recipe, and what was made of it. */
export interface Latest {
  /** The day, as `2026-01-31`. */
  readonly askedOn: string
  /** Name of the build's folder. */
  readonly folder: string
  readonly zfs: string
}

export function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** The last build of a recipe, if it is still there. */
export async function readLatest(cache: string, recipe: string): Promise<Latest | undefined> {
  const latest = await readNote(latestPath(cache, recipe))
  return latest !== undefined && (await exists(join(cache, latest.folder))) ? latest : undefined
}

export async function writeLatest(cache: string, recipe: string, latest: Latest): Promise<void> {
  const path = latestPath(cache, recipe)
  await writeFile(`${path}.new`, JSON.stringify(latest))
  await settleFile(`${path}.new`, path)
}

/** How long a recipe that nobody asks for any more is kept, and modules and builds with it. */
const keptDays = 14

/** A build as young as this may not have been written down yet by whoever made it. */
const youngMs = 3_600_000

/**
 * Removes builds that are neither the latest of a recipe somebody used lately, nor under a machine. Several checkouts may have recipes of
 * their own, and builds go on side by side.
 */
export async function removeOldBuilds(cache: string): Promise<void> {
  const used = new Set<string>()
  const names = await readdir(cache)
  const oldest = new Date(Date.now() - keptDays * 24 * 3600 * 1000).toISOString().slice(0, 10)
  for (const name of names.filter((name) => name.endsWith('.latest'))) {
    const latest = await readNote(join(cache, name))
    if (latest && latest.askedOn >= oldest) used.add(latest.folder)
    else await rm(join(cache, name), { force: true })
  }
  const machines = await allRecords(join(cache, 'machines'))
  for (const [name] of machines.matchAll(buildName)) used.add(name)
  for (const name of names.filter((name) => isBuild(name) && !used.has(name))) {
    const made = await stat(join(cache, name)).catch(() => undefined)
    if (made && Date.now() - made.mtimeMs > youngMs)
      await rm(join(cache, name), { recursive: true, force: true })
  }
}

const buildName = /zfs-[\d.]+-[0-9a-f]{12}/g

function isBuild(name: string): boolean {
  return new RegExp(`^${buildName.source}$`).test(name)
}

function latestPath(cache: string, recipe: string): string {
  return join(cache, `${recipe}.latest`)
}

async function readNote(path: string): Promise<Latest | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Latest
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
