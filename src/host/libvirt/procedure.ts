import { nothing, type Codec } from './codec.ts'
import { PROGRAM } from './framing.ts'

/**
 * How long a reply may take before the daemon is taken for dead: `fast` answers from memory, `normal` may wait for QEMU,
 * `long` has no limit and belongs on a connection of its own (`withConnection`).
 */
export type Pace = 'fast' | 'normal' | 'long'

export const PACE_LIMIT_MS: Readonly<Record<Pace, number>> = { fast: 30_000, normal: 90_000, long: Infinity }

/** One call libvirt offers: its number, and how arguments and result cross the wire. */
export interface Procedure<A, R> {
  readonly program: number
  readonly number: number
  readonly args: Codec<A>
  readonly result: Codec<R>
  readonly pace: Pace
}

/** A procedure of the main program. */
export function remote<A, R>(
  number: number,
  args: Codec<A>,
  result: Codec<R>,
  pace: Pace = 'fast',
): Procedure<A, R> {
  return { program: PROGRAM.remote, number, args, result, pace }
}

/** A procedure of the QEMU program: monitor and guest agent. */
export function qemu<A, R>(
  number: number,
  args: Codec<A>,
  result: Codec<R>,
  pace: Pace = 'normal',
): Procedure<A, R> {
  return { program: PROGRAM.qemu, number, args, result, pace }
}

/** A procedure with neither arguments nor result. */
export function bare(number: number, pace: Pace = 'fast'): Procedure<void, void> {
  return remote(number, nothing, nothing, pace)
}
