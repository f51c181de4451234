/**
 * A script for `sh` that does something in /mnt with the data of a tiny guest that is off. It is on the third partition; volumes have no
 * partitions on the host, so it is looked for where it begins.
 */
export function onGuestData(vm: string, script: string): string {
  const offset = 42 * 1024 * 1024
  const device = `/dev/zvol/tank/kiste/${vm}/root`
  return `loop=$(losetup --show -f -o ${offset} --sizelimit ${85 * 1024 * 1024} ${device}) && mount "$loop" /mnt && { ${script}; umount /mnt; losetup -d "$loop"; }`
}
