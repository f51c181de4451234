import { writeFileSync } from 'node:fs'

/** What the guest says on its serial port once it runs. */
export const KEYS_READY = 'keys guest ready\r\n'

/**
 * A whole guest in one disk sector that tells which keys its keyboard has: each byte of the keyboard (scan code set 1, as PCs have had
 * it since ever: where on the board the key is, and not what is printed on it) is written to COM1 in hex with a blank after it, and
 * shown as a character in the upper left corner of the screen. 16-bit code, loaded by the BIOS at 0x7c00; between keys it halts.
 */
const CODE = Buffer.from(
  [
    'fa 31c0 8ed8 8ed0 bc007c fc', // no interrupts yet; ds = ss = 0, the stack below this code, string direction up
    'b800b8 8ec0', // es = the screen's characters
    'c70624002d7c c70626000000', // interrupt 9, the keyboard's: key, below
    'be5f7c', // si = text
    'ac 84c0 7405 e82700 ebf6', // print: next character, until the ending 0
    'fb', // interrupts
    'f4 ebfd', // rest: hlt, for ever
    'e460 26a20000', // key: its byte, in the corner of the screen
    '50 c0e804 e80e00 58 240f e80800', // as two digits
    'b020 e620 e80700 cf', // 0x20: the interrupt's end, and a blank
    '0490 27 1440 27', // digit: 0 to 15 as a hex character
    '88c4 bafd03 ec a820 74fb baf803 88e0 ee c3', // put: wait until the transmitter is empty, write
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
)

/** Writes the guest's disk: one boot sector, filled up to 1 MiB so that every tool takes it. */
export function writeKeysDisk(path: string): void {
  const disk = Buffer.alloc(1024 * 1024)
  CODE.copy(disk)
  disk.write(`${KEYS_READY}\0`, CODE.length, 'latin1')
  disk.writeUInt16BE(0x55aa, 510)
  writeFileSync(path, disk)
}
