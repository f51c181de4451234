import type { CatalogueEntry } from './image-catalogue.ts'
import { checkName, nameTaken } from './name.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

export interface PullWish {
  readonly entry: string
  readonly id?: string | undefined
}

export interface BuildWish {
  readonly distribution: string
  readonly release?: string | undefined
  readonly id?: string | undefined
}

export interface ImportWish {
  readonly id: string
  readonly url?: string | undefined
  readonly upload?: string | undefined
  readonly fileName?: string | undefined
  readonly sha256?: string | undefined
}

export interface PullPlan {
  readonly id: string
  readonly entry: CatalogueEntry
}

export interface BuildPlan {
  readonly id: string
  readonly recipe: { readonly distribution: 'debian'; readonly release: string }
}

export type ImportPlan = {
  readonly id: string
  readonly source:
    | { readonly type: 'url'; readonly url: string; readonly sha256?: string | undefined }
    | {
        readonly type: 'upload'
        readonly upload: string
        readonly name: string
        readonly sha256?: string | undefined
      }
}

export interface RemoveImagePlan {
  readonly id: string
}

/** Decides which entry of the catalogue to fetch and under which name. */
export function planPullImage(
  wish: PullWish,
  facts: { readonly catalogue: readonly CatalogueEntry[]; readonly imageIds: readonly string[] },
): Checked<PullPlan> {
  const entry = facts.catalogue.find((candidate) => candidate.id === wish.entry)
  const id = wish.id ?? wish.entry
  const problems = entry
    ? checkImageId(id, facts.imageIds)
    : [
        {
          code: 'not_found',
          field: 'entry',
          object: { type: 'image', name: wish.entry },
          message: `The catalogue has no ${JSON.stringify(wish.entry)} for this host. It has: ${facts.catalogue.map((known) => known.id).join(', ')}.`,
          hint: 'To take an image from elsewhere: kiste image import URL',
        } as const,
      ]
  return entry && problems.length === 0 ? valid({ id, entry }) : refused(...problems)
}

/** Releases that `image build debian` knows, by number and code name. */
const debianReleases: Readonly<Record<string, string>> = {
  '12': 'bookworm',
  '13': 'trixie',
  bookworm: 'bookworm',
  trixie: 'trixie',
}

/** Decides which image to build from a distribution's packages. */
export function planBuildImage(
  wish: BuildWish,
  facts: { readonly imageIds: readonly string[] },
): Checked<BuildPlan> {
  const problems: Problem[] = []
  const release = debianReleases[wish.release ?? '12']
  if (wish.distribution !== 'debian')
    problems.push({
      code: 'not_supported',
      field: 'distribution',
      message: `Kiste builds images of debian, not of ${JSON.stringify(wish.distribution)}.`,
      hint: 'Others can be pulled: kiste image catalogue',
    })
  if (release === undefined)
    problems.push({
      code: 'invalid_input',
      field: 'release',
      message: `${JSON.stringify(wish.release)} is not a Debian release that Kiste builds.`,
      hint: 'Use 12 (bookworm) or 13 (trixie).',
    })
  const id = wish.id ?? `debian-${release === 'trixie' ? '13' : '12'}`
  problems.push(...checkImageId(id, facts.imageIds))
  if (problems.length > 0 || release === undefined) return refused(...problems)
  return valid({ id, recipe: { distribution: 'debian', release } })
}

const sha256 = /^[0-9a-f]{64}$/i

/** Decides what to import and under which name. */
export function planImportImage(
  wish: ImportWish,
  facts: { readonly imageIds: readonly string[] },
): Checked<ImportPlan> {
  const problems = checkImageId(wish.id, facts.imageIds)
  if ((wish.url === undefined) === (wish.upload === undefined))
    problems.push({
      code: 'invalid_input',
      field: 'url',
      message: 'An image is imported from either an address or an upload; name one of them.',
    })
  if (wish.url !== undefined) problems.push(...checkUrl(wish.url))
  if (wish.sha256 !== undefined && !sha256.test(wish.sha256))
    problems.push({
      code: 'invalid_input',
      field: 'sha256',
      message: 'A SHA-256 checksum has 64 hexadecimal digits.',
    })
  if (problems.length > 0) return refused(...problems)
  const sum = wish.sha256 === undefined ? {} : { sha256: wish.sha256.toLowerCase() }
  if (wish.url !== undefined) return valid({ id: wish.id, source: { type: 'url', url: wish.url, ...sum } })
  return valid({
    id: wish.id,
    source: { type: 'upload', upload: wish.upload ?? '', name: wish.fileName ?? wish.id, ...sum },
  })
}

/** Decides whether an image can go: not while a disk stands on it. */
export function planRemoveImage(
  id: string,
  facts: { readonly imageIds: readonly string[]; readonly usedBy: readonly string[] },
): Checked<RemoveImagePlan> {
  const object = { type: 'image', name: id } as const
  if (!facts.imageIds.includes(id))
    return refused({
      code: 'not_found',
      object,
      message: `There is no image named ${JSON.stringify(id)}.`,
      hint: 'kiste image list',
    })
  if (facts.usedBy.length > 0)
    return refused({
      code: 'in_use',
      object,
      message: `${id} cannot be removed: the disks of ${facts.usedBy.join(', ')} stand on it.`,
      hint: 'Delete these VMs for good first, or keep the image.',
    })
  return valid({ id })
}

function checkImageId(id: string, have: readonly string[]): Problem[] {
  const checked = checkName(id, 'an image', 'id')
  if (!checked.ok) return [...checked.problems]
  return have.includes(id) ? [{ ...nameTaken('an image', id, 'image'), field: 'id' }] : []
}

function checkUrl(url: string): Problem[] {
  // Only the web: file: and the like would let a caller read what the daemon can.
  if (/^https?:\/\/[^\s/?#]+/i.test(url)) return []
  return [
    {
      code: 'invalid_input',
      field: 'url',
      message: `${JSON.stringify(url.slice(0, 100))} is not an http or https address.`,
      hint: 'A file of this machine is imported by its path: kiste image import ./disk.qcow2',
    },
  ]
}
