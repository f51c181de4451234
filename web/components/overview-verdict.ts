import { spaceLevel } from '../../src/domain/store-space.ts'
import type { Message } from '../messages/message.ts'
import type { Verdict } from './verdict.ts'
import { countVms, needHelp, vmsThatNeedHelp } from './vms-verdict.ts'
import type { Doctor, Inventory } from '../api/answers.ts'

/** What the doctor said of the host; or why nothing: he could not be asked, or is not for whoever looks. */
export type Looked = Doctor | 'unreadable' | 'not-theirs'

/**
 * How everything is: the worst comes first, and what is not lost is said with it. That all is well is not said before the doctor has
 * answered.
 */
export function overviewVerdict(inventory: Inventory, looked: Looked | undefined): Verdict {
  const doctor = typeof looked === 'object' ? looked : undefined
  const { host, vms } = inventory
  const { running, off } = countVms(vms)
  const counts: Message =
    vms.length === 0 ? { key: 'overview.noVms' } : { key: 'vms.verdict.counts', values: { running, off } }
  if (host.libvirt.state === 'disconnected')
    return {
      tone: 'broken',
      lead: { key: 'overview.verdict.noLibvirt' },
      rest: [{ key: 'overview.verdict.noLibvirtMeans' }],
    }
  const help = vmsThatNeedHelp(vms)
  if (help.length > 0) return { tone: 'broken', lead: needHelp(help), rest: [counts] }
  const broken = doctor?.checks.filter(({ state }) => state === 'fail').length ?? 0
  if (broken > 0)
    return {
      tone: 'broken',
      lead: { key: 'overview.verdict.fail', values: { count: broken } },
      rest: [counts],
    }
  const full = host.stores.find((store) => store.lockedBy === undefined && spaceLevel(store) !== 'ok')
  if (full)
    return {
      tone: 'look',
      lead: { key: 'overview.verdict.filling', values: { store: full.name } },
      rest: [counts],
    }
  const warned = doctor?.checks.filter(({ state }) => state === 'warn').length ?? 0
  if (warned > 0)
    return { tone: 'look', lead: { key: 'overview.verdict.warn', values: { count: warned } }, rest: [counts] }
  if (looked === undefined) return { tone: 'busy', lead: { key: 'overview.verdict.looking' }, rest: [counts] }
  if (looked === 'unreadable')
    return { tone: 'look', lead: { key: 'overview.verdict.unread' }, rest: [counts] }
  return { tone: 'ok', lead: { key: 'overview.verdict.ok' }, rest: [counts] }
}
