/** The versions that decide what a lab is. */
export interface LabVersions {
  /** Debian's version of the ZFS packages. */
  readonly zfs: string
  /** What `uname -r` says in the lab. */
  readonly kernel: string
  /** Debian's version of the kernel's package. */
  readonly kernelPackage: string
  /** Every package with its version, sorted. */
  readonly all: readonly string[]
}

/** Picks them from all versions that apt would install. */
export function labVersions(versions: ReadonlyMap<string, string>): LabVersions {
  const zfs = versions.get('zfsutils-linux')
  const [image, kernelPackage] =
    [...versions].find(([name]) => /^linux-image-\d.*-cloud-amd64$/.test(name)) ?? []
  if (zfs === undefined || image === undefined || kernelPackage === undefined)
    throw new Error(`apt would install no ${zfs === undefined ? 'zfsutils-linux' : 'cloud kernel'}`)
  return {
    zfs,
    kernel: image.slice('linux-image-'.length),
    kernelPackage,
    all: [...versions].map(([name, version]) => `${name} ${version}`).toSorted(),
  }
}
