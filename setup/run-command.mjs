import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { SetUpError } from './exit-codes.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] The whole environment. Default: this process's, with the C locale.
 * @property {'collect' | 'show' | { readonly log: string }} [output] Where output goes: collected, shown to the person, or
 *   appended to a log file. Default: collected.
 * @property {'none' | 'show'} [input] Where input comes from: nowhere, or the person. Default: nowhere.
 * @property {boolean} [check] Whether an exit code other than 0 throws. Default: true.
 *
 * @typedef {object} RunResult
 * @property {number} code 127 when the program is not there, 128 + n for the n-th signal.
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command to its end. Never passes a shell.
 *
 * @param {readonly string[]} argv
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(argv, options = {}) {
  const result = await start(argv, options)
  if ((options.check ?? true) && result.code !== 0) {
    const said = result.stderr.trim().split('\n').slice(-8).join('\n')
    throw new SetUpError(`${argv.join(' ')} failed (exit code ${result.code}).\n${said}`.trim())
  }
  return result
}

/**
 * @param {readonly string[]} argv
 * @param {RunOptions} options
 * @returns {Promise<RunResult>}
 */
function start(
  argv,
  { cwd, env = { ...process.env, LC_ALL: 'C.UTF-8' }, output = 'collect', input = 'none' },
) {
  const [command = '', ...args] = argv
  const log = typeof output === 'object' ? openSync(output.log, 'a') : undefined
  const sink = log ?? (output === 'show' ? 'inherit' : 'pipe')
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: [input === 'show' ? 'inherit' : 'ignore', sink, sink],
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (stdout += chunk))
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (stderr += chunk))
    /** @param {number} code */
    const end = (code) => {
      if (log !== undefined) closeSync(log)
      resolve({ code, stdout, stderr })
    }
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      stderr += error.message
      end(error.code === 'ENOENT' ? 127 : 126)
    })
    child.once('close', (code, signal) => end(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)))
  })
}
