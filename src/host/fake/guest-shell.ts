/** A guest as its shell sees it. */
export interface ShellGuest {
  hostname(): string
  /** A file's content, base64; undefined if there is none. */
  read(path: string): string | undefined
  write(path: string, content: string): void
  remove(path: string): void
  paths(): string[]
}

export type ShellResult =
  | { readonly ended: 'exit'; readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly ended: 'signal'; readonly signal: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly ended: 'never'; readonly seconds: number }
  | { readonly ended: 'unknown-command' }

type Command = (args: readonly string[], guest: ShellGuest, input: Buffer) => ShellResult

const commands: Readonly<Record<string, Command>> = {
  true: () => exit(0),
  sync: () => exit(0),
  false: () => exit(1),
  echo: (args) => exit(0, `${args.join(' ')}\n`),
  hostname: (_, guest) => exit(0, `${guest.hostname()}\n`),
  uname: () => exit(0, 'Linux\n'),
  id: () => exit(0, 'uid=0(root) gid=0(root) groups=0(root)\n'),
  ls: (args, guest) =>
    exit(
      0,
      guest
        .paths()
        .filter((path) => path.startsWith(args[0] ?? '/'))
        .map((path) => `${path}\n`)
        .join(''),
    ),
  cat: (args, guest, input) => {
    if (args.length === 0) return exit(0, input)
    const contents = args.map((path) => guest.read(path))
    const missing = args.find((_, index) => contents[index] === undefined)
    if (missing !== undefined) return exit(1, '', `cat: ${missing}: No such file or directory\n`)
    return exit(0, Buffer.concat(contents.map((content) => Buffer.from(content ?? '', 'base64'))))
  },
  rm: (args, guest) => {
    for (const path of args.filter((arg) => !arg.startsWith('-'))) guest.remove(path)
    return exit(0)
  },
  sleep: (args) => ({ ended: 'never', seconds: Number(args[0] ?? 0) }),
  sh: (args, guest, input) => (args[0] === '-c' ? runLine(args[1] ?? '', guest, input) : exit(0)),
}

/** Runs a command as the guest agent does: no shell in between. */
export function runCommand(argv: readonly string[], guest: ShellGuest, input: Buffer): ShellResult {
  const [name = '', ...args] = argv
  const command = commands[name.replace(/^\/(usr\/)?s?bin\//, '')]
  return command ? command(args, guest, input) : { ended: 'unknown-command' }
}

/** Runs one line as a shell does: commands set off by `;`, `exit N`, `kill -N $$`, and `> file` at the end. */
export function runLine(line: string, guest: ShellGuest, input: Buffer = Buffer.alloc(0)): ShellResult {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let code = 0
  for (const part of line.split(';')) {
    const [, text = '', file] = /^(.*?)(?:>\s*(\S+)\s*)?$/s.exec(part) ?? []
    const [name, ...args] = words(text)
    if (name === undefined) continue
    const output = { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
    if (name === 'exit') return { ended: 'exit', code: Number(args[0] ?? code), ...output }
    if (name === 'kill' && args[1] === '$$')
      return { ended: 'signal', signal: Number((args[0] ?? '-15').slice(1)), ...output }
    const result = runCommand([name, ...args], guest, input)
    if (result.ended === 'never') return result
    if (result.ended === 'unknown-command') {
      stderr.push(Buffer.from(`sh: 1: ${name}: not found\n`))
      code = 127
      continue
    }
    if (result.ended === 'signal') return result
    code = result.code
    stderr.push(result.stderr)
    if (file === undefined) stdout.push(result.stdout)
    else guest.write(file, result.stdout.toString('base64'))
  }
  return { ended: 'exit', code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
}

function words(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  )
}

function exit(code: number, stdout: string | Buffer = '', stderr = ''): ShellResult {
  const output = typeof stdout === 'string' ? Buffer.from(stdout) : stdout
  return { ended: 'exit', code, stdout: output, stderr: Buffer.from(stderr) }
}
