// What Kiste needs from the distribution: the one table behind set-up, which installs it, and the doctor, who says what is
// missing. Plain JavaScript, because set-up reads it before anything is built.
// Package names were checked on Debian 12 and 13 for amd64. Those for arm64 and for Fedora have not been tried.

import { testNeeds } from './test-needs.mjs'

/**
 * @typedef {'vms' | 'images' | 'pools' | 'native' | 'networks' | 'tests'} Purpose
 *   `vms`: no VM runs without it · `images`: building images · `pools`: stores in ZFS pools, only where there are OpenZFS and the
 *   system's libvirt · `native`: compiling npm packages where no compiled form can be had · `networks`: libvirt's own NAT network,
 *   which only the system's libvirt can have; whoever runs that has them with it, so that only tests ask for them · `tests`: only the
 *   tests and the benchmark.
 * @typedef {'x86_64' | 'aarch64'} Arch
 * @typedef {'debian' | 'fedora'} Family
 * @typedef {Readonly<Record<Family, readonly string[]>>} Packages
 * @typedef {object} Need
 * @property {string} id What people call it.
 * @property {string} why What it is for, to be read in brackets.
 * @property {Purpose} purpose
 * @property {boolean} required Whether its purpose fails without it; others switch one ability off.
 * @property {readonly string[]} present Any of these shows that it is there: a program, or an absolute path.
 * @property {Packages | Readonly<Record<Arch, Packages>>} packages
 */

const lib = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']

/** @type {readonly Need[]} */
export const needs = [
  {
    id: 'QEMU',
    why: 'runs the VMs',
    purpose: 'vms',
    required: true,
    present: ['qemu-system-{arch}'],
    packages: {
      x86_64: { debian: ['qemu-system-x86'], fedora: ['qemu-system-x86-core'] },
      aarch64: { debian: ['qemu-system-arm'], fedora: ['qemu-system-aarch64-core'] },
    },
  },
  {
    id: 'qemu-img',
    why: 'makes disks',
    purpose: 'vms',
    required: true,
    present: ['qemu-img'],
    packages: { debian: ['qemu-utils'], fedora: ['qemu-img'] },
  },
  {
    id: 'libvirt',
    why: 'manages the VMs',
    purpose: 'vms',
    required: true,
    present: ['libvirtd', 'virtqemud'],
    packages: { debian: ['libvirt-daemon'], fedora: ['libvirt-daemon-driver-qemu'] },
  },
  {
    id: "libvirt's QEMU driver",
    why: 'lets libvirt run QEMU',
    purpose: 'vms',
    required: true,
    present: lib.map((folder) => `${folder}/libvirt/connection-driver/libvirt_driver_qemu.so`),
    packages: { debian: ['libvirt-daemon-driver-qemu'], fedora: ['libvirt-daemon-driver-qemu'] },
  },
  {
    id: 'virtlogd',
    why: "keeps the VMs' logs",
    purpose: 'vms',
    required: true,
    present: ['virtlogd'],
    // In Debian 12 it is a part of libvirt-daemon, which later depends on the package it moved to.
    packages: { debian: ['libvirt-daemon'], fedora: ['libvirt-daemon-log'] },
  },
  {
    id: 'virsh',
    why: "libvirt's own command line, to look behind Kiste",
    purpose: 'vms',
    required: false,
    present: ['virsh'],
    packages: { debian: ['libvirt-clients'], fedora: ['libvirt-client'] },
  },
  {
    id: 'UEFI firmware',
    why: 'starts the VMs',
    purpose: 'vms',
    required: true,
    present: ['/usr/share/OVMF', '/usr/share/AAVMF', '/usr/share/edk2/ovmf', '/usr/share/edk2/aarch64'],
    packages: {
      x86_64: { debian: ['ovmf'], fedora: ['edk2-ovmf'] },
      aarch64: { debian: ['qemu-efi-aarch64'], fedora: ['edk2-aarch64'] },
    },
  },
  {
    id: 'passt',
    why: 'forwards ports to VMs without root',
    purpose: 'vms',
    required: false,
    present: ['passt'],
    packages: { debian: ['passt'], fedora: ['passt'] },
  },
  {
    id: 'swtpm',
    why: 'gives VMs a TPM',
    purpose: 'vms',
    required: false,
    present: ['swtpm'],
    packages: { debian: ['swtpm', 'swtpm-tools'], fedora: ['swtpm', 'swtpm-tools'] },
  },
  {
    id: 'genisoimage',
    why: 'writes ISO images',
    purpose: 'vms',
    required: true,
    // The others do it as well, only slower; see images/seed.ts.
    present: ['genisoimage', 'mkisofs', 'xorriso'],
    packages: { debian: ['genisoimage'], fedora: ['genisoimage'] },
  },
  {
    id: 'gpgv',
    why: 'checks signatures of images',
    purpose: 'vms',
    required: false,
    present: ['gpgv'],
    packages: { debian: ['gpgv'], fedora: ['gnupg2'] },
  },
  {
    id: 'setpriv',
    why: 'runs the daemon as a user without rights',
    purpose: 'vms',
    required: true,
    present: ['setpriv'],
    packages: { debian: ['util-linux'], fedora: ['util-linux'] },
  },
  {
    id: 'mmdebstrap',
    why: 'builds Debian images',
    purpose: 'images',
    required: true,
    present: ['mmdebstrap'],
    packages: { debian: ['mmdebstrap'], fedora: ['mmdebstrap'] },
  },
  {
    id: "Debian's keys",
    why: 'check the packages an image is made of',
    purpose: 'images',
    required: true,
    present: [
      '/usr/share/keyrings/debian-archive-keyring.gpg',
      '/usr/share/keyrings/debian-archive-keyring.pgp',
    ],
    packages: { debian: ['debian-archive-keyring'], fedora: ['debian-keyring'] },
  },
  {
    id: 'newuidmap',
    why: 'builds images without root',
    purpose: 'images',
    required: true,
    present: ['newuidmap'],
    packages: { debian: ['uidmap'], fedora: ['shadow-utils'] },
  },
  {
    id: 'mke2fs',
    why: 'makes file systems in images',
    purpose: 'images',
    required: true,
    present: ['mke2fs'],
    packages: { debian: ['e2fsprogs'], fedora: ['e2fsprogs'] },
  },
  {
    id: 'sfdisk',
    why: 'partitions images',
    purpose: 'images',
    required: true,
    present: ['sfdisk'],
    packages: { debian: ['fdisk'], fedora: ['util-linux'] },
  },
  {
    id: 'mtools',
    why: 'writes boot partitions of images',
    purpose: 'images',
    required: true,
    present: ['mcopy'],
    packages: { debian: ['mtools'], fedora: ['mtools'] },
  },
  {
    id: 'zstd',
    why: 'unpacks compressed images and packages',
    purpose: 'images',
    required: true,
    present: ['zstd'],
    packages: { debian: ['zstd'], fedora: ['zstd'] },
  },
  {
    id: 'xz',
    why: 'unpacks compressed images and packages',
    purpose: 'images',
    required: true,
    present: ['xz'],
    packages: { debian: ['xz-utils'], fedora: ['xz'] },
  },
  {
    id: "libvirt's ZFS backend",
    why: 'shows the disks in ZFS pools to virsh and virt-manager',
    purpose: 'pools',
    required: false,
    present: lib.map((folder) => `${folder}/libvirt/storage-backend/libvirt_storage_backend_zfs.so`),
    packages: {
      debian: ['libvirt-daemon-driver-storage-zfs'],
      fedora: ['libvirt-daemon-driver-storage-zfs'],
    },
  },
  {
    id: 'a C++ compiler',
    why: 'compiles better-sqlite3',
    purpose: 'native',
    required: true,
    present: ['g++', 'c++'],
    packages: { debian: ['g++'], fedora: ['gcc-c++'] },
  },
  {
    id: 'make',
    why: 'compiles better-sqlite3',
    purpose: 'native',
    required: true,
    present: ['make'],
    packages: { debian: ['make'], fedora: ['make'] },
  },
  {
    id: 'Python',
    why: 'compiles better-sqlite3',
    purpose: 'native',
    required: true,
    present: ['python3'],
    packages: { debian: ['python3'], fedora: ['python3'] },
  },
  {
    id: "Node's headers",
    why: 'compiles better-sqlite3 with no download',
    purpose: 'native',
    required: false,
    present: ['{node}/include/node/node_version.h'],
    packages: { debian: ['libnode-dev'], fedora: ['nodejs-devel'] },
  },
  ...testNeeds,
]
