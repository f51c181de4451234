import { readForward } from '../../domain/read-forward.ts'
import { verb, type Verb } from '../command.ts'
import { choice, flag, many, not, one, onOff, value, valueOrNone, values, valuesOrNone } from '../options.ts'
import { readBytes, readMiB, readNumber, readText } from '../readers.ts'

const cpus = value('--cpus <number>', 'Virtual CPUs', readNumber)
const memory = value('--memory <size>', 'Memory, such as 2G or 512M', readMiB)
const publish = values(
  '--publish <forward>',
  'Lead a port of this host into the guest: [ADDRESS:]HOST:GUEST[/udp]',
  readForward,
)

export const createVerb: Verb = verb({
  name: 'create',
  kind: 'change',
  summary: 'Make a VM and start it',
  details:
    'What is left out gets a value that suits this host. Your public keys in ~/.ssh may log in, unless --ssh-key names others.',
  args: { name: one('name', 'Name of the new VM') },
  options: {
    image: value('--image <id>', 'What it is made from: kiste image list', readText, 'image'),
    pull: flag('--pull', 'If the image is not there, fetch it from the catalogue first'),
    store: value('--store <name>', 'Where its disks are made: kiste store list', readText, 'store'),
    cpus,
    memory,
    disk: value('--disk <size>', 'Size of its disk, such as 20G', readBytes),
    thick: flag(
      '--thick',
      "Set all of its disk's room aside at once, so that it never finds the store full; in a directory, this copies the image",
    ),
    user: value('--user <name>', 'Account that is made in the guest', readText),
    sshKeys: valuesOrNone(
      '--ssh-key <file-or-key>',
      'Public key that may log in',
      'Let no key log in',
      readText,
      'file',
    ),
    passwordStdin: flag(
      '--password-stdin',
      "Read the account's password, for the console, from standard input",
    ),
    packages: values('--package <name>', 'Package that is installed at the first boot', readText),
    userData: value(
      '--user-data <file>',
      'cloud-config merged over what Kiste writes; - for standard input',
      readText,
      'file',
    ),
    publish,
    network: value('--network <network>', "user, a libvirt network's name, or bridge:NAME", readText),
    firmware: choice('--firmware <kind>', 'uefi or bios', ['uefi', 'bios']),
    autostart: flag('--autostart', 'Start it with the host'),
    start: not('--no-start', 'Make it and leave it off'),
  },
  examples: [
    'kiste vm create web --image debian-12',
    'kiste vm create web --image debian-12 --cpus 2 --memory 2G --disk 20G --publish 2222:22',
    'kiste vm create db --image debian-12 --package postgresql --autostart',
    'kiste vm create web --image debian-13 --pull',
    'kiste vm create web --image debian-12 --dry-run',
  ],
  run: async (ctx, input) => (await import('../verbs/create-vm.ts')).createVm(ctx, input),
})

/** The verbs that copy, change and delete VMs. */
export const changingVerbs: readonly Verb[] = [
  verb({
    name: 'clone',
    kind: 'change',
    offers: 'snapshot',
    summary: 'Copy a VM; the copy gets an identity of its own',
    details:
      'The VM has to be off, unless it is copied as it was at a snapshot: then it may run, and stays as it is. While a copy shares what it has\n' +
      'in common with a snapshot, that cannot be removed.',
    args: { source: one('source', 'The VM to copy', 'vm'), name: one('name', 'Name of the copy') },
    options: {
      fromSnapshot: value(
        '--from-snapshot <snapshot>',
        'As it was at this snapshot: kiste snapshot list NAME',
        readText,
        'snapshot',
      ),
      full: flag(
        '--full',
        'Copy all of its disks, so that the copy stands alone; else they share what they have in common',
      ),
      publish,
      start: flag('--start', 'Start the copy'),
    },
    examples: [
      'kiste vm clone web web-test',
      'kiste vm clone web web-test --publish 2223:22 --start',
      'kiste vm clone web web-then --from-snapshot before-upgrade',
    ],
    run: async (ctx, input) => (await import('../verbs/edit-vm.ts')).cloneVm(ctx, input),
  }),
  verb({
    name: 'rename',
    kind: 'change',
    summary: 'Give a VM that is off another name',
    args: { vm: one('vm', 'The VM', 'vm'), name: one('new-name', 'Its new name') },
    examples: ['kiste vm rename web www'],
    run: async (ctx, input) => (await import('../verbs/edit-vm.ts')).renameVm(ctx, input),
  }),
  verb({
    name: 'move',
    kind: 'change',
    summary: 'Move a VM that is off to another store',
    details:
      'All that it holds now is copied. Its snapshots and branches do not come along: they stay with what it leaves behind, which goes to the\n' +
      'bin of the store it leaves, and takes room there until it goes from the bin.',
    args: { vm: one('vm', 'The VM', 'vm') },
    options: {
      store: value('--store <name>', 'Where it is to live: kiste store list', readText, 'store'),
      now: flag('--now', 'What it leaves goes for good, not into the bin'),
    },
    examples: ['kiste vm move web --store tank'],
    run: async (ctx, input) => (await import('../verbs/edit-vm.ts')).moveVm(ctx, input),
  }),
  verb({
    name: 'set',
    kind: 'change',
    summary: 'Change CPUs, memory, autostart or notes; at once where possible, else at the next start',
    details:
      'Notes are plain text of up to 8 KiB in the description of its definition, so virsh and virt-manager show them, too, and they stay with its disks.',
    args: { vm: one('vm', 'The VM', 'vm') },
    options: {
      cpus,
      memory,
      autostart: onOff('--autostart', 'Start it with the host', 'Do not start it with the host'),
      notes: valueOrNone('--notes <text>', 'What is to be written about it', 'Remove its notes', readText),
      notesFile: value(
        '--notes-file <file>',
        'The same out of a file; - for standard input',
        readText,
        'file',
      ),
    },
    examples: [
      'kiste vm set web --memory 4G',
      'kiste vm set web --cpus 4 --no-autostart',
      "kiste vm set web --notes 'Reverse proxy. Certificates: see /etc/caddy'",
    ],
    run: async (ctx, input) => (await import('../verbs/edit-vm.ts')).setVm(ctx, input),
  }),
  verb({
    name: 'delete',
    aliases: ['rm'],
    kind: 'change',
    asks: true,
    summary: 'Move VMs to the bin, from where they can come back',
    args: { names: many('name', 'VMs, by name or UUID', 'vm') },
    options: { now: flag('--now', 'For good: not into the bin') },
    examples: ['kiste vm delete web', 'kiste vm delete web db -y', 'kiste vm delete web --now -y'],
    run: async (ctx, input) => (await import('../verbs/delete-vms.ts')).deleteVms(ctx, input),
  }),
]
