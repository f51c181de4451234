import { randomBytes } from 'node:crypto'
import { commandLine, type Word } from './quote.ts'
import { untilMark } from './until-mark.ts'

/** A command that failed: `refused` by libguestfs with this message, or `ended` with guestfish before it was through. */
export class FishError extends Error {
  readonly why: 'refused' | 'ended'

  constructor(why: 'refused' | 'ended', message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'FishError'
    this.why = why
  }
}

/** One command and its answer, on the way. */
export interface Exchange {
  /** What guestfish is told. */
  readonly lines: Buffer
  /** Settles when guestfish is through with the command. */
  readonly end: Promise<void>
  take(chunk: Buffer, next: () => void): void
  hear(line: string): void
  fail(error: FishError): void
}

/**
 * A command, and after it two that say on each of guestfish's outputs that it is through: `echo` on the one, and on the other a command
 * that there is not, as it complains there. `onHang` is called when it says nothing for so long; while `onData` holds back `next`, nobody
 * hangs.
 */
export function beginExchange(
  words: readonly Word[],
  onData: (data: Buffer, next: () => void) => void,
  quietMs: number,
  onHang: () => void,
): Exchange {
  const mark = `kiste-${randomBytes(16).toString('hex')}`
  const lines = Buffer.concat([commandLine(words), Buffer.from(`-echo ${mark}\n-${mark}\n`)])
  const cut = untilMark(mark)
  const said: string[] = []
  const marksSeen = new Set<'stdout' | 'stderr'>()
  let settle: { resolve: () => void; reject: (error: FishError) => void } | undefined
  const end = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  let timer = setTimeout(onHang, quietMs)
  const watch = () => {
    clearTimeout(timer)
    if (marksSeen.size < 2) timer = setTimeout(onHang, quietMs)
  }
  const see = (where: 'stdout' | 'stderr') => {
    marksSeen.add(where)
    if (marksSeen.size < 2) return
    clearTimeout(timer)
    // Whatever it says there, but for warnings, it says because it failed.
    const errors = said.filter((text) => !text.includes('libguestfs: warning'))
    if (errors.length === 0) settle?.resolve()
    else settle?.reject(new FishError('refused', whyOf(errors)))
  }
  return {
    lines,
    end,
    take(chunk, next) {
      clearTimeout(timer)
      const { data, rest } = cut(chunk)
      const after = () => {
        watch()
        if (rest !== undefined) see('stdout')
        next()
      }
      if (data.length > 0) onData(data, after)
      else after()
    },
    hear(line) {
      if (line.includes(mark)) see('stderr')
      else if (line.trim() !== '') said.push(line)
    },
    fail(error) {
      clearTimeout(timer)
      settle?.reject(error)
    },
  }
}

/** Why it failed, without what libguestfs advises those to do who debug it. */
function whyOf(said: readonly string[]): string {
  const errors = said.filter((line) => line.includes('libguestfs: error: '))
  return (errors.length > 0 ? errors : said).map(withoutPlace).join(' ')
}

/** `*stdin*:5: libguestfs: error: download: …` without where we wrote the command. */
function withoutPlace(line: string): string {
  return line.replace(/^\*stdin\*:\d+: /, '').replace(/^libguestfs: error: /, '')
}
