/** What is installed in a lab beside Debian's essential packages and ZFS's. Recommended packages are left out. */
export const packages: readonly string[] = [
  // The system.
  'systemd-sysv',
  'udev',
  'dbus',
  'libpam-systemd',
  'linux-image-cloud-amd64',
  'initramfs-tools',
  'zstd',
  'openssh-server',
  'iproute2',
  'ca-certificates',
  'less',
  'apparmor',
  // Virtualisation, as Debian has it.
  'libvirt-daemon-system',
  'libvirt-daemon-driver-qemu',
  'libvirt-daemon-driver-storage-zfs',
  'libvirt-daemon-config-network',
  'libvirt-clients',
  'qemu-system-x86',
  'qemu-utils',
  'ovmf',
  'dnsmasq-base',
  'iptables',
  'nftables',
  'swtpm',
  'swtpm-tools',
  'xorriso',
  'virtinst',
  'guestfish',
  // Disks and file systems.
  'smartmontools',
  'fio',
  'lz4',
  'parted',
  'gdisk',
  'fdisk',
  'lvm2',
  'e2fsprogs',
  'xfsprogs',
  'btrfs-progs',
  'dosfstools',
  'ntfs-3g',
  'mdadm',
  'cryptsetup-bin',
  // Peers of the benchmarks; brings syncoid along.
  'sanoid',
  'mbuffer',
  'pv',
  'lzop',
]

/** zfs-test has zinject, which makes ZFS see errors that no disk made. */
export const zfsPackages: readonly string[] = ['zfsutils-linux', 'zfs-zed', 'zfs-test']

/** What compiling the module takes; dkms, compiler and make come along. */
export const modulePackages: readonly string[] = ['linux-headers-cloud-amd64', 'zfs-dkms']

/** The tree is thrown away unless all of it was built, so single syncs protect nothing; nobody reads manuals in a lab. */
export const dpkgOptions: readonly string[] = [
  'force-unsafe-io',
  'path-exclude=/usr/share/doc/*',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/lintian/*',
]

/** What would only take time from the tests, would snapshot their pools, or fails where disks have no SMART. */
export const maskedUnits: readonly string[] = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'logrotate.timer',
  'lvm2-monitor.service',
  'mdcheck_continue.timer',
  'mdcheck_start.timer',
  'mdmonitor-oneshot.timer',
  'sanoid.timer',
  'sanoid-prune.service',
  'sanoid.service',
  'smartmontools.service',
  'sysstat.service',
  'systemd-pstore.service',
  'systemd-networkd-wait-online.service',
]

export const enabledUnits: readonly string[] = ['systemd-networkd.service']

/** Where the project is seen in a lab. */
export const appFolder = '/opt/kiste'
/** The serials of the lab's own disks; those of pool disks are free. */
export const rootLabel = 'lab-root'
export const appSerial = 'kiste-app'

export interface LabKeys {
  /** Public key of whoever may log in as root. */
  readonly authorized: string
  readonly hostPrivate: string
  readonly hostPublic: string
}

/** Files of the image that are ours, by path. */
export function rootFiles(keys: LabKeys): Readonly<Record<string, string>> {
  const launcher = (script: string) =>
    `#!/bin/sh\nexec ${appFolder}/bin/node ${appFolder}/dist/${script} "$@"\n`
  return {
    'etc/fstab': [
      `LABEL=${rootLabel} / ext4 errors=remount-ro,noatime 0 1`,
      // No boot depends on the project's disk, which may be taken out; on a host with much to do udev takes its time to name it.
      `/dev/disk/by-id/virtio-${appSerial} ${appFolder} ext4 ro,nofail,x-systemd.device-timeout=5min 0 0`,
      '',
    ].join('\n'),
    'etc/hostname': 'lab\n',
    'etc/hosts': '127.0.0.1 localhost\n127.0.1.1 lab\n::1 localhost ip6-localhost ip6-loopback\n',
    'etc/default/locale': 'LANG=C.UTF-8\n',
    'etc/resolv.conf': 'nameserver 10.0.2.3\n',
    // QEMU's user network always looks like this; asking it by DHCP would only take time.
    'etc/systemd/network/10-lab.network': [
      '[Match]',
      'Name=eth0',
      '',
      '[Network]',
      'Address=10.0.2.15/24',
      'Gateway=10.0.2.2',
      'IPv6AcceptRA=no',
      '',
    ].join('\n'),
    'etc/ssh/sshd_config.d/lab.conf': [
      'HostKey /etc/ssh/ssh_host_ed25519_key',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'UseDNS no',
      'MaxSessions 200',
      'MaxStartups 200',
      '',
    ].join('\n'),
    'etc/ssh/ssh_host_ed25519_key': keys.hostPrivate,
    'etc/ssh/ssh_host_ed25519_key.pub': keys.hostPublic,
    'root/.ssh/authorized_keys': keys.authorized,
    'etc/initramfs-tools/conf.d/lab': 'MODULES=list\nRESUME=none\nFSTYPE=ext4\n',
    'etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\next4\n',
    // What was said before a power cut shall be there after it.
    'etc/systemd/journald.conf.d/lab.conf': '[Journal]\nStorage=persistent\nSyncIntervalSec=5s\n',
    'usr/local/bin/kiste': launcher('cli/kiste.cjs'),
    'usr/local/bin/kisted': launcher('daemon.js'),
  }
}
