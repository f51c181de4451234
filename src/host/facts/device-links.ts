// Pure readers of the links that udev makes below /dev/disk, and of where a drive sits.

/** The links below /dev/disk that lead to each device, by its kernel name. */
export type DeviceLinks = ReadonlyMap<string, readonly string[]>

/** Reads lines of `link TAB target`, as `find -printf '%p\t%l\n'` writes them. */
export function parseDeviceLinks(text: string): DeviceLinks {
  const links = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [link, target] = line.split('\t')
    const kernelName = target?.split('/').at(-1)
    if (link === undefined || kernelName === undefined || kernelName === '') continue
    links.set(kernelName, [...(links.get(kernelName) ?? []), link])
  }
  for (const found of links.values()) found.sort()
  return links
}

/** Which kinds of by-id names are preferred: those that say model and serial, then those that at least last. */
const byIdOrder: readonly RegExp[] = [
  /^ata-/,
  /^nvme-(?!eui\.|nvme\.|uuid\.)/,
  /^scsi-(?![0-9]|SATA_)/,
  /^virtio-/,
  /^scsi-SATA_/,
  /^scsi-/,
  /^mmc-/,
  /^wwn-/,
  /^nvme-/,
  /^usb-/,
]

/**
 * The one by-id path a drive is known by, or undefined where udev has none. The same links always give the same answer: the
 * best kind, then the shortest name (NVMe drives have a second one that ends in the number of the namespace).
 */
export function chooseById(links: readonly string[]): string | undefined {
  const folder = '/dev/disk/by-id/'
  return links
    .filter((link) => link.startsWith(folder))
    .map((path) => ({ path, rank: byIdOrder.findIndex((kind) => kind.test(path.slice(folder.length))) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted(
      (one, other) =>
        one.rank - other.rank || one.path.length - other.path.length || (one.path < other.path ? -1 : 1),
    )[0]?.path
}

/** What the last part of a by-path name says of the place. */
const places: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/-ata-(\d+)/, ([, port]) => `SATA port ${port}`],
  [/-exp0x[0-9a-f]+-phy(\d+)/, ([, phy]) => `expander phy ${phy}`],
  [/-sas-phy(\d+)/, ([, phy]) => `SAS phy ${phy}`],
  [/-usb(?:v\d)?-\d+:([\d.]+)/, ([, port]) => `USB port ${port}`],
  [/^pci-([0-9a-f:.]+)-nvme-\d+$/, ([, address]) => `PCIe ${address}`],
]

/** Where a drive is plugged in, from its by-path links: a help to find it where the enclosure does not tell. */
export function placeFromPath(links: readonly string[]): string | undefined {
  const folder = '/dev/disk/by-path/'
  for (const link of links) {
    if (!link.startsWith(folder)) continue
    for (const [pattern, say] of places) {
      const match = pattern.exec(link.slice(folder.length))
      if (match) return say(match)
    }
  }
  return undefined
}

/**
 * Slots of enclosures by the SCSI address of what is in them: reads lines of `…/0:0:8:0/Slot 01/device TAB ../../…/0:0:1:0`,
 * the links the kernel's `ses` module makes.
 */
export function parseEnclosureSlots(text: string): ReadonlyMap<string, string> {
  const slots = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [link, target] = line.split('\t')
    const hctl = target?.split('/').at(-1)
    const slot = link?.split('/').at(-2)?.trim()
    if (hctl === undefined || slot === undefined || !/^\d+:\d+:\d+:\d+$/.test(hctl)) continue
    slots.set(
      hctl,
      /^slot/i.test(slot) ? slot.toLowerCase().replace(/^slot\s*0*(?=\d)/, 'slot ') : `slot ${slot}`,
    )
  }
  return slots
}
