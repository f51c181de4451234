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

const mostOwn = 3

/** What an empty house offers first: the system most begin with, the newest of each other family, and what somebody brought along. */
export function firstChoices(
  catalogue: readonly CatalogueItem[],
  images: readonly Pick<Image, 'id' | 'title'>[],
): readonly FirstChoice[] {
  const here = new Set(images.map(({ id }) => id))
  const known = families.flatMap((family) => {
    const ofFamily = catalogue.filter(({ id }) => id.startsWith(`${family}-`))
    const item = ofFamily.find(({ id }) => id === best[family]) ?? ofFamily.at(-1)
    return item ? [{ image: item.id, title: item.title, isHere: here.has(item.id) }] : []
  })
  const own = images
    .filter(({ id }) => !catalogue.some((item) => item.id === id))
    .slice(0, mostOwn)
    .map(({ id, title }) => ({ image: id, title, isHere: true }))
  return [...known, ...own]
}
