import type { Noun } from './command.ts'

/** A noun before its module is loaded: enough for help, suggestions and completion. */
export interface NounEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Noun>
}

/** All nouns in the order of the help. Each is loaded only when it is asked for: `kiste vm list` must be quick. */
export const nouns: readonly NounEntry[] = [
  {
    name: 'vm',
    summary: 'Make, run and look at VMs',
    load: async () => (await import('./commands/vm.ts')).vm,
  },
  {
    name: 'disk',
    summary: 'Disks of VMs: add, grow, remove',
    load: async () => (await import('./commands/disk.ts')).disk,
  },
  {
    name: 'snapshot',
    summary: 'Points in time of VMs, and going back to them',
    load: async () => (await import('./commands/snapshot.ts')).snapshot,
  },
  {
    name: 'branch',
    summary: 'The lines of a VM that came of going back',
    load: async () => (await import('./commands/branch.ts')).branch,
  },
  {
    name: 'policy',
    summary: 'When VMs are snapshotted by themselves, and what stays',
    load: async () => (await import('./commands/policy.ts')).policy,
  },
  {
    name: 'target',
    summary: 'Where VMs are copied to',
    load: async () => (await import('./commands/target.ts')).target,
  },
  {
    name: 'copy',
    summary: 'Copies of VMs elsewhere, by themselves or now',
    load: async () => (await import('./commands/copy.ts')).copy,
  },
  {
    name: 'try',
    summary: 'Try something out on a VM, then keep or discard it',
    load: async () => (await import('./commands/try.ts')).tryNoun,
  },
  {
    name: 'bin',
    summary: 'Deleted VMs: bring them back, or remove them for good',
    load: async () => (await import('./commands/bin.ts')).bin,
  },
  {
    name: 'image',
    summary: 'What VMs are made from',
    load: async () => (await import('./commands/image.ts')).image,
  },
  {
    name: 'network',
    summary: 'What VMs are plugged into',
    load: async () => (await import('./commands/network.ts')).network,
  },
  {
    name: 'store',
    summary: 'Where VMs live',
    load: async () => (await import('./commands/store.ts')).store,
  },
  {
    name: 'pool',
    summary: 'ZFS pools: make them, look after them, mend them',
    load: async () => (await import('./commands/pool.ts')).pool,
  },
  {
    name: 'drive',
    summary: 'The drives of this host',
    load: async () => (await import('./commands/drive.ts')).drive,
  },
  {
    name: 'adopt',
    summary: 'Take in the VMs of a pool, with all they have',
    load: async () => (await import('./commands/adopt.ts')).adopt,
  },
  {
    name: 'job',
    summary: 'Changes under way and those that ended',
    load: async () => (await import('./commands/job.ts')).job,
  },
  {
    name: 'setup',
    summary: 'The link with which the page is opened for the first time',
    load: async () => (await import('./commands/setup.ts')).setup,
  },
  {
    name: 'user',
    summary: 'Who may come in over the net, and what they may do',
    load: async () => (await import('./commands/user.ts')).userNoun,
  },
  {
    name: 'certificate',
    summary: 'The certificate of the page',
    load: async () => (await import('./commands/certificate.ts')).certificate,
  },
  {
    name: 'token',
    summary: 'What programs come in with',
    load: async () => (await import('./commands/token.ts')).token,
  },
  {
    name: 'session',
    summary: 'The browsers that are signed in',
    load: async () => (await import('./commands/session.ts')).session,
  },
  {
    name: 'audit',
    summary: 'Who changed what',
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  {
    name: 'host',
    summary: 'The machine that runs the VMs',
    load: async () => (await import('./commands/host.ts')).host,
  },
  {
    name: 'doctor',
    summary: 'Say what is fine on this host and what is not',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'inventory',
    summary: 'Everything there is, as one JSON document',
    load: async () => (await import('./commands/inventory.ts')).inventory,
  },
  {
    name: 'events',
    summary: 'Changes as they happen, a line of JSON each',
    load: async () => (await import('./commands/events.ts')).events,
  },
  {
    name: 'completion',
    summary: 'Complete commands and names in the shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
  {
    name: 'help',
    summary: 'Help on a command, or on exit codes',
    load: async () => (await import('./commands/help.ts')).help,
  },
  {
    name: 'version',
    summary: 'The versions of this command and of the daemon',
    load: async () => (await import('./commands/version.ts')).version,
  },
]
