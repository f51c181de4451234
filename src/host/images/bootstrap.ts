import { chmod, mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunOptions, Runner } from '../exec.ts'
import type { ImageWork } from '../host.ts'
import { afterPackages, beforePackages, mke2fsConfig } from './debian-hooks.ts'
import {
  disabledUnits,
  dpkgOptions,
  enabledUnits,
  grubCoreModules,
  grubStart,
  imageFiles,
  packages,
  type DebianRelease,
  type ImageIds,
} from './debian-recipe.ts'
import { arePublic, formatSources, type AptSource } from './debian-sources.ts'
import { derivedUuid, layout } from './disk-layout.ts'
import { runInNamespace } from './in-namespace.ts'

const mib = 1024 * 1024

/** What a build works with. */
export interface Bootstrap {
  readonly release: DebianRelease
  /** As Debian spells it, e.g. `amd64`. */
  readonly arch: string
  /** Empty: mmdebstrap's own idea of where Debian is. */
  readonly sources: readonly AptSource[]
  /** All identifiers in the image follow from it. */
  readonly seed: string
  /** A folder to work in. */
  readonly scratch: string
}

/** What comes out of it: a raw disk that holds the root file system and nothing else yet, and the boot loader's parts. */
export interface BootstrapResult {
  readonly ids: ImageIds
  readonly diskPath: string
  readonly partsFolder: string
}

/** All that the recipe puts into an image, so that a change of it makes another image. The sources' places count too. */
export function recipeText(sources: readonly AptSource[]): string {
  const files = imageFiles({ rootUuid: 'ROOT', espId: 'ESP' }, sourcesInside(sources))
  const lists = [packages, dpkgOptions, grubCoreModules, enabledUnits, disabledUnits]
  return JSON.stringify([lists, files, beforePackages, afterPackages, mke2fsConfig, formatSources(sources)])
}

/** The versions apt would install now, a line each, sorted. */
export async function resolveVersions(
  runner: Runner,
  plan: Bootstrap,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { argv, options } = await prepare(plan, ['--simulate', '--verbose'])
  const { stdout, stderr } = await runInNamespace(runner, argv, { ...options, signal })
  const found = new Set<string>()
  for (const match of `${stdout}\n${stderr}`.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm))
    found.add(`${match[1]} ${match[2]}`)
  if (found.size === 0) throw new Error('mmdebstrap named no packages to install')
  return [...found].toSorted()
}

/** Installs the packages into a tree and makes the root file system from it. */
export async function runBootstrap(
  runner: Runner,
  plan: Bootstrap,
  work: ImageWork,
): Promise<BootstrapResult> {
  const ids = idsFrom(plan.seed)
  const partsFolder = join(plan.scratch, 'parts')
  const diskPath = join(partsFolder, 'disk.raw')
  const files = join(plan.scratch, 'files')
  await writeTree(files, imageFiles(ids, sourcesInside(plan.sources)))
  await writeFile(join(plan.scratch, 'grub-bios.cfg'), grubStart(ids))
  await writeFile(join(plan.scratch, 'mke2fs.conf'), mke2fsConfig)
  await rm(partsFolder, { recursive: true, force: true })
  await mkdir(partsFolder)
  // In mmdebstrap's user namespace our own files belong to nobody we are; only what everyone may write can be written.
  await chmod(partsFolder, 0o777)
  await writeFile(diskPath, '')
  await chmod(diskPath, 0o666)
  await truncate(diskPath, layout.sizeMiB * mib)

  const { argv, options } = await prepare(plan, [
    ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
    `--essential-hook=${await script(plan.scratch, 'before-packages', beforePackages)}`,
    `--customize-hook=${await script(plan.scratch, 'after-packages', afterPackages)}`,
  ])
  const onLine = progressFrom(work)
  await runInNamespace(runner, argv, {
    ...options,
    onLine,
    signal: work.signal,
    env: {
      ...options.env,
      // One initrd at the end instead of one for each package that touches it.
      INITRD: 'No',
      MKE2FS_CONFIG: join(plan.scratch, 'mke2fs.conf'),
      KISTE_OUT: partsFolder,
      KISTE_FILES: files,
      KISTE_SOURCES: plan.sources.length === 0 ? 'default' : 'given',
      KISTE_ENABLE: enabledUnits.join(' '),
      KISTE_MASK: disabledUnits.join(' '),
      KISTE_CORE_MODULES: grubCoreModules.join(' '),
      KISTE_LABEL: 'kiste-root',
      KISTE_ROOT_UUID: ids.rootUuid,
      KISTE_HASH_SEED: derivedUuid(plan.seed, 'directory hash'),
      KISTE_DISK: diskPath,
      KISTE_ROOT_OFFSET: String(layout.root.startMiB * mib),
      KISTE_ROOT_SIZE: `${layout.root.sizeMiB}m`,
    },
  })
  return { ids, diskPath, partsFolder }
}

function idsFrom(seed: string): ImageIds {
  const esp = derivedUuid(seed, 'esp').slice(0, 8).toUpperCase()
  return { rootUuid: derivedUuid(seed, 'root file system'), espId: `${esp.slice(0, 4)}-${esp.slice(4)}` }
}

/** What stands in the image's own sources, if that may be more than the distribution's default. */
function sourcesInside(sources: readonly AptSource[]): string | undefined {
  if (sources.length === 0 || !arePublic(sources)) return undefined
  // In the guest the keyring lies where the package puts it, wherever this machine keeps its own.
  const signedBy = '/usr/share/keyrings/debian-archive-keyring.gpg'
  return formatSources(sources.map((source) => ({ ...source, signedBy })))
}

async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function script(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text, { mode: 0o755 })
  return path
}

async function prepare(
  plan: Bootstrap,
  args: readonly string[],
): Promise<{ argv: string[]; options: RunOptions }> {
  const temporary = join(plan.scratch, 'tmp')
  await mkdir(temporary, { recursive: true })
  await chmod(temporary, 0o1777)
  await chmod(plan.scratch, 0o711)
  const sourcesFile = join(plan.scratch, 'build.sources')
  await writeFile(sourcesFile, formatSources(plan.sources))
  return {
    argv: [
      'mmdebstrap',
      `--mode=${process.geteuid?.() === 0 ? 'root' : 'unshare'}`,
      '--variant=minbase',
      '--format=null',
      '--skip=cleanup',
      `--architectures=${plan.arch}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=Acquire::Languages "none"',
      '--aptopt=Acquire::Retries "1"',
      `--include=${packages.join(',')}`,
      ...args,
      plan.release.codename,
      '/dev/null',
      ...(plan.sources.length === 0 ? [] : [sourcesFile]),
    ],
    // It waits for what it started, and that is the whole build.
    options: { env: { TMPDIR: temporary }, endsChildren: true },
  }
}

// How far along a build is when mmdebstrap says this; measured shares of the whole, in percent.
const stages: readonly (readonly [RegExp, number])[] = [
  [/running apt-get update/, 1],
  [/downloading packages/, 4],
  [/extracting archives/, 8],
  [/installing essential/, 16],
  [/installing remaining/, 28],
  [/running --customize-hook/, 80],
  [/removing tempdir/, 97],
]

function progressFrom(work: ImageWork): (line: string) => void {
  return (line) => {
    if (/^[IWE]: /.test(line)) work.log(line.split(' in shell: ')[0]!.slice(0, 300))
    const stage = stages.find(([pattern]) => pattern.test(line))
    if (stage) work.progress(stage[1], 100, 'percent')
  }
}
