import { join } from 'node:path'
import { SetUpError } from './exit-codes.mjs'
import { root } from './prepare.mjs'
import { run } from './run-command.mjs'

/**
 * The real command line, speaking to one daemon.
 *
 * @typedef {object} Cli
 * @property {(args: readonly string[]) => Promise<import('./run-command.mjs').RunResult>} tell Runs it and expects success.
 * @property {(args: readonly string[]) => Promise<import('./run-command.mjs').RunResult>} ask Runs it, however it ends.
 * @property {(args: readonly string[]) => Promise<unknown>} json Runs it with `--json` and reads the answer.
 * @property {(args: readonly string[]) => Promise<number>} show Runs it before the person's eyes; resolves to the exit code.
 */

/**
 * @param {string} socket
 * @returns {Cli}
 */
export function cliFor(socket) {
  const env = { ...process.env, KISTE_SOCKET: socket }
  /** @param {readonly string[]} args */
  const argv = (args) => [process.execPath, join(root, 'dist/cli/kiste.cjs'), ...args]
  /** @param {readonly string[]} args */
  const ask = (args) => run(argv(args), { env, check: false })
  /** @param {readonly string[]} args */
  const tell = async (args) => {
    const result = await ask(args)
    if (result.code === 0) return result
    throw new SetUpError(
      `kiste ${args.join(' ')} ended with ${result.code}.\n${result.stderr.trim() || result.stdout.trim()}`,
    )
  }
  return {
    ask,
    tell,
    json: async (args) => JSON.parse((await tell([...args, '--json'])).stdout),
    show: async (args) => (await run(argv(args), { env, output: 'show', check: false })).code,
  }
}
