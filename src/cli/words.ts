/**
 * What the CLI says about itself and the line that was typed. With `vm-words.ts`, `job-words.ts`, `store-words.ts` and `host-words.ts`
 * these are all of its sentences, so that another language is another set of tables; the daemon's problems come with their own.
 * What a verb is for stands beside the verb, in `commands/`.
 */
export const words = {
  help: {
    root: 'Kiste runs virtual machines on this host.',
    begin: [
      'Begin with:',
      '  kiste doctor                                what is fine on this host and what is not',
      '  kiste image build debian                    an image to make VMs from',
      '  kiste vm create web --image debian-12       a running VM',
      '  kiste vm console web                        its console; leave with ^]',
      '',
      'Exit codes: kiste help exit-codes',
    ].join('\n'),
    rootUsage: '<noun> <verb> [arguments] [options]',
    nounUsage: '<verb> [arguments] [options]',
    nouns: 'Nouns:',
    verbs: 'Verbs:',
    repeats: 'may be given several times',
    more: (line: string) => `More on each: ${line}`,
    help: 'Show this help',
    version: 'Show the versions',
    socket: "The daemon's socket (else KISTE_SOCKET, else your own daemon's, else the system's)",
    json: 'Print one JSON document and nothing else',
    dryRun: 'Say what would be done, with the commands it stands for; change nothing',
    wait: 'Wait until it is done (the default)',
    noWait: 'Print the id of the job and return at once',
    yes: 'Do not ask',
    examples: (lines: readonly string[]) =>
      `${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
  },
  unreachable: {
    noSocket: (path: string) => ({
      message: `No Kiste daemon answers: there is no socket at ${path}.`,
      hint: 'Start it with npm start. If it listens elsewhere, say where: --socket PATH, or KISTE_SOCKET.',
    }),
    nobodyListens: (path: string) => ({
      message: `No Kiste daemon answers: the socket ${path} is there, but nobody listens on it.`,
      hint: 'The daemon has ended. Start it again with npm start; the VMs are not affected.',
    }),
    notAllowed: (path: string, owner: string | undefined) => ({
      message: `You may not open ${path}: this socket belongs to ${owner ? `user ${owner}` : 'another user'}.`,
      hint: `Run the command as root${owner && owner !== 'root' ? ` or as ${owner}` : ''}: sudo kiste …`,
    }),
    broken: (path: string, reason: string) => ({
      message: `The Kiste daemon at ${path} did not answer to the end: ${reason}.`,
      hint: 'Look at its log, and whether it still runs: kiste version.',
    }),
    silent: (timeoutMs: number) => `nothing came for ${Math.round(timeoutMs / 1000)} s`,
  },
  strangeAnswer: (status: number) => ({
    message: `The daemon gave an answer that this command does not understand (HTTP ${status}).`,
    hint: 'Perhaps their versions differ: kiste version.',
  }),
  usage: {
    optionsLast: 'Options stand behind the verb: kiste vm list --json',
    seeHelp: (path: string) => `See ${path} --help`,
    guestOptions: 'Put -- before the command for the guest: kiste vm exec NAME -- COMMAND …',
    refuseToAsk: (what: string) => ({
      message: `${what} needs a yes, and there is no terminal to ask on.`,
      hint: 'Add -y to say yes beforehand.',
    }),
    emptyName: (label: string) => ({ message: `${label} is empty.`, hint: 'Give a name.' }),
    exclusive: (one: string, other: string) => ({
      message: `${one} and ${other} exclude each other.`,
      hint: 'Give one of them.',
    }),
    noStore: {
      message: 'No store was given.',
      hint: 'Say where it is to live: --store NAME. See: kiste store list',
    },
    nothingToSet: {
      message: 'Nothing to change was given.',
      hint: 'Give at least one of --cpus, --memory, --autostart, --no-autostart, --notes, --notes-file and --no-notes.',
    },
    noFile: (field: string, path: string, reason: string) => ({
      message: `${field}: ${JSON.stringify(path)} cannot be read: ${reason}.`,
      hint: 'Check the path.',
    }),
    noKeyInFile: (path: string) => ({
      message: `--ssh-key: there is no public key in ${JSON.stringify(path)}.`,
      hint: 'Give the .pub file, or the key itself in quotes.',
    }),
    privateKey: (path: string) => ({
      message: `--ssh-key: ${JSON.stringify(path)} is a private key; it stays where it is.`,
      hint: `Give the public one, usually ${JSON.stringify(`${path}.pub`)}.`,
    }),
    pictureToTerminal: {
      message: 'A picture cannot be shown on a terminal.',
      hint: 'Give a file (--output FILE), or send it on: kiste vm screenshot NAME --output - | …',
    },
    fileExists: (path: string) => ({
      message: `${JSON.stringify(path)} is there already, and stays as it is.`,
      hint: 'Give another file, or overwrite it: --force',
    }),
    copySides: {
      message: 'Exactly one side of a copy is in a VM.',
      hint: 'Write it as NAME:/path, such as: kiste vm copy notes.txt web:/tmp/notes.txt',
    },
    copyAbsolute: (path: string) => ({
      message: `The path in the VM must be absolute, and ${JSON.stringify(path)} is not.`,
      hint: 'Begin it with /, such as web:/tmp/notes.txt.',
    }),
    copyDirectory: (path: string) => ({
      message: `${JSON.stringify(path)} is a directory; copying takes single files.`,
      hint: `Pack it: tar c ${path} | kiste vm copy - NAME:/tmp/files.tar`,
    }),
    inputTooBig: (limit: string) => ({
      message: `The input for the command is larger than ${limit}.`,
      hint: 'Copy it into the VM first: kiste vm copy FILE NAME:/path',
    }),
    noTopic: (topic: string) => ({
      message: `There is no help on ${JSON.stringify(topic)}.`,
      hint: 'There is help on every command (kiste help vm create) and on exit-codes.',
    }),
    unknownShell: (shell: string, known: readonly string[]) => ({
      message: `There is no completion for ${JSON.stringify(shell)}.`,
      hint: `There is one for ${known.join(', ')}.`,
    }),
    idNeeded: (name: string) => ({
      message: `No name for the image follows from ${JSON.stringify(name)}.`,
      hint: 'Give one: --id NAME',
    }),
  },
  next: (command: string) => `Next: ${command}`,
  exitCodes: {
    ok: 'Done.',
    failed: 'It failed, or was not done.',
    usage: 'The command line or the input is wrong; nothing was done.',
    notFound: 'There is no such object.',
    forbidden: 'Not allowed.',
    conflict: 'The state of the object does not allow it, or the name is taken.',
    password: { ask: 'Password: ', interrupted: 'Nothing was done.' },
    tryCommand: (command: string) => `Try: ${command}`,
    partial: 'Of several, some failed.',
    unreachable: 'The daemon does not answer.',
    interrupted: 'Interrupted with Ctrl-C; a job goes on unless it was cancelled.',
  },
  fileReason: {
    ENOENT: 'it is not there',
    EACCES: 'you may not read or write it',
    EISDIR: 'it is a directory',
    ENOTDIR: 'part of the path is no directory',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    ENOTFILE: 'it is no file',
  } as Readonly<Record<string, string>>,
  confirm: {
    deleteToBin: (names: readonly string[]) =>
      `Delete ${names.join(', ')}? ${names.length === 1 ? 'It goes' : 'They go'} to the bin and can come back: kiste bin list`,
    deleteForGood: (names: readonly string[]) => `Delete ${names.join(', ')} for good? There is no way back.`,
    disk: (vm: string, what: string, size: string) => `  ${vm}: ${what}, ${size}`,
    purge: (names: readonly string[]) =>
      `Remove ${names.join(', ')} from the bin for good? There is no way back.`,
    removeImage: (names: readonly string[]) => `Remove ${names.join(', ')}?`,
    question: 'Type y to go on: ',
    questionFor: (word: string) => `Type ${word} to go on: `,
    declined: 'Nothing was done.',
  },
  password: { ask: 'Password: ', interrupted: 'Nothing was done.' },
  tryCommand: (command: string) => `Try: ${command}`,
  partial: (failed: number, all: number) => `${failed} of ${all} failed.`,
  requestId: (id: string) => `Request ${id} in the daemon's log.`,
} as const
