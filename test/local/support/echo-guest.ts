import { writeFileSync } from 'node:fs'

/** What the guest says on its serial port once it runs. */
export const ECHO_READY = 'echo guest ready\r\n'

/**
 * A whole guest in one disk sector, so that a console can be tested without a kernel: it greets and then sends back every byte
 * it gets on COM1. 16-bit code, loaded by the BIOS at 0x7c00; between bytes it halts until the next timer tick.
 */
const CODE = Buffer.from(
  [
    '31c0 8ed8 fc fb be367c', // ds = 0, string direction up, interrupts on, si = text
    'ac 84c0 7406 e81400 ebf6', // print: next character, until the ending 0
    'f4', // wait: hlt
    'bafd03 ec a801 74f7', // echo: line status of COM1; no byte there, wait
    'baf803 ec e80200 ebef', // read it, put it, again
    '88c4 bafd03 ec a820 74fb baf803 88e0 ee c3', // put: wait until the transmitter is empty, write
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
)

const HLT = CODE.indexOf('f4ba', 'hex')
const NOP = 0x90

/**
 * Writes the guest's disk: one boot sector, filled up to 1 MiB so that every tool takes it. One that `rests` answers up to 55 ms late;
 * one that does not answers at once, and takes a whole CPU.
 */
export function writeEchoDisk(path: string, { rests = true }: { readonly rests?: boolean } = {}): void {
  const disk = Buffer.alloc(1024 * 1024)
  CODE.copy(disk)
  if (!rests) disk[HLT] = NOP
  disk.write(`${ECHO_READY}\0`, CODE.length, 'latin1')
  disk.writeUInt16BE(0x55aa, 510)
  writeFileSync(path, disk)
}

/** A domain that runs it under emulation: 32 MiB, serial console, VNC on a unix socket. */
export function echoDomainXml(name: string, diskPath: string): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os><features><acpi/></features>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${diskPath}'/><target dev='vda' bus='virtio'/></disk>
<serial type='pty'/><console type='pty'/><graphics type='vnc'><listen type='socket'/></graphics><video><model type='vga'/></video></devices></domain>`
}
