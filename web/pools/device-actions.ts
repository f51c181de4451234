import type { PoolVerb } from '../../src/domain/pool-rules.ts'
import type { Message, MessageKey } from '../messages/message.ts'
import { whyNotVerb, type ActedOn } from './pool-actions.ts'
import type { PoolVdev } from '../api/answers.ts'

/** What can be done to one device of a pool, in the order of its menu. */
export const deviceActions = ['replace', 'online', 'offline', 'attach', 'detach', 'remove'] as const
export type DeviceAction = (typeof deviceActions)[number]

interface DeviceActionRule {
  readonly verb: PoolVerb
  readonly label: MessageKey
  readonly question: MessageKey
  readonly means?: MessageKey
}

export const deviceActionRules: Readonly<Record<DeviceAction, DeviceActionRule>> = {
  replace: {
    verb: 'replace',
    label: 'device.do.replace',
    question: 'device.do.replace.question',
    means: 'device.do.replace.means',
  },
  online: { verb: 'online', label: 'device.do.online', question: 'device.do.online.question' },
  offline: {
    verb: 'offline',
    label: 'device.do.offline',
    question: 'device.do.offline.question',
    means: 'device.do.offline.means',
  },
  attach: {
    verb: 'attach',
    label: 'device.do.attach',
    question: 'device.do.attach.question',
    means: 'device.do.attach.means',
  },
  detach: {
    verb: 'detach',
    label: 'device.do.detach',
    question: 'device.do.detach.question',
    means: 'device.do.detach.means',
  },
  remove: {
    verb: 'remove',
    label: 'device.do.remove',
    question: 'device.do.remove.question',
    means: 'device.do.remove.means',
  },
}

/** Why something cannot be done to a device now; what only the plan can tell, such as sizes, is left to it. */
export function whyNotDevice(action: DeviceAction, device: PoolVdev, pool: ActedOn): Message | undefined {
  const above = pool.vdevs.find(({ guid }) => guid === device.in)
  const because = senseless[action](device, above)
  return because === undefined ? whyNotVerb(verbFor(action, device), pool) : { key: because }
}

function verbFor(action: DeviceAction, device: PoolVdev): PoolVerb {
  return action === 'remove' && !holdsNothing(device) ? 'evacuate' : deviceActionRules[action].verb
}

/** Caches and spares hold nothing that is not elsewhere. */
function holdsNothing({ class: use }: PoolVdev): boolean {
  return use === 'l2cache' || use === 'spare' || use === 'log'
}

type Sense = (device: PoolVdev, above: PoolVdev | undefined) => MessageKey | undefined

const senseless: Readonly<Record<DeviceAction, Sense>> = {
  replace: ({ class: use }, above) =>
    use === 'l2cache' || use === 'spare'
      ? 'device.whyNot.holdsNothing'
      : above?.kind === 'replacing'
        ? 'device.whyNot.replacing'
        : undefined,
  online: ({ state }) =>
    state === 'online' || state === 'avail' || state === 'inuse' ? 'device.whyNot.online' : undefined,
  offline: ({ state, class: use }) =>
    use === 'spare'
      ? 'device.whyNot.holdsNothing'
      : state === 'online' || state === 'degraded'
        ? undefined
        : 'device.whyNot.offline',
  attach: ({ class: use }, above) =>
    use === 'l2cache' || use === 'spare'
      ? 'device.whyNot.holdsNothing'
      : above === undefined || above.kind === 'mirror'
        ? undefined
        : 'device.whyNot.noMirror',
  detach: (_, above) =>
    above !== undefined && ['mirror', 'replacing', 'sparing'].includes(above.kind)
      ? undefined
      : 'device.whyNot.noMirror',
  remove: (_, above) => (above === undefined ? undefined : 'device.whyNot.inGroup'),
}
