import type { FoundPool, FoundPools, ShownPool } from '../domain/libvirt-pool.ts'

/** libvirt's storage pools, as far as they show Kiste's disks to other tools. Neither verb touches a disk or a dataset. */
export interface LibvirtPoolHost {
  /** What there is, and what libvirt can do. Never rejects because libvirt cannot: that is an answer. */
  look(): Promise<FoundPools>
  /** Makes libvirt list exactly this, and now. Rejects with `foreign_object` if somebody else has the name. */
  show(pool: ShownPool): Promise<void>
  /** Makes libvirt forget a pool of Kiste's. Absent is success; others' are left alone. */
  hide(pool: FoundPool): Promise<void>
}
