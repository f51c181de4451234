import { datasetRef } from '../../../domain/dataset.ts'
import { lastStep, parentName } from '../store/tree.ts'
import { copyMarks, type TargetDataset } from './copy-facts.ts'
import { isWhole, type Matched } from './match-copies.ts'
import type { CopyStep, NextOfOne } from './copy-plan.ts'
import type { Wanted } from './wanted.ts'

/**
 * Brings a copy to where it belongs, or clears that place and makes what is above it. `nothing` once it can be received there. Whatever is in
 * the way is moved, never destroyed; what is not Kiste's is left alone.
 */
export function planPlace(wanted: Wanted, matched: Matched): NextOfOne {
  const { root, target } = matched
  const place = `${root}/${wanted.as}`
  const copy = matched.copyOf(wanted)
  if (copy?.name === place) return { do: 'nothing' }
  const above = planAbove(parentName(place), matched)
  if (above.do !== 'nothing') return above
  const there = target.find(({ name }) => name === place)
  if (there) return clearing(there, matched)
  return copy ? { do: 'change', step: { do: 'rename', from: copy.name, to: place } } : { do: 'nothing' }
}

/** The dataset above is there and whole: a container of ours, or another copy. */
function planAbove(name: string, { root, target }: Matched): NextOfOne {
  const there = target.find((one) => one.name === name)
  if (there) return isContainer(root, name) || isWhole(there) ? { do: 'nothing' } : { do: 'wait' }
  return isContainer(root, name) ? { do: 'change', step: making(name, { root, target }) } : { do: 'wait' }
}

/** Makes a container, the one above it first. */
function making(name: string, { root, target }: Pick<Matched, 'root' | 'target'>): CopyStep {
  const missing = [parentName(name), name].find(
    (step) => step.startsWith(root) && !target.some((one) => one.name === step),
  )
  return { do: 'create', dataset: missing ?? name, properties: { canmount: 'off' } }
}

/** Moves a dataset into one of the containers, which is made before. */
export function movingInto(
  part: '.tmp' | '.aside' | '.gone',
  name: string,
  from: TargetDataset,
  { root, target }: Pick<Matched, 'root' | 'target'>,
): CopyStep {
  const container = `${root}/${part}`
  if (!target.some((one) => one.name === container)) return making(container, { root, target })
  return { do: 'rename', from: from.name, to: `${container}/${name}` }
}

/** The root, and what begins with a dot there, with what is right below `.branches`. */
function isContainer(root: string, name: string): boolean {
  if (name === root) return true
  const [first = '', second, ...rest] = name.slice(root.length + 1).split('/')
  if (!first.startsWith('.') || rest.length > 0) return false
  return second === undefined || first === '.branches'
}

/** Out of the way: to come back if it is wanted elsewhere, or for good if its original is copied no more. */
function clearing(there: TargetDataset, matched: Matched): NextOfOne {
  if (there.own[copyMarks.of] === undefined)
    return {
      do: 'stuck',
      problem: {
        code: 'foreign_object',
        object: datasetRef(there.name),
        message: `The dataset ${there.name} is in the way, and no copy of Kiste's.`,
        hint: `See what it is: zfs list -t all -r ${there.name}; rename it, and copies go on.`,
      },
    }
  const step =
    matched.originalOf(there) === undefined
      ? movingInto('.gone', `${lastStep(there.name)}-${there.guid}`, there, matched)
      : movingInto('.tmp', there.guid, there, matched)
  return { do: 'change', step }
}
