/**
 * What ssh tells of a remote command is an exit code, and 255 may mean three things. So a script around the command says on standard
 * error when it begins and how it ended, in lines that begin with a random token; they are taken out again here.
 */

/**
 * Takes a token, a folder (or nothing) and a command. The inner shell becomes the command, so that its process is known and can be
 * told to stop; the outer one sees how it ended.
 */
export const remoteScript = `token=$1 folder=$2
shift 2
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
if [ -n "$folder" ] && ! cd -- "$folder"; then printf '%s no-folder\\n' "$token" >&2; exit; fi
case $1 in -*) false ;; *) command -v "$1" > /dev/null 2>&1 ;; esac || { printf '%s missing\\n' "$token" >&2; exit; }
sh -c 'printf "%s begins %s\\n" "$0" "$$" >&2; exec "$@"' "$token" "$@"
printf '\\n%s ended %s\\n' "$token" "$?" >&2`

export interface Marks {
  /** Resolves to the command's process id once it is known; never, if that does not come. */
  readonly pid: Promise<number>
  readonly began: boolean
  readonly outcome: number | 'missing' | 'no-folder' | undefined
  /** Takes a line of standard error. */
  read(line: string): void
  /** Standard error as the command wrote it. */
  strip(stderr: string): string
}

/** Reads the marks with this token; every other line goes on. */
export function marksOf(token: string, onLine: (line: string) => void): Marks {
  const mark = new RegExp(`^${token} (begins|ended|missing|no-folder)(?: (\\d+))?$`)
  let known: (pid: number) => void = () => undefined
  const pid = new Promise<number>((resolve) => (known = resolve))
  let began = false
  let outcome: Marks['outcome']
  // The last mark stands after a line break of its own, so an empty line before it is none of the command's.
  let empty = false
  return {
    pid,
    get began() {
      return began
    },
    get outcome() {
      return outcome
    },
    read(line) {
      const [, what, number] = mark.exec(line) ?? []
      if (empty && what !== 'ended') onLine('')
      empty = false
      switch (what) {
        case 'begins':
          began = true
          known(Number(number))
          return
        case 'ended':
          outcome = Number(number)
          return
        case 'missing':
        case 'no-folder':
          outcome = what
          return
        case undefined:
        default:
          if (line === '') empty = true
          else onLine(line)
      }
    },
    strip: (stderr) =>
      stderr
        .replace(new RegExp(`${token} (?:begins \\d+|missing|no-folder)\\n`), '')
        .replace(new RegExp(`\\n${token} ended \\d+\\n`), ''),
  }
}
