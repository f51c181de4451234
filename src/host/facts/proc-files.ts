// Pure readers of what Linux tells about itself. Each takes the file's text.

export interface Meminfo {
  readonly totalMiB: number
  /** What new programs can have without swapping, by the kernel's own estimate. */
  readonly availableMiB: number
}

/** Reads /proc/meminfo; its kB are KiB. */
export function parseMeminfo(text: string): Meminfo {
  const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0)
  return {
    totalMiB: Math.floor(kib('MemTotal') / 1024),
    availableMiB: Math.floor(kib('MemAvailable') / 1024),
  }
}

/** Reads what a process has of the machine's memory in /proc/PID/status; 0 for one that ends. */
export function parseResidentMiB(text: string): number {
  return Math.floor(Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024)
}

export interface Cpuinfo {
  /** Empty where the kernel does not tell, as on most ARM machines. */
  readonly model: string
  readonly threads: number
  readonly flags: ReadonlySet<string>
}

/** Reads /proc/cpuinfo of x86 (`model name`, `flags`) and ARM (`Features`). */
export function parseCpuinfo(text: string): Cpuinfo {
  const first = (key: string) => new RegExp(`^${key}\\s*:\\s*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
  return {
    model: first('model name').replaceAll(/\s+/g, ' '),
    threads: text.match(/^processor\s*:/gm)?.length ?? 0,
    flags: new Set((first('flags') || first('Features')).split(/\s+/).filter(Boolean)),
  }
}

/** Reads /proc/uptime: seconds since boot. */
export function parseUptimeSeconds(text: string): number {
  return Math.floor(Number(text.split(' ')[0] ?? 0))
}

/** Whether a user, by name or id, has a range in /etc/subuid or /etc/subgid (subuid(5): `user:first:count`). */
export function hasSubordinateRange(
  text: string,
  user: { readonly name: string; readonly uid: number },
): boolean {
  return text.split('\n').some((line) => {
    const [owner, first, count] = line.trim().split(':')
    return (owner === user.name || owner === String(user.uid)) && Number(first) > 0 && Number(count) >= 65_536
  })
}
