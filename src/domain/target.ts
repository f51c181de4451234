import { checkName } from './name.ts'
import type { CopyPlace } from './copy.ts'
import type { ObjectRef, Problem } from './problem.ts'

/** Where copies go: a dataset of a pool of this host. */
export interface Target {
  readonly name: string
  /** For good, and in names of bookmarks: eight hexadecimal digits. */
  readonly id: string
  readonly pool: string
  /** Below it each store has a place of its own: `backup/kiste-copies/box`. */
  readonly dataset: string
}

export function targetRef(name: string): ObjectRef {
  return { type: 'target', name }
}

export function placeAt({ id, dataset }: Pick<Target, 'id' | 'dataset'>, store: string): CopyPlace {
  return { store, targetId: id, dataset: `${dataset}/${store}` }
}

/** The dataset of a host's copies in a pool. Hosts that copy to the same pool, as to a disk that goes from one to the other, have one each. */
export function datasetOfCopies(pool: string, hostname: string): string {
  const host = hostname.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return `${pool}/kiste-copies/${host === '' ? 'host' : host}`
}

/** The target of this name, or the problem that there is none. */
export function findTarget(targets: readonly Target[], name: string): Target | Problem {
  return (
    targets.find((target) => target.name === name) ?? {
      code: 'not_found',
      field: 'target',
      object: targetRef(name),
      message: `There is no target ${JSON.stringify(name)}.`,
      hint:
        targets.length === 0
          ? 'There is none at all; make one with: kiste target create NAME --pool POOL'
          : `There ${targets.length === 1 ? 'is' : 'are'}: ${targets.map((target) => target.name).join(', ')}.`,
    }
  )
}

/** Problems of the name of a new target. */
export function checkNewTarget(name: string, targets: readonly Target[]): Problem[] {
  const checked = checkName(name, 'a target')
  if (!checked.ok) return [...checked.problems]
  if (name === 'none')
    return [
      {
        code: 'invalid_input',
        field: 'name',
        message: 'A target cannot be called none: that word says that nothing is copied.',
        hint: 'Choose another name.',
      },
    ]
  if (!targets.some((target) => target.name === name)) return []
  return [
    {
      code: 'already_exists',
      field: 'name',
      object: targetRef(name),
      message: `There is a target ${name} already.`,
      hint: 'Choose another name, or look at it: kiste target list',
    },
  ]
}
