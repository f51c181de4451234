// What is inside the tiny guest, as scripts: how it is put together, and what it does when it runs.

/** Kernel modules it loads; what they depend on comes along. */
export const tinyModules: readonly string[] = [
  'virtio_pci',
  'virtio_blk',
  'virtio_scsi',
  'sd_mod',
  'sr_mod',
  'virtio_console',
  'virtio_net',
  'virtio_rng',
  'virtio_balloon',
  'ext4',
  'isofs',
  'button',
  'evdev',
]

/** Where these and what they depend on lie below `kernel/`; the rest is not even unpacked. */
export const tinyModuleFolders: readonly string[] = [
  'arch',
  'crypto',
  'drivers/acpi',
  'drivers/block',
  'drivers/cdrom',
  'drivers/char',
  'drivers/input',
  'drivers/net',
  'drivers/scsi',
  'drivers/virtio',
  'fs/ext4',
  'fs/isofs',
  'fs/jbd2',
  'fs',
  'lib',
  'net/core',
]

/** Runs with the unpacked packages as `$1`: makes kernel, initrd and GRUB images in `KISTE_OUT`. */
export const assembleTiny = `#!/bin/sh
set -eu
root=$1
tree=$root/tiny
mkdir -p "$root/tmp" "$tree"
for folder in bin sbin etc/acpi/PWRF dev proc sys run tmp data seed www usr/sbin lib64 lib/x86_64-linux-gnu var/lib/qemu modules; do
  mkdir -p "$tree/$folder"
done
ln -s /run "$tree/var/run"
cp "$root/bin/busybox" "$tree/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
  if [ "$applet" != busybox ]; then ln -s busybox "$tree/bin/$applet"; fi
done

cp "$root/usr/sbin/qemu-ga" "$tree/usr/sbin/"
cp -L "$root/lib64/ld-linux-x86-64.so.2" "$tree/lib64/"
for library in $(chroot "$root" /lib64/ld-linux-x86-64.so.2 --list /usr/sbin/qemu-ga | sed -n 's/.* => \\(\\/[^ ]*\\) .*/\\1/p'); do
  cp -L "$root$library" "$tree/lib/x86_64-linux-gnu/"
done

for kernel in "$root"/boot/vmlinuz-*; do version=\${kernel##*/vmlinuz-}; done
chroot "$root" /sbin/depmod "$version"
for module in $KISTE_MODULES; do
  chroot "$root" /sbin/modprobe --ignore-install --show-depends -S "$version" "$module" | while read -r _ path _; do
    name=\${path##*/}
    if [ "$path" = "$module" ] || [ -e "$tree/modules/$name" ]; then continue; fi
    cp "$root$path" "$tree/modules/$name"
    echo "/modules/$name" >> "$tree/modules/order"
  done
done

cp "$KISTE_FILES/init" "$tree/init"
cp "$KISTE_FILES/shutdown" "$tree/sbin/shutdown"
cp "$KISTE_FILES/button" "$tree/etc/acpi/PWRF/00000080"
cp "$KISTE_FILES/dhcp" "$tree/etc/dhcp"
chmod 755 "$tree/init" "$tree/sbin/shutdown" "$tree/etc/acpi/PWRF/00000080" "$tree/etc/dhcp"
printf 'ID=tiny\\nNAME=Tiny\\nPRETTY_NAME="Tiny test guest"\\nVERSION_ID=1\\n' > "$tree/etc/os-release"
printf 'root::0:0:root:/:/bin/sh\\n' > "$tree/etc/passwd"
(cd "$tree" && find . | "$root/bin/busybox" cpio -o -H newc) | gzip -1 > "$KISTE_OUT/initrd"
cp "$kernel" "$KISTE_OUT/vmlinuz"

cp "$KISTE_FILES/grub.cfg" "$root/tmp/grub.cfg"
chroot "$root" /usr/bin/grub-mkimage -O i386-pc -o /tmp/core.img -p / -c /tmp/grub.cfg biosdisk part_gpt fat search_fs_uuid linux boot
chroot "$root" /usr/bin/grub-mkimage -O x86_64-efi -o /tmp/BOOTX64.EFI -p / -c /tmp/grub.cfg part_gpt fat search_fs_uuid linux boot
cp "$root/tmp/core.img" "$root/tmp/BOOTX64.EFI" "$root/usr/lib/grub/i386-pc/boot.img" "$KISTE_OUT/"
chmod 644 "$KISTE_OUT"/*
`

/** Process 1 of the tiny guest. It says \`tiny guest ready\` on the console once all of it is up. */
export const tinyInit = `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
mount -t tmpfs run /run
while read -r module; do insmod "$module"; done < /modules/order

disk=$(findfs LABEL=tiny-data 2>/dev/null) && mount -t ext4 "$disk" /data
seed=$(findfs LABEL=cidata 2>/dev/null) && mount -t iso9660 -o ro "$seed" /seed
from_seed() { sed -n "s/^[\\"{ ]*$1[\\"]*: *[\\"]*\\([^\\",}]*\\).*/\\1/p" /seed/meta-data 2>/dev/null | head -n 1; }
name=$(from_seed local-hostname)
hostname "\${name:-tiny}"

# As cloud-init does: another instance-id means that this is another machine, so it gets an identity of its own.
instance=$(from_seed instance-id)
if [ ! -s /data/machine-id ] || [ "$(cat /data/instance-id)" != "$instance" ]; then
  tr -d - < /proc/sys/kernel/random/uuid > /data/machine-id
  echo "$instance" > /data/instance-id
  sync
fi
ln -s /data/machine-id /etc/machine-id

ifconfig lo 127.0.0.1
for link in /sys/class/net/eth*; do
  if [ -e "$link" ]; then udhcpc -q -b -t 3 -T 1 -S -i "\${link##*/}" -s /etc/dhcp > /dev/null 2>&1 & fi
done
hostname > /www/index.html
httpd -p 80 -h /www
acpid -d > /dev/null 2>&1 &
agent() {
  # Ports come up some time after their driver.
  for port in /sys/class/virtio-ports/*; do
    if [ "$(cat "$port/name" 2>/dev/null)" = org.qemu.guest_agent.0 ]; then
      /usr/sbin/qemu-ga -m virtio-serial -p "/dev/\${port##*/}" -t /run > /run/agent.log 2>&1
    fi
  done
}
(while :; do agent; sleep 0.2; done) &

echo "tiny guest ready: $(hostname) $(cat /data/machine-id)" > /dev/console
while :; do setsid cttyhack sh < /dev/ttyS0 > /dev/ttyS0 2>&1; sleep 1; done
`

/** What the agent and \`poweroff\` by hand call; the arguments are those of shutdown(8). */
export const tinyShutdown = `#!/bin/sh
umount /data 2>/dev/null
sync
case "$*" in
*-r*) exec /bin/reboot -f ;;
*) exec /bin/poweroff -f ;;
esac
`

export const tinyButton = `#!/bin/sh
exec /sbin/shutdown -h
`

export const tinyDhcp = `#!/bin/sh
case "$1" in
deconfig) ifconfig "$interface" up ;;
bound | renew)
  ifconfig "$interface" "$ip" netmask "\${subnet:-255.255.255.0}"
  for gateway in $router; do route add default gw "$gateway" dev "$interface"; done
  for server in $dns; do echo "nameserver $server"; done > /etc/resolv.conf
  ;;
esac
`
