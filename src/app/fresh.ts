import type { AppDeps } from './deps.ts'

/** A MAC address of QEMU's own range, 52:54:00, with three bytes of chance, that no VM here has. */
export function freshMac(deps: Pick<AppDeps, 'randomBytes'>, taken: ReadonlySet<string>): string {
  for (;;) {
    const mac = [
      '52',
      '54',
      '00',
      ...[...deps.randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')),
    ].join(':')
    if (!taken.has(mac)) return mac
  }
}

/** Names an entry of the bin: the VM and the second it was deleted, with some chance against two in one second. */
export function freshBinId(deps: Pick<AppDeps, 'randomBytes'>, vm: string, deletedAt: Date): string {
  const second = deletedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const chance = [...deps.randomBytes(2)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${vm}.${second}-${chance}`
}
