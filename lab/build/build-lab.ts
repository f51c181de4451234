import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { here } from '../../src/host/exec.ts'
import { readAptSources } from '../../src/host/images/debian-sources.ts'
import { exists, settleFile } from '../../src/host/images/durable.ts'
import { labFolder } from '../places.ts'
import { withProcessLock } from '../process-lock.ts'
import { resolveVersions } from './bootstrap.ts'
import type { BuildWork } from './build-work.ts'
import type { Flavour } from './flavours.ts'
import { ensureModule } from './module.ts'
import { packages, zfsPackages } from './recipe.ts'
import { buildRoot, rootFilesIn, rootRecipeText, type RootFiles } from './root.ts'
import { labSources } from './sources.ts'
import { labVersions, type LabVersions } from './versions.ts'
import { inWorkFolder } from './work-tree.ts'

export interface LabBuild extends RootFiles {
  readonly flavour: Flavour
  readonly folder: string
  /** Debian's version of ZFS in it. */
  readonly zfs: string
  /** Nothing had to be built. */
  readonly cached: boolean
}

export interface BuildOptions {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** Asks the archive even if it was asked today. */
  readonly fresh?: boolean
}

/** What the archive said last, and what was made of it. */
interface Latest {
  readonly askedOn: string
  readonly folder: string
  readonly zfs: string
}

/**
 * A finished build of this flavour. A build is named after its recipe and the versions of all packages in it, so equal names are equal
 * labs. Which versions there are now is asked of the archive once a day: asking takes seconds, and packages change about once a week.
 * Without the archive the last build of this recipe is taken.
 */
export async function ensureBuild(flavour: Flavour, options: BuildOptions): Promise<LabBuild> {
  const onWait = () => options.log('Another process is building a lab; waiting for it')
  return withProcessLock(`build in ${labFolder()}`, () => build(flavour, options), {
    signal: options.signal,
    onWait,
  })
}

async function build(flavour: Flavour, options: BuildOptions): Promise<LabBuild> {
  const cache = labFolder()
  await mkdir(cache, { recursive: true })
  const machineSources = await readAptSources('/etc/apt')
  const work: BuildWork = { ...options, sources: (flavour) => labSources(flavour, machineSources) }
  const recipe = digestOf([rootRecipeText(), JSON.stringify([flavour, work.sources(flavour)])])
  const latestPath = join(cache, `${flavour.name}-${recipe}.latest`)
  const latest = await readLatest(latestPath)
  const today = new Date().toISOString().slice(0, 10)
  const found = (latest: Latest): LabBuild => {
    const folder = join(cache, latest.folder)
    return { ...rootFilesIn(folder), flavour, folder, zfs: latest.zfs, cached: true }
  }
  const isThere = latest !== undefined && (await exists(join(cache, latest.folder)))
  if (isThere && latest.askedOn === today && options.fresh !== true) return found(latest)

  const versions = await ask(flavour, work).catch((error: unknown) => {
    options.signal.throwIfAborted()
    if (!isThere) throw error
    options.log(`The archive does not answer; taking the lab built before (${String(error).slice(0, 200)})`)
    return undefined
  })
  if (versions === undefined) return found(latest!)
  const name = `${flavour.name}-${digestOf([recipe, ...versions.all])}`
  const folder = join(cache, name)
  const cached = await exists(folder)
  if (!cached) {
    const modulePath = await ensureModule(cache, flavour, versions, work)
    await buildRoot(folder, { flavour, versions, modulePath }, work)
  }
  const next: Latest = { askedOn: today, folder: name, zfs: versions.zfs }
  await writeFile(`${latestPath}.new`, JSON.stringify(next))
  await settleFile(`${latestPath}.new`, latestPath)
  await removeOld(cache, flavour, name)
  return { ...found(next), cached }
}

function ask(flavour: Flavour, work: BuildWork): Promise<LabVersions> {
  return inWorkFolder(async (scratch) => {
    const plan = { flavour, sources: work.sources(flavour), packages: [...packages, ...zfsPackages], scratch }
    return labVersions(await resolveVersions(here, plan, work.signal))
  })
}

/** Removes builds that nobody can ask for any more: of this flavour, not the current one, and under no machine. */
async function removeOld(cache: string, flavour: Flavour, current: string): Promise<void> {
  const used = new Set([current])
  for (const name of await readdir(cache)) {
    if (name.endsWith('.latest')) used.add((await readLatest(join(cache, name)))?.folder ?? '')
  }
  for (const machine of await readdir(join(cache, 'machines')).catch(() => [])) {
    const record = await readFile(join(cache, 'machines', machine, 'machine.json'), 'utf8').catch(() => '')
    for (const match of record.matchAll(/\/(zfs-[\w.]+-[0-9a-f]{12})\//g)) used.add(match[1]!)
  }
  for (const name of await readdir(cache)) {
    const isBuild = name.startsWith(`${flavour.name}-`) && /-[0-9a-f]{12}$/.test(name)
    if (isBuild && !used.has(name)) await rm(join(cache, name), { recursive: true, force: true })
  }
}

async function readLatest(path: string): Promise<Latest | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Latest
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function digestOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12)
}
