import type { Picture } from '../../domain/picture.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { shrinkPicture } from '../../domain/shrink-picture.ts'
import { whyNot } from '../../domain/vm-rules.ts'
import type { VmFacts } from '../../domain/vm.ts'
import type { Host } from '../../host/host.ts'
import { findVm, vmNamed } from '../find-vm.ts'
import { atMost } from '../../host/at-most.ts'
import { keepBriefly } from './keep-briefly.ts'
import type { Screenshots } from './screenshots.ts'
import { shareWhileUnderWay } from './share-while-under-way.ts'
import { writePng } from './write-png.ts'

/** One picture is three bytes a pixel while it is worked with, so there are not many at a time. */
const takenAtOnce = 4
const keptMs = 3_000
const keptBytes = 16 * 2 ** 20

/**
 * Pictures of screens: one of a VM at a time, which all have who ask for it meanwhile, and for some seconds after. So a list of VMs that
 * many look at costs each guest no more than one that is looked at by one.
 */
export function createScreenshots({ vms }: Pick<Host, 'vms'>, nowMs: () => number): Screenshots {
  const inTurn = atMost(takenAtOnce)
  const pictures = shareWhileUnderWay<Picture>()
  const made = shareWhileUnderWay<Uint8Array>()
  const kept = keepBriefly({ keptMs, keptBytes, nowMs })

  const look = (vm: VmFacts) => pictures(vm.uuid, () => inTurn(() => vms.screenshot(vm.uuid)))

  return {
    async take(nameOrUuid, seen, { widthPx }) {
      const vm = vmNamed(seen, nameOrUuid) ?? (await findVm(vms, nameOrUuid))
      throwIfProblems(whyNot('console', vm))
      const key = `${vm.uuid} ${widthPx ?? 'whole'}`
      return (
        kept.get(key) ??
        made(key, async () => {
          const picture = await look(vm)
          const png = await writePng(widthPx === undefined ? picture : shrinkPicture(picture, widthPx))
          kept.put(key, png)
          return png
        })
      )
    },
  }
}
