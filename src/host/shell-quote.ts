/**
 * Commands are argv arrays everywhere; only ssh has no way to hand one over: it sends a line that the user's login shell reads. This is
 * the one place where such a line is written.
 */

const harmless = /^[\w%+,./:=@-]+$/

/** The line that a POSIX shell reads as exactly these words. Throws if a word holds NUL, which no word can. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(quote).join(' ')
}

/** What stands before a command to give it an environment. Throws if a name is none that a POSIX shell takes. */
export function shellAssignments(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => {
      if (!/^[A-Za-z_]\w*$/.test(name))
        throw new TypeError(`a shell cannot be given a variable named ${JSON.stringify(name)}`)
      return `${name}=${quote(value)}`
    })
    .join(' ')
}

function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('a word of a command cannot hold NUL')
  // In the first place a word with = would be an assignment, and one like %1 a job.
  if (harmless.test(word) && !/^[%=]|=/.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
