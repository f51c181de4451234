/** The words of `kiste vm create` for a VM of the image `tiny`, as small as it boots. */
export const tinyVm: readonly string[] = [
  '--image',
  'tiny',
  '--cpus',
  '1',
  '--memory',
  '192M',
  '--firmware',
  'bios',
]
