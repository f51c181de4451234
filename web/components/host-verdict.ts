import type { Doctor, Host } from '../api/answers.ts'
import type { Verdict } from './verdict.ts'

/** How the machine is, apart from its VMs. */
export function hostVerdict({ libvirt }: Pick<Host, 'libvirt'>, doctor: Doctor): Verdict {
  if (libvirt.state === 'disconnected')
    return {
      tone: 'broken',
      lead: { key: 'overview.verdict.noLibvirt' },
      rest: [{ key: 'overview.verdict.noLibvirtMeans' }],
    }
  const count = (wanted: Doctor['verdict']) => doctor.checks.filter(({ state }) => state === wanted).length
  if (count('fail') > 0)
    return {
      tone: 'broken',
      lead: { key: 'overview.verdict.fail', values: { count: count('fail') } },
      rest: [{ key: 'host.verdict.below' }],
    }
  if (count('warn') > 0)
    return {
      tone: 'look',
      lead: { key: 'overview.verdict.warn', values: { count: count('warn') } },
      rest: [{ key: 'host.verdict.below' }],
    }
  return { tone: 'ok', lead: { key: 'host.verdict.ok' }, rest: [] }
}
