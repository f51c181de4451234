import { verb, type Verb } from '../command.ts'
import { flag, many, one, value } from '../options.ts'
import { readNumber, readText } from '../readers.ts'
import { words } from '../words.ts'

const vm = one('name', 'The VM, by name or UUID', 'vm')

/** The verbs that reach into a guest, and those that show what is behind a VM. */
export const guestVerbs: readonly Verb[] = [
  verb({
    name: 'console',
    kind: 'plain',
    summary: "The guest's serial console in this terminal; leave with ^]",
    details:
      'The newest opener has the console. In a pipe, standard input is typed in; after its end, the command ends once the guest has been silent for the time of --idle.',
    args: { name: vm },
    options: {
      idle: value(
        '--idle <seconds>',
        'In a pipe: how long to wait for more (default 3; 0 for ever)',
        readNumber,
      ),
    },
    examples: ['kiste vm console web', "printf 'root\\n' | kiste vm console web"],
    run: async (ctx, input) => (await import('../verbs/console-vm.ts')).consoleVm(ctx, input),
  }),
  verb({
    name: 'screenshot',
    kind: 'plain',
    summary: "What a VM's screen shows just now, as a PNG file",
    details: 'A file that is there is not overwritten unless --force is given.',
    args: { name: vm },
    options: {
      output: value(
        '-o, --output <file>',
        'Where it goes: a file, a folder, or - for standard output (default NAME.png here)',
        readText,
        'file',
      ),
      width: value('--width <pixels>', 'As wide as this at most, from 16 to 4096', readNumber),
      force: flag('--force', 'Overwrite the file'),
    },
    examples: [
      'kiste vm screenshot web',
      'kiste vm screenshot web --output /tmp/web.png --force',
      'kiste vm screenshot web --width 320 --output - | img2sixel',
    ],
    run: async (ctx, input) => (await import('../verbs/screenshot-vm.ts')).screenshotVm(ctx, input),
  }),
  verb({
    name: 'exec',
    kind: 'query',
    summary: 'Run a command in the guest, through its agent, as root',
    details:
      "Standard input is handed over when it is a file or a pipe. The exit code is the command's own; 128 and the signal's number when a signal ended it.",
    unknownOptionHint: words.usage.guestOptions,
    args: { name: vm, command: many('command', 'The command and its arguments, after --') },
    options: {
      timeout: value(
        '--timeout <seconds>',
        'How long to wait for its end (default 60); it goes on in the guest',
        readNumber,
      ),
      noStdin: flag('-n, --no-stdin', 'Do not hand standard input over'),
    },
    examples: ['kiste vm exec web -- uname -a', 'kiste vm exec web -- sh -c "cat > /etc/motd" < motd'],
    run: async (ctx, input) => (await import('../verbs/exec-vm.ts')).execVm(ctx, input),
  }),
  verb({
    name: 'copy',
    aliases: ['cp'],
    kind: 'plain',
    summary: 'Copy a file into the guest or out of it, through its agent',
    args: {
      from: one('from', 'FILE, or NAME:/path in a VM; - for standard input', 'copy'),
      to: one('to', 'NAME:/path in a VM, or FILE; - for standard output', 'copy'),
    },
    examples: [
      'kiste vm copy notes.txt web:/root/notes.txt',
      'kiste vm copy web:/var/log/syslog .',
      'kiste vm copy web:/etc/hostname -',
    ],
    run: async (ctx, input) => (await import('../verbs/copy-vm.ts')).copyVm(ctx, input),
  }),
  verb({
    name: 'address',
    kind: 'query',
    summary: 'The addresses of a running guest, one a line',
    args: { name: vm },
    examples: ['kiste vm address web'],
    run: async (ctx, { name }) => (await import('../verbs/show-vm.ts')).showAddresses(ctx, name),
  }),
  verb({
    name: 'log',
    kind: 'query',
    summary: 'What QEMU wrote about a VM, newest last',
    args: { name: vm },
    details:
      'With --serial, what the guest said on its serial console, in this run and those before: boot messages, also of a boot that failed.',
    options: {
      serial: flag('--serial', "The guest's serial console instead"),
      lines: value('--lines <number>', 'At most so many (default 100)', readNumber),
    },
    examples: ['kiste vm log web', 'kiste vm log web --lines 20', 'kiste vm log web --serial'],
    run: async (ctx, input) => (await import('../verbs/show-vm.ts')).showLog(ctx, input),
  }),
  verb({
    name: 'xml',
    kind: 'query',
    summary: 'The definition of a VM as libvirt has it, without passwords',
    args: { name: vm },
    examples: ['kiste vm xml web', 'kiste vm xml web > web.xml'],
    run: async (ctx, { name }) => (await import('../verbs/show-vm.ts')).showXml(ctx, name),
  }),
]
