/** How the set-up scripts end, so that other scripts can tell why. Documented in docs/set-up.md. */
export const exitCodes = {
  ok: 0,
  /** Something failed; the message says what. */
  failed: 1,
  /** An argument was not understood. */
  usage: 2,
  /** Packages are missing and this user may not install them; the command to run was printed. */
  packagesMissing: 3,
  /** Node is too old. */
  nodeTooOld: 4,
}

/** Ends set-up: its message is all a person needs, so no stack is shown for it. */
export class SetUpError extends Error {
  /**
   * @param {string} message what is wrong and what to do
   * @param {number} [exitCode]
   * @param {unknown} [cause]
   */
  constructor(message, exitCode = exitCodes.failed, cause) {
    super(message, { cause })
    this.name = 'SetUpError'
    this.exitCode = exitCode
  }
}

/**
 * Runs a script's main function: says what went wrong, and ends with its exit code.
 *
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = error instanceof SetUpError ? error.exitCode : exitCodes.failed
    console.error(error instanceof SetUpError ? `\n${error.message}` : error)
  }
}
