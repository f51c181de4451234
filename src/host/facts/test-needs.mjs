// The part of the table of needs that is for tests and benchmarks.

/** @typedef {import('./needs.mjs').Need} Need */

/** @type {readonly Need[]} */
export const testNeeds = [
  {
    id: "libvirt's network driver",
    why: 'lets libvirt have networks',
    purpose: 'networks',
    required: true,
    present: ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].map(
      (folder) => `${folder}/libvirt/connection-driver/libvirt_driver_network.so`,
    ),
    // In Debian 12 it is a part of libvirt-daemon, and there is no other package.
    packages: {
      debian: ['libvirt-daemon', 'libvirt-daemon-driver-network'],
      fedora: ['libvirt-daemon-driver-network'],
    },
  },
  {
    id: 'dnsmasq',
    why: "gives out addresses in libvirt's networks",
    purpose: 'networks',
    required: true,
    present: ['dnsmasq'],
    packages: { debian: ['dnsmasq-base'], fedora: ['dnsmasq'] },
  },
  {
    id: 'iptables',
    why: "keeps libvirt's networks behind NAT",
    purpose: 'networks',
    required: true,
    present: ['iptables'],
    packages: { debian: ['iptables'], fedora: ['iptables-nft'] },
  },
  {
    id: 'ip',
    why: 'sets up a network for tests alone',
    purpose: 'networks',
    required: true,
    present: ['ip'],
    packages: { debian: ['iproute2'], fedora: ['iproute'] },
  },
  // Seeds are tested with every program that makes them, and measured with the quick one.
  ...['genisoimage', 'xorriso'].map((maker) => ({
    id: `${maker} for tests`,
    why: 'is one of the programs that write seeds',
    purpose: /** @type {const} */ ('tests'),
    required: true,
    present: [maker],
    packages: { debian: [maker], fedora: [maker] },
  })),
  {
    id: "libvirt's ZFS backend for tests",
    why: 'is tried with stand-ins for ZFS',
    purpose: 'tests',
    required: true,
    present: ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].map(
      (folder) => `${folder}/libvirt/storage-backend/libvirt_storage_backend_zfs.so`,
    ),
    packages: {
      debian: ['libvirt-daemon-driver-storage-zfs'],
      fedora: ['libvirt-daemon-driver-storage-zfs'],
    },
  },
  {
    id: "Python's libvirt",
    why: 'the peer of a benchmark',
    purpose: 'tests',
    required: false,
    // Fedora has it in a folder named after the version of Python.
    present: [
      '/usr/lib/python3/dist-packages/libvirt.py',
      ...['3.12', '3.13', '3.14', '3.15'].map(
        (version) => `/usr/lib64/python${version}/site-packages/libvirt.py`,
      ),
    ],
    packages: { debian: ['python3-libvirt'], fedora: ['python3-libvirt'] },
  },
  {
    id: 'virt-install',
    why: 'the peer of a benchmark',
    purpose: 'tests',
    required: false,
    present: ['virt-install'],
    packages: { debian: ['virtinst'], fedora: ['virt-install'] },
  },
  {
    id: 'gpg',
    why: 'signs what tests have checked',
    purpose: 'tests',
    required: true,
    present: ['gpg'],
    packages: { debian: ['gpg'], fedora: ['gnupg2'] },
  },
  {
    id: 'gpg-agent',
    why: "keeps the tests' keys",
    purpose: 'tests',
    required: true,
    present: ['gpg-agent'],
    packages: { debian: ['gpg-agent'], fedora: ['gnupg2'] },
  },
  {
    id: 'zsh',
    why: 'completes words in a test',
    purpose: 'tests',
    required: true,
    present: ['zsh'],
    packages: { debian: ['zsh'], fedora: ['zsh'] },
  },
  {
    id: 'fish',
    why: 'completes words in a test',
    purpose: 'tests',
    required: true,
    present: ['fish'],
    packages: { debian: ['fish'], fedora: ['fish'] },
  },
  {
    id: 'guestfish',
    why: 'reads files in snapshots',
    purpose: 'tests',
    required: true,
    present: ['guestfish'],
    packages: { debian: ['guestfish'], fedora: ['guestfs-tools'] },
  },
  {
    id: "guestfish's XFS",
    why: 'reads files in snapshots',
    purpose: 'tests',
    required: true,
    present: ['mkfs.xfs'],
    packages: { debian: ['libguestfs-xfs'], fedora: ['libguestfs-xfs'] },
  },
  {
    id: 'cryptsetup',
    why: 'makes an encrypted disk for a test',
    purpose: 'tests',
    required: true,
    present: ['cryptsetup'],
    packages: { debian: ['cryptsetup-bin'], fedora: ['cryptsetup'] },
  },
  {
    id: 'a kernel',
    why: 'is started by guestfish',
    purpose: 'tests',
    required: true,
    // Containers have none of their own, though often the folder of its modules.
    present: ['/vmlinuz', '/boot/vmlinuz', '/boot/loader/entries'],
    packages: {
      x86_64: { debian: ['linux-image-cloud-amd64'], fedora: ['kernel-core'] },
      aarch64: { debian: ['linux-image-cloud-arm64'], fedora: ['kernel-core'] },
    },
  },
  {
    id: 'ssh',
    why: 'runs commands in the lab, a real host in a VM',
    purpose: 'tests',
    required: true,
    present: ['ssh'],
    packages: { debian: ['openssh-client'], fedora: ['openssh-clients'] },
  },
  {
    id: 'Chromium',
    why: 'looks at the page in tests',
    purpose: 'tests',
    required: true,
    present: ['chromium', 'chromium-browser'],
    packages: { debian: ['chromium'], fedora: ['chromium'] },
  },
]
