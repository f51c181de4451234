import type { Procedure } from './procedure.ts'
import { connectProcedures } from './procedures/connect.ts'
import { domainBlockProcedures } from './procedures/domain-block.ts'
import { domainDeviceProcedures } from './procedures/domain-device.ts'
import { domainGuestProcedures } from './procedures/domain-guest.ts'
import { domainLifeProcedures } from './procedures/domain-life.ts'
import { domainListProcedures } from './procedures/domain-list.ts'
import { hostProcedures } from './procedures/host.ts'
import { networkProcedures } from './procedures/network.ts'
import { secretProcedures } from './procedures/secret.ts'
import { storageProcedures } from './procedures/storage.ts'

/**
 * Every call this client knows, by name. Written from the facts in libvirt's protocol files (src/remote/remote_protocol.x and
 * qemu_protocol.x of 9.0; later versions only add).
 */
export const procedures = {
  ...connectProcedures,
  ...hostProcedures,
  ...domainListProcedures,
  ...domainLifeProcedures,
  ...domainDeviceProcedures,
  ...domainBlockProcedures,
  ...domainGuestProcedures,
  ...networkProcedures,
  ...secretProcedures,
  ...storageProcedures,
} as const

export type ProcedureName = keyof typeof procedures
export type ArgsOf<N extends ProcedureName> =
  (typeof procedures)[N] extends Procedure<infer A, infer _R> ? A : never
export type ResultOf<N extends ProcedureName> =
  (typeof procedures)[N] extends Procedure<infer _A, infer R> ? R : never
