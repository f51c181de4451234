import type { NetworkFacts } from '../domain/network.ts'

/** The networks of libvirt, to look at. */
export interface NetworkHost {
  /** All of them, by name; none where this libvirt has no networks at all. Rejects with `libvirt_unavailable`. */
  list(): Promise<readonly NetworkFacts[]>
}
