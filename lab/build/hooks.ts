/**
 * Scripts that mmdebstrap runs, with the tree being built as `$1` and, in its own user namespace, as root. They are constant: all that
 * varies comes in as `KISTE_…` variables and files. `KISTE_OUT` is a folder that they may write to.
 */

/** Before the packages beside the essential ones are installed. */
export const beforePackages = `#!/bin/sh
set -eu
# The packages' own scripts would make host keys (seconds of RSA); an existing file stops them.
mkdir -p "$1/etc/ssh"
for type in rsa ecdsa ed25519; do : > "$1/etc/ssh/ssh_host_\${type}_key"; done
# zfs-zed wants a module, from whatever package. Ours comes as a tar; without this one a compiler and dkms would come along.
mkdir -p "$KISTE_OUT/stand-in/DEBIAN"
cat > "$KISTE_OUT/stand-in/DEBIAN/control" <<END
Package: kiste-lab-zfs-module
Version: 1
Architecture: all
Maintainer: Kiste <root@localhost>
Provides: zfs-modules
Description: The ZFS module of a lab
END
dpkg-deb --root-owner-group --build "$KISTE_OUT/stand-in" "$1/stand-in.deb"
chroot "$1" dpkg --install /stand-in.deb
rm -r "$1/stand-in.deb" "$KISTE_OUT/stand-in"
`

/** The compiled module as a tar, with paths as they are to be below \`/\`. dkms has built it while zfs-dkms was installed. */
export const takeModule = `#!/bin/sh
set -eu
folder="lib/modules/$KISTE_KERNEL/updates"
if [ ! -e "$1/$folder/dkms/zfs.ko" ]; then
  echo "E: dkms made no ZFS module for $KISTE_KERNEL" >&2
  cat "$1"/var/lib/dkms/zfs/*/build/make.log >&2 || true
  exit 1
fi
tar -C "$1" --owner=0 --group=0 -cf "$KISTE_OUT/module.tar" "$folder"
`

/** After all packages are installed: our files and the module, no traces, and the file system made of it all. */
export const afterPackages = `#!/bin/sh
set -eu
root=$1

rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
cp -r "$KISTE_FILES/." "$root/"
# As git does, the host may take away more permissions than the files need; here they are made what sshd and systemd want.
chown -R 0:0 "$root/root/.ssh" "$root/etc/ssh"
chmod 700 "$root/root/.ssh"
chmod 600 "$root/etc/ssh/ssh_host_ed25519_key" "$root/root/.ssh/authorized_keys"
chmod 755 "$root/usr/local/bin/kiste" "$root/usr/local/bin/kisted"
mkdir -p "$root$KISTE_APP" "$root/var/log/journal"
chroot "$root" systemctl --quiet enable $KISTE_ENABLE
chroot "$root" systemctl --quiet mask $KISTE_MASK

for kernel in "$root"/boot/vmlinuz-*; do version=\${kernel##*/vmlinuz-}; done
if [ "$version" != "$KISTE_KERNEL" ]; then
  echo "E: the archive has gone on to kernel $version; the module was made for $KISTE_KERNEL" >&2
  exit 1
fi
# The root is a plain file system on a plain disk: what finds arrays and pools for an initrd would only slow it down.
for part in mdadm lvm2 dmsetup btrfs ntfs_3g zfs zfsunlock; do
  find "$root/usr/share/initramfs-tools" -type f -name "$part" -delete
done
tar -C "$root" --keep-directory-symlink -xf "$KISTE_OUT/module.tar"
chroot "$root" depmod "$version"
chroot "$root" update-initramfs -c -k "$version"
cp "$kernel" "$KISTE_OUT/vmlinuz"
cp "$root/boot/initrd.img-$version" "$KISTE_OUT/initrd"
chmod 644 "$KISTE_OUT/vmlinuz" "$KISTE_OUT/initrd"
dpkg-query --admindir="$root/var/lib/dpkg" -W -f '\${Package}:\${Architecture} \${Version}\\n' > "$KISTE_OUT/packages.txt"

rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old \\
  "$root"/var/lib/systemd/random-seed "$root"/var/lib/dbus/machine-id "$root"/etc/apt/apt.conf.d/99mmdebstrap
find "$root/var/log" -type f -delete
: > "$root/etc/machine-id"

# Not recursive, so that the tree is seen without the /proc and /sys mounted in it.
mount --bind "$root" "$root/mnt"
# mmdebstrap still needs what it has in these; the image shall have them empty.
for folder in dev run tmp; do mount -t tmpfs -o "mode=$(stat -c %a "$root/mnt/$folder")" tmpfs "$root/mnt/$folder"; done
mke2fs -q -t ext4 -F -L "$KISTE_LABEL" -m 0 -d "$root/mnt" -E lazy_itable_init=0 -- "$KISTE_OUT/disk.raw" "$KISTE_SIZE"
umount -R "$root/mnt"
`
