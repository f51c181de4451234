export interface StartHookPlaces {
  /** Below which udev keeps the links to volumes, with its last slash. */
  readonly links: string
  /** udev's program that asks the kernel which volume a device is, wherever it may lie. */
  readonly helpers: readonly string[]
}

/**
 * The program that libvirt runs before each start of a VM: with `NAME prepare begin -` and the VM's XML at its standard input; anything but
 * 0 forbids the start, and libvirt tells what it said (libvirt's docs/hooks.rst). It takes nothing but a shell and udev's helper, since libvirt
 * starts VMs also when no daemon of Kiste runs.
 *
 * Names of datasets have no character that XML writes otherwise, and libvirt writes attributes in single quotes. The helper is started by
 * `env`: what AppArmor lets libvirtd run are the programs in /usr/bin, each then free of libvirtd's own bounds.
 */
export function startHookScript({ links, helpers }: StartHookPlaces): string {
  return String.raw`#!/bin/sh
# Kiste's, who writes it anew when it differs. To be without it: chmod -x.
#
# libvirt runs this before each start of a VM. A link in ${links} that was left behind leads to the device of another volume, and
# the VM would write onto somebody else's disk. So the kernel is asked which volume each device is.
[ "$2/$3" = prepare/begin ] || exit 0
name=$1
helper=
for one in ${helpers.join(' ')}; do
  [ -x "$one" ] && helper=$one && break
done
refuse() {
  echo "Kiste does not let VM $name start: $1" >&2
  wrong=1
}
tr '<' '\n' | sed -n "s#^source \(.* \)\{0,1\}dev='${links}\([^/']*/kiste/[^']*\)'.*#\2#p" | {
  wrong=0
  while IFS= read -r volume; do
    if ! device=$(readlink -e -- "${links}$volume"); then
      refuse "its disk ${links}$volume has no device."
    elif [ -z "$helper" ]; then
      refuse "nobody can say whether $device is its disk ${links}$volume, as there is no ${helpers.join(' and no ')}."
    elif ! found=$(/usr/bin/env "$helper" "$device"); then
      refuse "$device, to which ${links}$volume leads, is no volume."
    elif [ "$found" != "$volume" ]; then
      refuse "${links}$volume leads to $device, and that is the volume $found. Mend the links: udevadm trigger --subsystem-match=block; udevadm settle"
    fi
  done
  exit $wrong
}
`
}
