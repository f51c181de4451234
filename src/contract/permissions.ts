import type { Level } from '../domain/rights.ts'

/**
 * What a right must hold for.
 * `house`: all of it. `vm`: the VM that the path names, which does not exist for whoever may not see it. `vms`: those that the body
 * names. `job`: the job that the path names, which is as visible as the VM it is about. `seen`: nothing in particular; the answer
 * holds only what the caller may see.
 */
export type About = 'house' | 'vm' | 'vms' | 'job' | 'seen'

/** What a caller needs. */
export type Need =
  /** Nothing: also somebody who is not signed in. */
  | { readonly for: 'everybody' }
  /** An account of one's own, which it is about. */
  | { readonly for: 'oneself' }
  | { readonly for: 'rights'; readonly level: Level; readonly about: About }

/** Every permission that a route can declare, and what it takes: the only copy. */
export const permissions = {
  open: { for: 'everybody' },
  self: { for: 'oneself' },
  'house:view': { for: 'rights', level: 'view', about: 'house' },
  'house:operate': { for: 'rights', level: 'operate', about: 'house' },
  'house:admin': { for: 'rights', level: 'admin', about: 'house' },
  'vm:view': { for: 'rights', level: 'view', about: 'vm' },
  'vm:operate': { for: 'rights', level: 'operate', about: 'vm' },
  'vm:admin': { for: 'rights', level: 'admin', about: 'vm' },
  'vms:operate': { for: 'rights', level: 'operate', about: 'vms' },
  'job:view': { for: 'rights', level: 'view', about: 'job' },
  'job:operate': { for: 'rights', level: 'operate', about: 'job' },
  'seen:view': { for: 'rights', level: 'view', about: 'seen' },
} as const satisfies Record<string, Need>

export type Permission = keyof typeof permissions
