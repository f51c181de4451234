import { tinyInside } from '../app-disk.ts'

/**
 * The definition of a VM inside a lab that boots the tiny guest, which is up in about ten seconds there; it says `tiny guest ready` on its
 * console. Written by hand, so that the lab is tried apart from the product.
 */
export function nestedDomain(wish: {
  readonly name: string
  /** A block device inside. */
  readonly diskPath: string
  /** A file inside that the serial console is written to. */
  readonly consolePath: string
}): string {
  return `<domain type='kvm'>
  <name>${wish.name}</name>
  <memory unit='MiB'>192</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${tinyInside}/vmlinuz</kernel>
    <initrd>${tinyInside}/initrd</initrd>
    <cmdline>console=ttyS0 quiet panic=-1 mitigations=off nokaslr</cmdline>
  </os>
  <cpu mode='host-passthrough'/>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='block' device='disk'>
      <driver name='qemu' type='raw' cache='none' io='native' discard='unmap'/>
      <source dev='${wish.diskPath}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <serial type='file'><source path='${wish.consolePath}'/><target port='0'/></serial>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <memballoon model='none'/>
  </devices>
</domain>
`
}
