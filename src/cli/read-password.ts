import { CliError } from './cli-error.ts'
import type { Context } from './command.ts'
import { exitCodes } from '../contract/errors.ts'
import { readStandardInput } from './input-files.ts'
import { words } from './words.ts'

/** What a terminal in raw mode sends for these keys: Enter or Ctrl-D, Ctrl-C, Backspace. */
const enter = ['\r', '\n', '\u0004']
const interrupt = '\u0003'
const erase = ['\u007f', '\b']

/** The first line of standard input; on a terminal it is asked for and not shown. Rejects with exit code 130 on Ctrl-C. */
export async function readPassword(ctx: Context): Promise<string> {
  const { stdin } = ctx.io
  if (stdin.isTTY !== true) return (await readStandardInput(stdin)).split(/\r?\n/, 1)[0] ?? ''
  ctx.io.stderr.write(words.password.ask)
  stdin.setRawMode?.(true)
  try {
    return await typedUnseen(ctx)
  } finally {
    stdin.setRawMode?.(false)
    stdin.removeAllListeners('data')
    stdin.pause()
    ctx.err.line('')
  }
}

function typedUnseen(ctx: Context): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    ctx.io.stdin.on('data', (chunk: Buffer | string) => {
      for (const character of chunk.toString()) {
        if (character === interrupt) {
          const message = words.password.interrupted
          reject(new CliError([{ code: 'cancelled', message }], { exitCode: exitCodes.interrupted }))
        } else if (enter.includes(character)) resolve(typed)
        else if (erase.includes(character)) typed = typed.slice(0, -1)
        else typed += character
      }
    })
  })
}
