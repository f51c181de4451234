import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { GuestCommand, GuestCommandResult } from '../host.ts'
import { agentFailed } from './agent.ts'
import type { Connection } from './connection.ts'
import { guestExec } from './guest-exec.ts'
import { closeGuestFile, openGuestFile, writeGuestFile } from './guest-files.ts'
import type { DomainRef } from './objects.ts'

/** Measured on QEMU 7.2: a message of 130 KiB arrives, one of 260 KiB jams the agent's channel for 25 s. */
const inOneMessageBytes = 48 * 1024
const setUpMs = 20_000

/** Runs a command whose input may be long: beyond what one message carries it goes through a file in the guest. */
export async function guestExecWithInput(
  own: Connection,
  dom: DomainRef,
  command: GuestCommand,
): Promise<GuestCommandResult> {
  const { argv, input, timeoutMs, signal } = command
  if (input === undefined || input.length <= inOneMessageBytes) return guestExec(own, dom, command)
  const path = `/tmp/.kiste-${randomUUID()}`
  const shell = (script: string, ...more: readonly string[]) =>
    guestExec(own, dom, { argv: ['/bin/sh', '-c', script, path, ...more], timeoutMs: setUpMs, signal })

  // The agent makes files that everybody may read; this one is made before it, for root only, and never over another.
  const made = await shell('set -C; umask 077; : > "$0"')
  if (made.ended !== 'exit' || made.exitCode !== 0)
    throw agentFailed(
      dom.name,
      `The guest of VM ${dom.name} has no place for ${input.length} bytes of input: ${Buffer.from(made.stderr).toString().trim()}`,
      'Copy a file into the guest and run the command on it.',
    )
  try {
    const file = await openGuestFile(own, dom, path, 'w', signal)
    try {
      await writeGuestFile(file, Readable.from([input]))
    } finally {
      await closeGuestFile(file)
    }
    return await guestExec(own, dom, {
      argv: ['/bin/sh', '-c', 'exec < "$0"; rm -f -- "$0"; exec "$@"', path, ...argv],
      timeoutMs,
      signal,
    })
  } catch (error) {
    // What failed is the news; that its input file stays then is no more than a file in the guest's /tmp.
    await guestExec(own, dom, { argv: ['/bin/rm', '-f', '--', path], timeoutMs: setUpMs }).catch(
      () => undefined,
    )
    throw error
  }
}
