const partitionSuffixes: readonly RegExp[] = [
  // Links of udev, and multipath devices: `…-part1`.
  /-part\d+$/,
  // Names that end in a number themselves: `nvme0n1p1`, `mmcblk0p1`.
  /(?<=\d)p\d+$/,
  /(?<=^\/dev\/(?:[hsv]d|xvd)[a-z]+)\d+$/,
]

/** The disk that a partition is on, by its path: `/dev/disk/by-id/x` for `/dev/disk/by-id/x-part1`. A path of a whole disk stays as it is. */
export function wholeDiskPath(path: string): string {
  const suffix = partitionSuffixes.find((suffix) => suffix.test(path))
  return suffix === undefined ? path : path.replace(suffix, '')
}
