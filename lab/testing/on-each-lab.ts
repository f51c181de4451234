import { afterAll, beforeAll, describe, inject } from 'vitest'
import type { Flavour } from '../build/flavours.ts'
import { openLab, type Lab } from '../machine.ts'
import { cleanLab } from './clean-lab.ts'

/**
 * Describes what holds in the lab; runs on each machine of this run, or on those of some flavours. The machine is clean at the start:
 * disks blank and in, no pools, no VMs.
 */
export function onEachLab(
  title: string,
  body: (lab: () => Lab, flavour: Flavour['name']) => void,
  { only }: { readonly only?: readonly Flavour['name'][] } = {},
): void {
  for (const { name, flavour } of inject('labs')) {
    if (only && !only.includes(flavour)) continue
    describe(`${title} (${flavour})`, () => {
      let lab: Lab
      beforeAll(async () => {
        lab = await openLab(name)
        await cleanLab(lab)
      })
      afterAll(() => lab.close())
      body(() => lab, flavour)
    })
  }
}
