import type { Problem } from './problem.ts'

/** What somebody may do, from little to all; each includes those before it. */
export const levels = ['view', 'operate', 'admin'] as const
export type Level = (typeof levels)[number]

/** What it holds for: the whole house, or these VMs and nothing else. UUIDs, as a name may pass to another VM. */
export type Reach = { readonly of: 'house' } | { readonly of: 'vms'; readonly uuids: readonly string[] }

export interface Rights {
  readonly level: Level
  readonly reach: Reach
}

/** A user's part in the house. An operator works with VMs that are named, and sees no others. */
export const roles = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

export const fullRights: Rights = { level: 'admin', reach: { of: 'house' } }

/** The rights that come with a role; `vms` are the UUIDs of an operator's VMs. */
export function rightsOf(role: Role, vms: readonly string[]): Rights {
  switch (role) {
    case 'admin':
      return fullRights
    case 'viewer':
      return { level: 'view', reach: { of: 'house' } }
    case 'operator':
      return { level: 'operate', reach: { of: 'vms', uuids: vms } }
  }
}

/** What both allow: a token never gives more than its user has. */
export function narrowed(one: Rights, other: Rights): Rights {
  return {
    level: levels[Math.min(levels.indexOf(one.level), levels.indexOf(other.level))] ?? 'view',
    reach: common(one.reach, other.reach),
  }
}

function common(one: Reach, other: Reach): Reach {
  if (one.of === 'house') return other
  if (other.of === 'house') return one
  return { of: 'vms', uuids: one.uuids.filter((uuid) => other.uuids.includes(uuid)) }
}

/** Whether a VM is there at all for somebody. */
export function sees({ reach }: Rights, uuid: string): boolean {
  return reach.of === 'house' || reach.uuids.includes(uuid)
}

/** Whether somebody sees pools, images and what else is no VM. */
export function seesHouse({ reach }: Rights): boolean {
  return reach.of === 'house'
}

export function reaches(rights: Rights, level: Level): boolean {
  return levels.indexOf(rights.level) >= levels.indexOf(level)
}

const takes: Readonly<Record<Level, string>> = {
  view: 'It takes somebody who may see the whole house.',
  operate: 'It takes an operator of the VM, or an administrator.',
  admin: 'It takes an administrator.',
}

/** What is said to somebody who may not do what `summary` names. */
export function notAllowed(who: string, summary: string, level: Level): Problem {
  return {
    code: 'forbidden',
    message: `${who} may not do this: ${summary}.`,
    hint: takes[level],
  }
}
