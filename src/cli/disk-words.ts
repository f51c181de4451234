/** What the CLI says about disks. */
export const diskWords = {
  columns: { name: 'DISK', target: 'TARGET', kind: 'KIND', size: 'SIZE', used: 'USED', path: 'PATH' },
  kind: { disk: 'disk', cdrom: 'CD' },
  added: (vm: string, disk: string) =>
    `${vm} has the disk ${disk} now; in the guest: /dev/disk/by-id/virtio-${disk}`,
  grown: (vm: string, disk: string, size: string) => `The disk ${disk} of ${vm} has ${size} now.`,
  removed: (vm: string, disk: string) => `The disk ${disk} of ${vm} is removed.`,
  remove: (vm: string, disk: string) =>
    `Remove the disk ${disk} of ${vm}? A snapshot is taken first, which keeps it.`,
  removeForGood: (vm: string, disk: string) =>
    `Remove the disk ${disk} of ${vm} for good? There is no way back.`,
  noSize: { message: 'No size was given.', hint: 'Say how large it is to be: --size 20G' },
} as const
