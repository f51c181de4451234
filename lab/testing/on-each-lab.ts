import { afterAll, beforeAll, describe, inject } from 'vitest'
import type { Flavour } from '../build/flavours.ts'
import { openLab, type Lab } from '../machine.ts'
import { takeProcessLock } from '../process-lock.ts'
import { cleanLab } from './clean-lab.ts'

/** Longer than any file takes: another one may have the machine. */
const turnLimitMs = 3_600_000

/**
 * Describes what holds in the lab; runs on each machine of this run, or on those of some flavours. A machine is one file's at a time, and
 * clean at the start: disks blank and in, no pools, no VMs.
 */
export function onEachLab(
  title: string,
  body: (lab: () => Lab, flavour: Flavour['name']) => void,
  { only }: { readonly only?: readonly Flavour['name'][] } = {},
): void {
  for (const { name, flavour } of inTurn(inject('labs'))) {
    if (only && !only.includes(flavour)) continue
    describe(`${title} (${flavour})`, () => {
      let lab: Lab | undefined
      const open = () => {
        if (!lab) throw new Error(`the machine ${name} is not there`)
        return lab
      }
      let giveBack = () => Promise.resolve()
      beforeAll(async () => {
        giveBack = await takeProcessLock(`tests on machine ${name}`)
        lab = await openLab(name)
        await cleanLab(lab)
      }, turnLimitMs)
      afterAll(async () => {
        await lab?.close()
        await giveBack()
      })
      body(open, flavour)
    })
  }
}

/** Files that run side by side begin on different machines. */
function inTurn<T>(labs: readonly T[]): readonly T[] {
  const first = Number(process.env['VITEST_POOL_ID'] ?? 0) % Math.max(1, labs.length)
  return [...labs.slice(first), ...labs.slice(0, first)]
}
