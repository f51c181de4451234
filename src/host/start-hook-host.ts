/** What libvirt asks before it starts a VM, for whomever it does so: Kiste, `virsh start`, or itself when the host comes up. */
export interface StartHookHost {
  /**
   * Sees to it that libvirt gives no VM a volume's device that is another volume's. `elsewhere`: libvirt is not this machine's own, and there is
   * nothing to see to. Rejects with `host_failed` if it cannot be done.
   */
  install(): Promise<'there' | 'installed' | 'elsewhere'>
}
