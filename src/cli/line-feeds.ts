const lineFeed = 0x0a
const carriageReturn = 0x0d
/** IND: one line down, scrolling at the bottom, in the same column (ECMA-48, 4th edition). */
const index = Buffer.from('\u001bD')

/**
 * Prepares a guest's output for a terminal that Node has set to raw mode. libuv leaves ONLCR on in it (`uv_tty_set_mode` in libuv's
 * src/unix/tty.c), so a bare line feed, by which full-screen programs move straight down, would return to the first column too:
 * those become IND. Feed it the pieces in order.
 */
export function createLineFeedKeeper(): (bytes: Buffer) => Buffer {
  let last = 0
  return (bytes) => {
    const pieces: Buffer[] = []
    let from = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (byte === lineFeed && last !== carriageReturn) {
        pieces.push(bytes.subarray(from, at), index)
        from = at + 1
      }
      last = byte
    }
    return pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(from)])
  }
}
