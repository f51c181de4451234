/**
 * How much of a command line the operands may take. Linux allows 128 KiB for one argument and 2 MiB in all with the usual stack limit;
 * over ssh the whole line is one argument of the shell there.
 */
const mostBytes = 96 * 1024

/** Deals operands out to as few command lines as will hold them, in order. */
export function portions<T extends string>(
  operands: readonly T[],
  limitBytes = mostBytes,
): readonly (readonly T[])[] {
  const dealt: T[][] = []
  let left = 0
  for (const operand of operands) {
    const bytes = Buffer.byteLength(operand) + 4
    if (bytes > left || dealt.length === 0) {
      dealt.push([])
      left = limitBytes
    }
    dealt.at(-1)?.push(operand)
    left -= bytes
  }
  return dealt
}
