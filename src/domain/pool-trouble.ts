/** Something the kernel or ZFS told of that helps to say what is broken. Several of a kind are one with a count. */
export interface Trouble {
  readonly what: TroubleKind
  /** When it last happened, ISO 8601. */
  readonly at: string
  readonly count: number
  /** By the kernel's name of the drive, a port such as `ata3`, or ZFS's guid of the device; absent for the whole host. */
  readonly where?: string | undefined
}

export type TroubleKind =
  /** The link to a drive was set back: cable, plug, backplane, power, controller. */
  | 'link-reset'
  /** The drive answered with an error. */
  | 'io-error'
  /** The drive did not answer in time. */
  | 'timeout'
  /** A byte of memory was wrong and was mended (ECC), or could not be. */
  | 'memory-corrected'
  | 'memory-uncorrected'
  /** The host went down without being shut down. */
  | 'unclean-start'

const kernelLines: readonly (readonly [RegExp, TroubleKind])[] = [
  [/\b(ata\d+)(?:\.\d+)?: (?:hard|soft) resetting link/, 'link-reset'],
  [
    /\b(ata\d+)(?:\.\d+)?: (?:SATA link down|COMRESET failed|link is slow to respond|exception Emask .*\b(?:frozen|SErr))/,
    'link-reset',
  ],
  [/\b(usb \d+-[\d.]+): reset \w+(?:-\w+)? ?(?:\w+ )?USB device/i, 'link-reset'],
  [/\b(nvme\d+): controller is down/, 'link-reset'],
  [/\b(nvme\d+): I\/O (?:tag )?\d+.* timeout/, 'timeout'],
  [/\[(sd[a-z]+)\] .*(?:timing out command|hostbyte=DID_TIME_OUT)/, 'timeout'],
  [/(?:I\/O|critical (?:medium|target)) error, dev ([a-z0-9]+),/, 'io-error'],
  [/EDAC \w+: \d+ UE\b|Uncorrected (?:hardware )?memory error/i, 'memory-uncorrected'],
  [/EDAC \w+: \d+ CE\b|Corrected (?:hardware )?memory error/i, 'memory-corrected'],
]

/** What a line of the kernel's log says, if it says one of these things. */
export function troubleInLine(line: string, at: string): Trouble | undefined {
  for (const [pattern, what] of kernelLines) {
    const match = pattern.exec(line)
    if (match) return { what, at, count: 1, ...(match[1] === undefined ? {} : { where: match[1] }) }
  }
  return undefined
}

const zfsClasses: Readonly<Record<string, TroubleKind>> = {
  'ereport.fs.zfs.io': 'io-error',
  'ereport.fs.zfs.probe_failure': 'io-error',
  'ereport.fs.zfs.delay': 'timeout',
  'ereport.fs.zfs.deadman': 'timeout',
}

/** What an event of ZFS says; checksums are left to its counters, which count the same. */
export function troubleInZfsEvent(event: {
  readonly at: string
  readonly class: string
  readonly values: ReadonlyMap<string, string>
}): Trouble | undefined {
  const what = zfsClasses[event.class]
  if (what === undefined) return undefined
  const guid = event.values.get('vdev_guid')
  return { what, at: event.at, count: 1, ...(guid === undefined ? {} : { where: decimal(guid) }) }
}

/** Events write numbers in hexadecimal, everything else writes guids in decimal. */
function decimal(number: string): string {
  return /^0x[0-9a-f]{1,16}$/i.test(number) ? String(BigInt(number)) : number
}

/** One of each kind and place, with how often and when last. */
export function gatherTrouble(troubles: readonly Trouble[]): readonly Trouble[] {
  const gathered = new Map<string, Trouble>()
  for (const one of troubles) {
    const key = `${one.what} ${one.where ?? ''}`
    const before = gathered.get(key)
    gathered.set(
      key,
      before === undefined
        ? one
        : { ...one, count: before.count + one.count, at: before.at > one.at ? before.at : one.at },
    )
  }
  return [...gathered.values()]
}
