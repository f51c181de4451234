import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { here } from '../../src/host/exec.ts'
import { explainBootstrap } from '../../src/host/images/bootstrap-problem.ts'
import { readAptSources } from '../../src/host/images/debian-sources.ts'
import { exists } from '../../src/host/images/durable.ts'
import { labFolder } from '../places.ts'
import { withProcessLock } from '../process-lock.ts'
import { resolveVersions } from './bootstrap.ts'
import type { BuildWork } from './build-work.ts'
import type { Flavour } from './flavours.ts'
import { readLatest, removeOldBuilds, today, writeLatest, type Latest } from './latest.ts'
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

/**
 * A finished build of this flavour. A build is named after its recipe and the versions of all packages in it, so equal names are equal
 * labs. Which versions there are now is asked of the archive once a day: asking takes seconds, and packages change about once a week.
 * Without the archive the last build of this recipe is taken.
 */
export async function ensureBuild(flavour: Flavour, options: BuildOptions): Promise<LabBuild> {
  const cache = labFolder()
  await mkdir(cache, { recursive: true })
  const machineSources = await readAptSources('/etc/apt')
  const work: BuildWork = { ...options, sources: (flavour) => labSources(flavour, machineSources) }
  const recipe = `${flavour.name}-${digestOf([rootRecipeText(), JSON.stringify([flavour, work.sources(flavour)])])}`
  const found = (latest: Latest, cached: boolean): LabBuild => {
    const folder = join(cache, latest.folder)
    return { ...rootFilesIn(folder), flavour, folder, zfs: latest.zfs, cached }
  }
  const isGood = (latest: Latest | undefined) => latest?.askedOn === today() && options.fresh !== true

  const before = await readLatest(cache, recipe)
  if (before && isGood(before)) return found(before, true)
  const locked = async () => {
    // Whoever had the lock before us may have done it all.
    const latest = await readLatest(cache, recipe)
    if (latest && isGood(latest)) return found(latest, true)
    const made = await build(cache, recipe, flavour, latest, work)
    await removeOldBuilds(cache)
    return found(made.latest, made.cached)
  }
  const onWait = () => options.log(`Another process is building the lab ${flavour.name}; waiting for it`)
  const object = `the lab ${flavour.name}`
  return withProcessLock(`build of ${recipe} in ${cache}`, locked, { signal: options.signal, onWait }).catch(
    (error: unknown) => {
      throw explainBootstrap(object, error)
    },
  )
}

async function build(
  cache: string,
  recipe: string,
  flavour: Flavour,
  before: Latest | undefined,
  work: BuildWork,
): Promise<{ readonly latest: Latest; readonly cached: boolean }> {
  const versions = await ask(flavour, work).catch((error: unknown) => {
    work.signal.throwIfAborted()
    if (!before) throw error
    work.log(`The archive does not answer; taking the lab built before (${String(error).slice(0, 200)})`)
    return undefined
  })
  if (versions === undefined) return { latest: before!, cached: true }
  const latest: Latest = {
    askedOn: today(),
    folder: `${flavour.name}-${digestOf([recipe, ...versions.all])}`,
    zfs: versions.zfs,
  }
  const folder = join(cache, latest.folder)
  const cached = await exists(folder)
  if (!cached) {
    const modulePath = await ensureModule(cache, flavour, versions, work)
    await buildRoot(folder, { flavour, versions, modulePath }, work)
  }
  await writeLatest(cache, recipe, latest)
  return { latest, cached }
}

function ask(flavour: Flavour, work: BuildWork): Promise<LabVersions> {
  return inWorkFolder(async (scratch) => {
    const plan = { flavour, sources: work.sources(flavour), packages: [...packages, ...zfsPackages], scratch }
    return labVersions(await resolveVersions(here, plan, work.signal))
  })
}

function digestOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12)
}
