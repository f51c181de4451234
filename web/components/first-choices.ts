import type { CatalogueItem, Image } from '../api/answers.ts'

/** A system that somebody may begin with. */
export interface FirstChoice {
  readonly image: string
  readonly title: string
  readonly isHere: boolean
}

// One of each family is enough to begin with; all others are in the dialog.
const families = ['debian', 'ubuntu', 'fedora', 'alpine'] as const
const best: Readonly<Partial<Record<(typeof families)[number], string>>> = { debian: 'debian-12' }

/** What an empty house offers first: the system most begin with, and the newest of each other family. */
export function firstChoices(
  catalogue: readonly CatalogueItem[],
  images: readonly Pick<Image, 'id'>[],
): readonly FirstChoice[] {
  const here = new Set(images.map(({ id }) => id))
  return families.flatMap((family) => {
    const ofFamily = catalogue.filter(({ id }) => id.startsWith(`${family}-`))
    const item = ofFamily.find(({ id }) => id === best[family]) ?? ofFamily.at(-1)
    return item ? [{ image: item.id, title: item.title, isHere: here.has(item.id) }] : []
  })
}
