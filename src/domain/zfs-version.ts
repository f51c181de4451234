/** A release of OpenZFS: of the kernel module, which decides what a pool can do. */
export interface ZfsVersion {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

/** Reads `2.3.2-2~bpo12+2`, `zfs-kmod-2.1.11-1`; undefined for anything else. */
export function parseZfsVersion(text: string): ZfsVersion | undefined {
  const match = /^(?:zfs-(?:kmod-)?)?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.trim())
  return match
    ? { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) }
    : undefined
}

export function isAtLeast(version: ZfsVersion, major: number, minor: number, patch = 0): boolean {
  if (version.major !== major) return version.major > major
  if (version.minor !== minor) return version.minor > minor
  return version.patch >= patch
}

export function sayVersion({ major, minor, patch }: ZfsVersion): string {
  return `${major}.${minor}.${patch}`
}
