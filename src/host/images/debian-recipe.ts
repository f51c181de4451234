import { problemError } from '../../domain/problem.ts'

export interface DebianRelease {
  readonly codename: string
  readonly number: number
}

const releases: readonly DebianRelease[] = [
  { codename: 'bookworm', number: 12 },
  { codename: 'trixie', number: 13 },
]

/** The release people mean by `12` or `bookworm`. */
export function debianRelease(name: string): DebianRelease {
  const found = releases.find((release) => release.codename === name || String(release.number) === name)
  if (found) return found
  throw problemError({
    code: 'not_found',
    message: `There is no recipe for Debian ${JSON.stringify(name.slice(0, 40))}.`,
    field: 'release',
    hint: `There are: ${releases.map((release) => `${release.number} (${release.codename})`).join(', ')}.`,
  })
}

/** What is installed beside Debian's essential packages. Recommended packages are left out. */
export const packages: readonly string[] = [
  'systemd-sysv',
  'udev',
  'dbus',
  'libpam-systemd',
  'systemd-resolved',
  'libnss-myhostname',
  'systemd-timesyncd',
  'linux-image-cloud-amd64',
  'initramfs-tools',
  'zstd',
  'grub-cloud-amd64',
  'cloud-init',
  'cloud-guest-utils',
  'qemu-guest-agent',
  'openssh-server',
  'ca-certificates',
  'iproute2',
  'iputils-ping',
  'less',
  'nano',
  'sudo',
]

/** Options for dpkg: no manuals and translations, which a server image has no reader for; licences stay. */
export const dpkgOptions: readonly string[] = [
  // The tree is thrown away unless all of it was built, so single syncs protect nothing.
  'force-unsafe-io',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/lintian/*',
]

const kernelArguments = 'console=tty0 console=ttyS0,115200 quiet'

/** Modules GRUB's BIOS core needs to find and read the root file system by itself. */
export const grubCoreModules: readonly string[] = [
  'biosdisk',
  'part_gpt',
  'ext2',
  'search_fs_uuid',
  'configfile',
  'normal',
  'linux',
  'echo',
  'minicmd',
  'test',
  'serial',
  'terminal',
]

/** Services that only cost time in a VM, or do what cloud-init or the host does. */
export const disabledUnits: readonly string[] = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'grub-common.service',
  'systemd-pstore.service',
]

export const enabledUnits: readonly string[] = [
  'systemd-networkd.service',
  'systemd-resolved.service',
  'fstrim.timer',
]

export interface ImageIds {
  readonly rootUuid: string
  /** FAT volume id as `XXXX-XXXX`. */
  readonly espId: string
}

/** Files of the image that are ours, by path. `sources` are written only where they may travel. */
export function imageFiles(ids: ImageIds, sources: string | undefined): Readonly<Record<string, string>> {
  return {
    'etc/fstab': [
      `UUID=${ids.rootUuid} / ext4 errors=remount-ro,x-systemd.growfs 0 1`,
      // Needed only when GRUB is upgraded: mounted on first use, so that no boot waits for it.
      `UUID=${ids.espId} /boot/efi vfat umask=0077,noauto,x-systemd.automount,x-systemd.idle-timeout=1min 0 0`,
      '',
    ].join('\n'),
    'etc/hosts': '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n',
    'etc/hostname': 'debian\n',
    'etc/default/locale': 'LANG=C.UTF-8\n',
    'etc/repart.d/50-root.conf': '[Partition]\nType=root\n',
    // What a VM's root can lie on; all drivers there are would make the initrd twice as large and slower to start.
    'etc/initramfs-tools/conf.d/kiste': 'MODULES=list\nRESUME=none\nFSTYPE=ext4\n',
    'etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\nvirtio_scsi\nsd_mod\nnvme\next4\n',
    'etc/default/grub.d/50-kiste.cfg': [
      'GRUB_TIMEOUT=0',
      'GRUB_TERMINAL="console serial"',
      `GRUB_CMDLINE_LINUX="${kernelArguments}"`,
      'GRUB_DISABLE_OS_PROBER=true',
      '',
    ].join('\n'),
    // grub-cloud installs GRUB anew on its upgrades only where this file says that the disk is its own.
    'etc/grub.d/enable_cloud': '',
    'boot/grub/grub.cfg': grubMenu(ids),
    'etc/cloud/cloud.cfg.d/90_kiste.cfg': cloudConfig(sources !== undefined),
    // Any NIC that nothing else configures asks for an address, also one plugged in later.
    'etc/systemd/network/99-dhcp.network': '[Match]\nType=ether\nKind=!*\n\n[Network]\nDHCP=yes\n',
    // The default waits two minutes for every NIC; one that nobody answers on must not hold up the boot.
    'etc/systemd/system/systemd-networkd-wait-online.service.d/kiste.conf': [
      '[Service]',
      'ExecStart=',
      'ExecStart=/lib/systemd/systemd-networkd-wait-online --any --timeout=15',
      '',
    ].join('\n'),
    // The agent answers as soon as its channel is there, not only after cloud-init, which sysinit.target waits for.
    'etc/systemd/system/qemu-guest-agent.service.d/kiste.conf': [
      '[Unit]',
      'DefaultDependencies=no',
      'After=systemd-remount-fs.service systemd-tmpfiles-setup.service',
      'Conflicts=shutdown.target',
      'Before=shutdown.target',
      '',
    ].join('\n'),
    ...(sources === undefined ? {} : { 'etc/apt/sources.list.d/debian.sources': sources }),
  }
}

// Only until the first kernel upgrade in the VM: update-grub then writes the full menu.
function grubMenu(ids: ImageIds): string {
  return [
    'serial --speed=115200',
    'terminal_input console serial',
    'terminal_output console serial',
    'set timeout=0',
    'menuentry "Debian" {',
    `  linux /vmlinuz root=UUID=${ids.rootUuid} ro ${kernelArguments}`,
    '  initrd /initrd.img',
    '}',
    '',
  ].join('\n')
}

/** What GRUB's BIOS core runs first; it then goes on with the menu below `prefix` by itself. */
export function grubStart(ids: ImageIds): string {
  return `search.fs_uuid ${ids.rootUuid} root\nset prefix=($root)/boot/grub\n`
}

/** The menu on the ESP, which the signed GRUB reads: it only leads to the one on the root file system. */
export function grubOnEsp(ids: ImageIds): string {
  return `${grubStart(ids)}configfile $prefix/grub.cfg\n`
}

function cloudConfig(hasSources: boolean): string {
  return `# Where cloud-init looks: a NoCloud seed, else nothing. Asking the network for other clouds would stall the boot.
datasource_list: [NoCloud, None]
# RSA keys take seconds to make on a small machine, and every ssh of the last decade knows these.
ssh_genkeytypes: [ed25519, ecdsa]
apt:
  preserve_sources_list: ${String(hasSources)}
system_info:
  network:
    renderers: [networkd]
# systemd-repart and systemd-growfs have grown the root before this runs, in a tenth of the time.
growpart:
  mode: "off"
resize_rootfs: false
locale: false
grub_dpkg:
  enabled: false
no_ssh_fingerprints: true
ssh:
  emit_keys_to_console: false
`
}
