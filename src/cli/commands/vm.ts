import { metricRanges } from '../../domain/metric-window.ts'
import { verb, type Noun } from '../command.ts'
import { choice, flag, many, one, value } from '../options.ts'
import { readNumber } from '../readers.ts'
import { guestVerbs } from './vm-guest.ts'
import { changingVerbs, createVerb } from './vm-make.ts'

const stopOptions = {
  timeout: value('--timeout <seconds>', 'How long the guest may take to shut down (default 120)', readNumber),
  forceAfter: flag('--force-after', 'Pull the plug if the guest has not shut down in time'),
  force: flag('--force', 'Pull the plug at once; the guest can lose what it has not written'),
} as const

const vms = many('name', 'VMs, by name or UUID', 'vm')

/** `kiste vm`: what looks at VMs and runs them. Making is in `vm-make.ts`, reaching into the guest in `vm-guest.ts`. */
export const vm: Noun = {
  name: 'vm',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'All VMs of this host, also those that Kiste did not make (marked foreign)',
      examples: ['kiste vm list', "kiste vm list --json | jq -r '.[].name'"],
      run: async (ctx) => (await import('../verbs/list-vms.ts')).listVms(ctx),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'One VM: how it is, its figures, and what to do next',
      args: { name: one('name', 'The VM, by name or UUID', 'vm') },
      examples: ['kiste vm show web'],
      run: async (ctx, { name }) => (await import('../verbs/show-vm.ts')).showVm(ctx, name),
    }),
    verb({
      name: 'stats',
      kind: 'query',
      summary: 'What a VM did: CPU, memory, disks, network',
      args: { name: one('name', 'The VM, by name or UUID', 'vm') },
      options: { range: choice('--range <range>', 'How far back (default hour)', metricRanges) },
      examples: ['kiste vm stats web', 'kiste vm stats web --range day'],
      run: async (ctx, { name, range }) => (await import('../verbs/stats.ts')).showVmStats(ctx, name, range),
    }),
    createVerb,
    verb({
      name: 'start',
      kind: 'change',
      summary: 'Start VMs',
      details:
        'A VM for which there is no memory beside those that run is refused, with the numbers. Memory that ZFS keeps as its cache counts as ' +
        'free down to its minimum, if it is given back first. A VM in an encrypted pool whose key is not loaded is refused, or waits for it.',
      args: { names: vms },
      options: {
        shrinkArc: flag('--shrink-arc', "Limit ZFS's cache, if the VM fits then (kiste pool arc)"),
        overcommit: flag('--overcommit', 'Start it even if its memory is not there'),
        whenUnlocked: flag('--when-unlocked', 'If its key is not loaded, start it by itself once it is'),
      },
      examples: [
        'kiste vm start web',
        'kiste vm start web db',
        'kiste vm start web --shrink-arc',
        'kiste vm start web --when-unlocked',
      ],
      run: async (ctx, { names, ...how }) => (await import('../verbs/run-vms.ts')).startVms(ctx, names, how),
    }),
    verb({
      name: 'stop',
      kind: 'change',
      summary: 'Shut VMs down',
      details:
        'The guest is asked to power off, and is waited for. Without --force or --force-after the plug is never pulled. A VM that is ' +
        'off and waits for a key is not started any more when that is loaded.',
      args: { names: vms },
      options: stopOptions,
      examples: [
        'kiste vm stop web',
        'kiste vm stop web --timeout 60 --force-after',
        'kiste vm stop web --force',
      ],
      run: async (ctx, { names, ...how }) =>
        (await import('../verbs/run-vms.ts')).stopVms(ctx, 'stopVm', names, how),
    }),
    verb({
      name: 'restart',
      kind: 'change',
      summary: 'Shut VMs down and start them again',
      details: 'What was changed with `kiste vm set` and waits for the next start counts from then on.',
      args: { names: vms },
      options: stopOptions,
      examples: ['kiste vm restart web', 'kiste vm restart web --timeout 60 --force-after'],
      run: async (ctx, { names, ...how }) =>
        (await import('../verbs/run-vms.ts')).stopVms(ctx, 'restartVm', names, how),
    }),
    verb({
      name: 'pause',
      kind: 'change',
      summary: 'Hold running VMs; they keep their memory',
      args: { names: vms },
      examples: ['kiste vm pause web'],
      run: async (ctx, { names }) => (await import('../verbs/run-vms.ts')).runVms(ctx, 'pauseVm', names),
    }),
    verb({
      name: 'resume',
      kind: 'change',
      summary: 'Let paused VMs go on',
      args: { names: vms },
      examples: ['kiste vm resume web'],
      run: async (ctx, { names }) => (await import('../verbs/run-vms.ts')).runVms(ctx, 'resumeVm', names),
    }),
    ...changingVerbs,
    ...guestVerbs,
  ],
}
