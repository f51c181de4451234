import { withWish } from '../../domain/scoped.ts'
import type { Target } from '../../domain/target.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'
import { copyNow, setCopies } from '../copies/copies.ts'
import { createTarget, removeTarget } from '../copies/targets.ts'
import type { AppDeps } from '../deps.ts'
import { inTank, takenIn } from './done.ts'
import type { Keepers } from './fresh-keepers.ts'

const usb: Target = { name: 'usb', id: '0badcafe', pool: 'fast', dataset: 'fast/kiste-copies/box' }

/** One of each kind of job about copies. */
export const copyExamples = [
  {
    kind: 'target.create',
    insideSteps: false,
    change: (deps: AppDeps) => createTarget(deps, { name: 'usb', pool: 'fast' }),
  },
  {
    kind: 'target.remove',
    insideSteps: false,
    prepare: withTarget,
    change: (deps: AppDeps) => removeTarget(deps, 'usb'),
  },
  {
    kind: 'copies.set',
    insideSteps: false,
    prepare: withTarget,
    change: (deps: AppDeps) => setCopies(deps, { of: 'vm', vm: 'web' }, { to: ['usb'] }),
  },
  {
    kind: 'copies.set',
    example: 'of the host, taken back',
    insideSteps: false,
    async prepare(_host: FakeHost, keepers: Keepers) {
      await withTarget(_host, keepers)
      keepers.copies.changeWished((now) => withWish(now, { of: 'host' }, ['usb']))
    },
    change: (deps: AppDeps) => setCopies(deps, { of: 'host' }, {}),
  },
  {
    kind: 'copies.update',
    async prepare(host: FakeHost, keepers: Keepers) {
      await withTarget(host, keepers)
      await inTank(host)
      await takenIn(host, 'tank', 'new', 's1')
    },
    change: (deps: AppDeps) => copyNow(deps, { vm: 'new', to: 'usb' }),
  },
]

async function withTarget(_host: FakeHost, { copies }: Keepers): Promise<void> {
  copies.changeTargets(() => [usb])
}
