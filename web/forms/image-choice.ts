import { MiB } from '../../src/domain/size.ts'
import type { CatalogueItem, Image } from '../api/answers.ts'

/** What a VM can be made from: what is here, and what can be fetched for it. */
export interface ImageChoice {
  readonly id: string
  readonly title: string
  /** Not here yet. */
  readonly isFetched: boolean
  readonly kind: 'disk' | 'iso'
  readonly cloudInit: boolean
  readonly defaultUser: string | undefined
  /** How big its disk is at least. */
  readonly imageBytes: number
}

/** What most people want first. */
const preferred = 'debian-12'

export function imageChoices(
  images: readonly Image[],
  catalogue: readonly CatalogueItem[],
): readonly ImageChoice[] {
  const here = images.map(({ id, title, kind, cloudInit, defaultUser, virtualSizeBytes }) => ({
    id,
    title,
    isFetched: false,
    kind,
    cloudInit,
    defaultUser,
    imageBytes: kind === 'disk' ? virtualSizeBytes : 0,
  }))
  const known = new Set(here.map(({ id }) => id))
  const fetched = catalogue
    .filter(({ id }) => !known.has(id))
    .map(({ id, title, cloudInit, defaultUser, minDiskMiB }) => ({
      id,
      title,
      isFetched: true,
      kind: 'disk' as const,
      cloudInit,
      defaultUser,
      imageBytes: minDiskMiB * MiB,
    }))
  return [...here, ...fetched]
}

/** What is chosen until somebody chooses: what was asked for, what most want, what is here, whatever there is. */
export function firstChoice(
  choices: readonly ImageChoice[],
  asked: string | undefined,
): ImageChoice | undefined {
  return choices.find(({ id }) => id === asked) ?? choices.find(({ id }) => id === preferred) ?? choices[0]
}
