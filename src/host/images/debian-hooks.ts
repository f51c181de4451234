/**
 * Scripts that mmdebstrap runs, with the tree being built as `$1` and, in its own user namespace, as root. They are constant: all
 * that varies comes in as `KISTE_…` variables and files. `KISTE_OUT` is a folder that they may write to.
 */

/** Before the packages beside the essential ones are installed. */
export const beforePackages = `#!/bin/sh
set -eu
# The packages' own scripts would make host keys (seconds of RSA); every VM gets its own from cloud-init. An existing file stops them.
mkdir -p "$1/etc/ssh"
for type in rsa ecdsa ed25519; do : > "$1/etc/ssh/ssh_host_\${type}_key"; done
`

/** After all packages are installed: our files, the boot loader's parts, no traces, and the file system made of it all. */
export const afterPackages = `#!/bin/sh
set -eu
root=$1

rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
ln -s ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
if [ "$KISTE_SOURCES" != default ]; then rm -rf "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/*; fi
cp -r "$KISTE_FILES/." "$root/"
mkdir -p "$root/boot/efi"
chroot "$root" systemctl --quiet enable $KISTE_ENABLE
chroot "$root" systemctl --quiet mask $KISTE_MASK

chroot "$root" update-initramfs -c -k all
for kernel in "$root"/boot/vmlinuz-*; do version=\${kernel##*/vmlinuz-}; done
env -u INITRD chroot "$root" linux-update-symlinks install "$version" "/boot/vmlinuz-$version"
cp "$root/boot/vmlinuz-$version" "$KISTE_OUT/vmlinuz"
cp "$root/boot/initrd.img-$version" "$KISTE_OUT/initrd"
chmod 644 "$KISTE_OUT/initrd"

mkdir -p "$root/boot/grub/i386-pc"
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/boot/grub/i386-pc/"
chroot "$root" grub-editenv /boot/grub/grubenv create
cp "$KISTE_FILES/../grub-bios.cfg" "$root/tmp/grub-bios.cfg"
chroot "$root" grub-mkimage -O i386-pc -o /tmp/core.img -p /boot/grub -c /tmp/grub-bios.cfg $KISTE_CORE_MODULES
cp "$root/tmp/core.img" "$root/usr/lib/grub/i386-pc/boot.img" "$KISTE_OUT/"
cp "$root/usr/lib/shim/shimx64.efi.signed" "$KISTE_OUT/BOOTX64.EFI"
cp "$root/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" "$KISTE_OUT/grubx64.efi"

dpkg-query --admindir="$root/var/lib/dpkg" -W -f '\${Package}:\${Architecture} \${Version}\\n' > "$KISTE_OUT/packages.txt"
sed -n 's/^Date: //p' "$root"/var/lib/apt/lists/*Release > "$KISTE_OUT/dates.txt"

rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/*-old "$root"/var/cache/ldconfig \\
  "$root"/var/lib/dpkg/*-old "$root"/var/lib/systemd/random-seed "$root"/var/lib/dbus/machine-id
find "$root/var/log" -type f -delete
: > "$root/etc/machine-id"

newest=0
while read -r date; do
  seconds=$(date -u -d "$date" +%s)
  if [ "$seconds" -gt "$newest" ]; then newest=$seconds; fi
done < "$KISTE_OUT/dates.txt"

# Not recursive, so that the tree is seen without the /proc and /sys mounted in it.
mount --bind "$root" "$root/mnt"
# mmdebstrap still needs what it has in these; the image shall have them empty.
for folder in dev run tmp; do mount -t tmpfs -o "mode=$(stat -c %a "$root/mnt/$folder")" tmpfs "$root/mnt/$folder"; done
find "$root/mnt" -xdev -newermt "@$newest" -exec touch -h -d "@$newest" {} +
mke2fs -q -t ext4 -F -L "$KISTE_LABEL" -U "$KISTE_ROOT_UUID" -m 1 -d "$root/mnt" \\
  -E "offset=$KISTE_ROOT_OFFSET,hash_seed=$KISTE_HASH_SEED,lazy_itable_init=0" "$KISTE_DISK" "$KISTE_ROOT_SIZE"
umount -R "$root/mnt"
`

/** The file system's features, written out: what mke2fs takes by itself differs between hosts, and GRUB must know them all. */
export const mke2fsConfig = `[defaults]
	base_features = sparse_super,large_file,filetype,resize_inode,dir_index,ext_attr
	default_mntopts = acl,user_xattr
	enable_periodic_fsck = 0
	blocksize = 4096
	inode_size = 256
	inode_ratio = 16384
[fs_types]
	ext4 = {
		features = has_journal,extent,huge_file,flex_bg,metadata_csum,64bit,dir_nlink,extra_isize
	}
`
