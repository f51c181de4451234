import { driveId } from './drive.ts'
import { causesOfOne } from './pool-causes.ts'
import {
  devicesOf,
  finding,
  foundDevice,
  type PoolDoctorFacts,
  type PoolFinding,
  type PoolRule,
  type Severity,
} from './pool-doctor-facts.ts'
import { groupOf, sayMember, type Member } from './pool-members.ts'
import { failuresLeft } from './pool-redundancy.ts'
import type { PoolRemedy } from './pool-remedy.ts'
import { roomFor, substituteFor, waitingSpares } from './pool-substitute.ts'
import { flattenVdevs } from './pool.ts'
import { formatBytes } from './size.ts'

// Rules about single devices that do not work: every one is looked at, whatever the pool says of itself.

/** How a device that does not work is called, by its state or, before that, by what ZFS adds to it. */
const states: Readonly<Record<string, string>> = {
  removed: 'was pulled out or went away',
  unavail: 'cannot be opened',
  faulted: 'has failed',
  degraded: 'has had too many errors and is only still used because it is needed',
  offline: 'is offline, because somebody took it so',
}
const auxes: Readonly<Record<string, string>> = {
  CORRUPT_DATA: 'no longer holds what ZFS wrote to it: another drive, or one that was overwritten',
  BAD_LABEL: 'no longer holds the label of this pool',
  TOO_SMALL: 'is smaller than it was',
  ERR_EXCEEDED: 'had too many errors, and ZFS stopped using it',
  EXTERNAL: 'was set to failed, by the event daemon (zed) or by hand',
  IO_FAILURE: 'failed when it was read or written',
}

export const deviceRules: readonly PoolRule[] = [
  { id: 'device-down', find: findDown },
  { id: 'device-degraded', find: findDegraded },
  { id: 'replacing-done', find: findReplaced },
  { id: 'spare-in-use', find: findSpares },
]

function findDown(facts: PoolDoctorFacts): readonly PoolFinding[] {
  return devicesOf(facts)
    .filter(({ leaf, above }) => isDown(leaf.state) && !isStoodInFor(above))
    .map((member) => {
      const { leaf } = member
      const why =
        (leaf.aux === undefined ? undefined : auxes[leaf.aux]) ?? states[leaf.state] ?? 'does not work'
      const vital = leaf.class !== 'l2cache' && leaf.class !== 'spare'
      return finding(
        'device-down',
        severityOf(member),
        `${sayMember(member)} ${why}.${vital ? sayLeft(member) : ''}`,
        {
          devices: [foundDevice(member)],
          remedies: remediesFor(member, facts),
          beware:
            vital && leftIn(member) === 0
              ? [
                  'Do not pull, restart or scrub anything until the data is whole again: the next failure loses the pool.',
                ]
              : [],
          causes: leaf.state === 'offline' ? [] : causesOfDown(member, facts),
        },
      )
    })
}

/** In a replacement or behind a spare, the failed one is no news: what stands in is told. */
function isStoodInFor(above: Member['above']): boolean {
  return above.some((group) => group.kind === 'replacing' || group.kind === 'sparing')
}

function isDown(state: string): boolean {
  return ['removed', 'unavail', 'faulted', 'offline'].includes(state)
}

function leftIn(member: Member): number {
  const group = groupOf(member)
  return group === undefined ? 0 : failuresLeft(group)
}

function severityOf(member: Member): Severity {
  switch (member.leaf.class) {
    case 'l2cache':
    case 'spare':
      return 'warn'
    case 'log':
    case 'normal':
    case 'special':
    case 'dedup':
      // Offline is meant, so it is no alarm as long as something more may fail.
      return member.leaf.state === 'offline' && leftIn(member) > 0 ? 'warn' : 'fail'
  }
}

function sayLeft(member: Member): string {
  const group = groupOf(member)
  if (group === undefined)
    return member.leaf.class === 'log'
      ? ' Synchronous writes go to the data vdevs meanwhile.'
      : ' Nothing else holds what was on it.'
  const left = failuresLeft(group)
  return left === 0 ? ` ${group.name} survives no further failure.` : ` ${group.name} survives ${left} more.`
}

function remediesFor(member: Member, facts: PoolDoctorFacts): readonly PoolRemedy[] {
  const { leaf } = member
  const pool = facts.pool.name
  const device = foundDevice(member).device
  if (leaf.class === 'l2cache' || leaf.class === 'spare') return [{ kind: 'remove', pool, device }]
  if (leaf.state === 'offline') return [{ kind: 'online', pool, device }]
  const back: readonly PoolRemedy[] =
    leaf.state === 'removed' ||
    (leaf.state === 'unavail' && leaf.aux !== 'CORRUPT_DATA' && leaf.aux !== 'BAD_LABEL')
      ? isSeen(member, facts)
        ? [{ kind: 'online', pool, device }]
        : [
            {
              kind: 'by-hand',
              text: `Look whether ${sayMember(member)} is plugged in, with its cable and power, and try another cable or slot.`,
            },
            { kind: 'online', pool, device },
          ]
      : []
  const checkpoint: readonly PoolRemedy[] =
    facts.pool.checkpoint.state === 'exists' ? [{ kind: 'discard-checkpoint', pool }] : []
  return [...back, ...checkpoint, ...replaceWith(member, facts)]
}

/** The replacement: by a drive that is there, or by one to be bought, with its size. */
export function replaceWith(member: Member, facts: PoolDoctorFacts): readonly PoolRemedy[] {
  const pool = facts.pool.name
  const device = foundDevice(member).device
  const members = devicesOf(facts)
  const serial = foundDevice(member).serial
  // The very drive may be back under another name; it does not replace itself.
  const others = facts.drives.filter((drive) => serial === undefined || drive.serial !== serial)
  const substitute = waitingSpares(members)[0] ?? substituteFor(member, members, others)
  if (substitute !== undefined) return [{ kind: 'replace', pool, device, with: driveId(substitute) }]
  const needed = roomFor(member, members)
  return [
    {
      kind: 'by-hand',
      text: `Plug in a new drive${needed === undefined ? ' at least as large as the old one' : ` of at least ${formatBytes(needed)} (${needed} bytes)`}, best without SMR.`,
    },
    { kind: 'replace', pool, device },
  ]
}

/** Whether the host sees the very drive again: by the path it had, or by its serial. */
function isSeen(member: Member, facts: PoolDoctorFacts): boolean {
  if (member.drive !== undefined) return true
  const serial = foundDevice(member).serial
  return serial !== undefined && facts.drives.some((drive) => drive.serial === serial)
}

function causesOfDown(member: Member, facts: PoolDoctorFacts): readonly string[] {
  const { leaf } = member
  if (leaf.aux === 'CORRUPT_DATA' || leaf.aux === 'BAD_LABEL' || leaf.aux === 'TOO_SMALL')
    return ['Another drive is in its place, or something wrote over it.']
  if (leaf.state === 'removed' || leaf.state === 'unavail')
    return isSeen(member, facts)
      ? ['A loose cable or plug: the host sees the drive again.']
      : ['Its cable, power or slot, or the drive is dead: the host does not see it at all.']
  return causesOfOne(member, facts)
}

function findDegraded(facts: PoolDoctorFacts): readonly PoolFinding[] {
  return devicesOf(facts)
    .filter(({ leaf }) => leaf.state === 'degraded')
    .map((member) =>
      finding('device-degraded', 'fail', `${sayMember(member)} ${states['degraded'] ?? ''}.`, {
        devices: [foundDevice(member)],
        remedies: replaceWith(member, facts),
        causes: causesOfOne(member, facts),
      }),
    )
}

/** A replacement whose data is all there, but whose old device was not let go. */
function findReplaced(facts: PoolDoctorFacts): readonly PoolFinding[] {
  if (facts.pool.scan.state === 'running' && facts.pool.scan.what === 'resilver') return []
  return devicesOf(facts).flatMap((member) => {
    const group = member.above.at(-1)
    if (group?.kind !== 'replacing' || group.children[0] !== member.leaf) return []
    const fresh = devicesOf(facts).find((other) => other.above.at(-1) === group && other.leaf !== member.leaf)
    if (fresh === undefined || fresh.leaf.state !== 'online') return []
    const waits = fresh.leaf.scanning !== undefined
    return [
      finding(
        'replacing-done',
        'warn',
        waits
          ? `${sayMember(fresh)} waits for the data of ${sayMember(member)}, and nothing is copied.`
          : `All data is on ${sayMember(fresh)}, but ${sayMember(member)}, which it replaces, is still attached.`,
        {
          devices: [foundDevice(member), foundDevice(fresh)],
          remedies: waits
            ? [{ kind: 'scrub', pool: facts.pool.name }]
            : [{ kind: 'detach', pool: facts.pool.name, device: foundDevice(member).device }],
          causes: ['Errors that were found while copying keep ZFS from letting the old drive go by itself.'],
        },
      ),
    ]
  })
}

function findSpares(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const groups = flattenVdevs(facts.pool.vdevs).filter((vdev) => vdev.kind === 'sparing')
  return groups.flatMap((group) => {
    if (!('children' in group)) return []
    const inside = devicesOf(facts).filter((member) => member.above.includes(group))
    const [old, spare] = [inside[0], inside.at(-1)]
    if (old === undefined || spare === undefined || old === spare) return []
    return [
      finding(
        'spare-in-use',
        old.leaf.state === 'online' ? 'warn' : 'fail',
        `The spare ${sayMember(spare)} stands in for ${sayMember(old)}, which ${states[old.leaf.state] ?? 'works again'}.`,
        {
          devices: [foundDevice(old), foundDevice(spare)],
          remedies:
            old.leaf.state === 'online'
              ? [{ kind: 'detach', pool: facts.pool.name, device: foundDevice(spare).device }]
              : replaceWith(old, facts),
          causes: old.leaf.state === 'online' || old.leaf.state === 'offline' ? [] : causesOfDown(old, facts),
        },
      ),
    ]
  })
}
