/** How often the guest goes round its loop: two instructions a round. */
export const probeRounds = 20_000_000
/** What the x86 guest hands to QEMU's isa-debug-exit device, and the exit code QEMU makes of it: (value << 1) | 1. */
const exitValue = 0x2a
export const x86ProbeExitCode = (exitValue << 1) | 1
export const x86ExitPort = 0xf4

/** Where the x86 guest has its page tables: in RAM, which QEMU hands over as zeros. */
export const pageTablesAt = 0x1000
/** What is not zero in them: they map the last 2 MiB below 4 GiB to themselves, where the guest runs. */
const pageTables: readonly (readonly [address: number, value: number])[] = [
  [pageTablesAt, 0x2003],
  [0x2000 + 3 * 8, 0x3003],
  [0x3000 + 511 * 8, 0xffe0_0083],
]

/**
 * The firmware of the probe guest for x86: 64 KiB that end at 4 GiB, where the CPU starts.
 *
 * It enters 64-bit mode with paging, as any guest does, and then counts down from `probeRounds`. Both matter: there are hosts
 * whose KVM steps a guest's instructions one by one in the kernel, at about a microsecond each. A handful of instructions succeed
 * there and look like KVM, while a real guest needs hours to boot. Forty million take a CPU some 20 ms, such a host 30 s.
 *
 * The page tables are in RAM. In read-only memory they would be at each step: under nested paging a CPU's walk through them counts as a
 * write, whether there is anything to write or not, and KVM stops it there for ever (seen with AMD's, where QEMU emulates it).
 */
export function x86ProbeRom(): Uint8Array {
  const size = 0x1_0000
  const base = 0x1_0000_0000 - size
  const rom = new Uint8Array(size)
  const view = new DataView(rom.buffer)
  const code = (offset: number, ...instructions: readonly number[][]) => rom.set(instructions.flat(), offset)

  // Flat segments. Their accessed bits are set beforehand, so the CPU has nothing to write into this read-only memory.
  const gdt = 0x4000
  const [code32, data32, code64] = [0x08, 0x10, 0x18] as const
  const segment = (offset: number, value: bigint) => view.setBigUint64(gdt + offset, value, true)
  segment(code32, 0x00cf_9b00_0000_ffffn)
  segment(data32, 0x00cf_9300_0000_ffffn)
  segment(code64, 0x00af_9b00_0000_ffffn)
  const gdtr = 0x4020
  view.setUint16(gdtr, 4 * 8 - 1, true)
  view.setUint32(gdtr + 2, base + gdt, true)

  const [real, protectedMode, longMode, reset] = [0xf000, 0xf100, 0xf200, 0xfff0] as const
  code(reset, [0xe9, ...le16(real - (reset + 3))]) // jmp real
  code(
    real,
    [0xfa], // cli
    [0x66, 0x2e, 0x0f, 0x01, 0x16, ...le16(gdtr)], // lgdt cs:[gdtr]
    [0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0], // cr0 |= PE
    [0x66, 0xea, ...le32(base + protectedMode), code32, 0], // jmp code32:protectedMode
  )
  code(
    protectedMode,
    [0x66, 0xb8, data32, 0, 0x8e, 0xd8, 0x8e, 0xd0], // ds = ss = data32
    [0x0f, 0x20, 0xe0, 0x83, 0xc8, 0x20, 0x0f, 0x22, 0xe0], // cr4 |= PAE
    ...pageTables.map(([address, value]) => [0xc7, 0x05, ...le32(address), ...le32(value)]), // [address] = value
    [0xb8, ...le32(pageTablesAt), 0x0f, 0x22, 0xd8], // cr3 = pageTablesAt
    [0xb9, ...le32(0xc000_0080), 0x0f, 0x32, 0x0d, ...le32(0x100), 0x0f, 0x30], // EFER |= LME
    [0x0f, 0x20, 0xc0, 0x0d, ...le32(0x8000_0000), 0x0f, 0x22, 0xc0], // cr0 |= PG
    [0xea, ...le32(base + longMode), code64, 0], // jmp code64:longMode
  )
  code(
    longMode,
    [0xb9, ...le32(probeRounds)], // mov ecx, probeRounds
    [0x48, 0xff, 0xc9, 0x75, 0xfb], // again: dec rcx; jnz again
    [0xb0, exitValue, 0xe6, x86ExitPort], // out x86ExitPort, exitValue
    [0xf4, 0xeb, 0xfd], // hlt for ever
  )
  return rom
}

/**
 * The probe guest for arm64, as a raw kernel for QEMU's `virt` machine: counts down, then switches the machine off through PSCI,
 * whereupon QEMU exits with 0.
 */
export function arm64ProbeKernel(): Uint8Array {
  const words = [
    0x5280_0001 | ((probeRounds & 0xffff) << 5), // movz w1, #low
    0x72a0_0001 | ((probeRounds >>> 16) << 5), // movk w1, #high, lsl #16
    0x7100_0421, // again: subs w1, w1, #1
    0x54ff_ffe1, // b.ne again
    0x5280_0100, // movz w0, #8
    0x72b0_8000, // movk w0, #0x8400, lsl #16: PSCI SYSTEM_OFF
    0xd400_0002, // hvc #0
    0x1400_0000, // b .
  ]
  const bytes = new Uint8Array(words.length * 4)
  const view = new DataView(bytes.buffer)
  words.forEach((word, nth) => view.setUint32(nth * 4, word >>> 0, true))
  return bytes
}

function le16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function le32(value: number): number[] {
  return [...le16(value), ...le16(value >>> 16)]
}
