import type { CommandResult } from '../../src/host/exec.ts'
import type { Lab } from '../machine.ts'
import { until } from './until.ts'

const stateDir = '/var/lib/kiste'
const runtimeDir = '/run/kiste'
const socketPath = `${runtimeDir}/kiste.sock`
export const kistedUnit = 'kisted-under-test'

/** The product inside a machine of the lab: the daemon as a service on the system libvirt, and the CLI as people type it. */
export interface KistedInside {
  readonly socketPath: string
  /** Runs `kiste …` to its end; rejects unless it ends with 0. */
  kiste(...argv: string[]): Promise<string>
  /** The same with something typed, such as a passphrase. */
  typing(words: string, ...argv: string[]): Promise<CommandResult>
  /** The same with `--json`. */
  json(...argv: string[]): Promise<unknown>
  /** What the doctor of a pool says; it exits with 1 when something has to be done. */
  doctor(pool: string): Promise<PoolReport>
  /** What it says when it refuses; rejects if it does not. */
  refused(...argv: string[]): Promise<{ readonly code: number; readonly said: string }>
  /** Ends the daemon as a service manager does and starts it again. */
  restart(): Promise<void>
  log(): Promise<string>
  stop(): Promise<void>
}

export interface PoolReport {
  readonly verdict: string
  readonly sentence: string
  readonly devices: readonly { readonly serial?: string }[]
  readonly next: readonly { readonly kind: string; readonly text: string; readonly runnable: boolean }[]
}

/** Starts it afresh: what an earlier one kept beside its pools is gone. */
export async function startKisted(lab: Lab): Promise<KistedInside> {
  const run = (argv: readonly string[], okCodes = [0], input?: string) =>
    lab.runner.run(argv, { okCodes, timeoutMs: 1_200_000, ...(input === undefined ? {} : { input }) })
  const kiste = (argv: readonly string[], okCodes?: number[], input?: string): Promise<CommandResult> =>
    run(['kiste', '--socket', socketPath, ...argv], okCodes, input)
  const stop = async () => {
    await run(['systemctl', 'stop', kistedUnit], [0, 5])
    await run(['systemctl', 'reset-failed', kistedUnit], [0, 1])
  }
  const start = async () => {
    await run(['mkdir', '-p', '-m', '0700', runtimeDir])
    const daemon = [
      'kisted',
      '--state-dir',
      stateDir,
      '--runtime-dir',
      runtimeDir,
      '--connect',
      'qemu:///system',
    ]
    await run(['systemd-run', `--unit=${kistedUnit}`, '--quiet', ...daemon])
    let said = ''
    await until(
      'kisted answers',
      async () => {
        const { code, stderr } = await kiste(['store', 'list'], [0, 1, 2, 3, 4, 5, 6, 7, 8])
        said = stderr
        return code === 0 ? true : undefined
      },
      { lastSeen: () => said, timeoutMs: 600_000 },
    )
  }
  await stop()
  await run(['rm', '-rf', '--one-file-system', stateDir])
  await start()
  return {
    socketPath,
    kiste: async (...argv) => (await kiste(argv)).stdout.trim(),
    typing: (words, ...argv) => kiste(argv, [0, 1, 2, 3, 4, 5, 6], `${words}\n`),
    doctor: async (pool) =>
      JSON.parse((await kiste(['pool', 'doctor', pool, '--json'], [0, 1])).stdout) as PoolReport,
    json: async (...argv) => JSON.parse((await kiste([...argv, '--json'])).stdout) as unknown,
    async refused(...argv) {
      const { code, stderr } = await kiste(argv, [1, 2, 3, 4, 5, 6])
      return { code, said: stderr }
    },
    async restart() {
      await stop()
      await start()
    },
    log: async () => (await run(['journalctl', '--no-pager', '-u', kistedUnit])).stdout,
    stop,
  }
}
