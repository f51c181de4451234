// Pure readers of what the kernel says is in use, beside lsblk: two witnesses are better before a drive is erased.

/** A mounted device and where. */
export interface Mount {
  readonly source: string
  readonly mountpoint: string
}

/** Reads /proc/mounts: only mounts of devices; spaces and the like come as `\040`. */
export function parseMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [source, mountpoint] = line.split(' ')
    if (source === undefined || mountpoint === undefined || !source.startsWith('/')) return []
    return [{ source: unescapeOctal(source), mountpoint: unescapeOctal(mountpoint) }]
  })
}

/** Reads /proc/swaps: the paths of devices (and files) that are swapped to. */
export function parseSwaps(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => /^(\/\S+)\s/.exec(line)?.[1] ?? [])
    .map(unescapeOctal)
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  )
}
