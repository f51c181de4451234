import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { HostFacts } from '../../domain/host-facts.ts'
import type { Image } from '../../domain/image.ts'
import type { Job, JobHead, JobStep } from '../../domain/job.ts'
import type { Problem } from '../../domain/problem.ts'
import type { VmFacts, VmStatus } from '../../domain/vm.ts'
import type { BinEntry } from '../../host/store-host.ts'
import type { LiveEvent } from '../../live/live.ts'

/** Domain values that between them take every branch of every union that crosses HTTP. */

const at = '2026-01-02T03:04:05.678Z'
export const problem: Problem = {
  code: 'no_space',
  message: 'There is not enough room for web.',
  field: 'diskBytes',
  object: { type: 'store', name: 'main' },
  hint: 'Make room.',
}

const stati: readonly VmStatus[] = [
  { state: 'stopped' },
  { state: 'running', agent: 'connected', pending: { cpus: 4, memoryMiB: 1024 } },
  { state: 'running', agent: 'no-channel' },
  { state: 'paused', because: 'io-error' },
  { state: 'paused', because: 'no-space' },
  { state: 'stopping' },
  { state: 'sleeping' },
  { state: 'crashed' },
]

export const vms: readonly VmFacts[] = stati.map((status, i) => ({
  uuid: `0b1c0de5-0000-4000-8000-00000000000${i}`,
  name: `vm-${i}`,
  managed: i % 2 === 0,
  arch: 'x86_64',
  machine: 'pc-q35-7.2',
  accelerator: i % 2 === 0 ? 'kvm' : 'tcg',
  firmware: i % 2 === 0 ? 'uefi' : 'bios',
  cpus: 2,
  memoryMiB: 2048,
  autostart: false,
  disks: [
    {
      target: 'vda',
      device: 'disk',
      bus: 'virtio',
      format: 'qcow2',
      source: { type: 'file', path: '/store/a' },
      readOnly: false,
      serial: 'root',
    },
    {
      target: 'vdb',
      device: 'disk',
      bus: 'virtio',
      format: 'raw',
      source: { type: 'block', path: '/dev/zd0' },
      readOnly: false,
    },
    { target: 'sda', device: 'cdrom', bus: 'sata', format: 'raw', readOnly: true },
  ],
  nics: [
    {
      mac: '52:54:00:00:00:01',
      model: 'virtio',
      link: {
        type: 'user',
        forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 }],
      },
    },
    { mac: '52:54:00:00:00:02', model: 'virtio', link: { type: 'network', network: 'default' } },
    { mac: '52:54:00:00:00:03', model: 'e1000', link: { type: 'bridge', bridge: 'br0' } },
    { mac: '52:54:00:00:00:04', model: 'virtio', link: { type: 'other', kind: 'vhostuser' } },
  ],
  vncSocketPath: '/run/vnc',
  made: { at, image: 'debian-12', clonedFrom: 'web', user: 'debian' },
  status,
}))

const verdicts: readonly AcceleratorVerdict[] = [
  { accelerator: 'kvm' },
  { accelerator: 'tcg', because: 'no-device', sentence: 'There is no KVM.', remedy: 'Switch it on.' },
]

export const hosts: readonly HostFacts[] = verdicts.map((accelerator, i) => ({
  hostname: 'kiste',
  os: 'Debian GNU/Linux 12',
  kernel: '6.1.0',
  arch: 'x86_64',
  cpuModel: 'N100',
  cpuThreads: 4,
  memoryTotalMiB: 16_000,
  memoryAvailableMiB: 12_000,
  uptimeSeconds: 12.5,
  accelerator,
  libvirt:
    i === 0
      ? { state: 'connected', uri: 'qemu:///session', libvirtVersion: '9.0.0', hypervisorVersion: '7.2.22' }
      : { state: 'disconnected', uri: 'qemu:///session', because: 'it was stopped' },
  stores: [
    { name: 'local', kind: i === 0 ? 'dir' : 'zfs', path: '/store', totalBytes: 2e12, freeBytes: 1e12 },
  ],
}))

const origins: readonly Image['origin'][] = [
  {
    type: 'catalogue',
    entry: 'debian-12',
    url: 'https://example.org/a',
    signature: { state: 'good', by: 'Debian' },
  },
  {
    type: 'catalogue',
    entry: 'alpine',
    url: 'https://example.org/b',
    signature: { state: 'none-published' },
  },
  {
    type: 'catalogue',
    entry: 'fedora',
    url: 'https://example.org/c',
    signature: { state: 'not-checked', because: 'gpgv is not installed' },
  },
  { type: 'built', recipe: 'debian bookworm', digest: 'ab'.repeat(32) },
  { type: 'imported', from: 'disk.qcow2' },
]

export const images: readonly Image[] = origins.map((origin, i) => ({
  id: `image-${i}`,
  title: 'An image',
  arch: i === 0 ? 'aarch64' : 'x86_64',
  kind: i === 0 ? 'iso' : 'disk',
  virtualSizeBytes: 2 ** 31,
  fileSizeBytes: 2 ** 29,
  sha256: 'cd'.repeat(32),
  addedAt: at,
  origin,
  defaultUser: 'debian',
  cloudInit: true,
}))

export const bin: readonly BinEntry[] = [
  { store: 'local', id: 'web-1', vm: 'web', uuid: 'u', deletedAt: at, keepUntil: at, sizeBytes: 2 ** 40 },
]

const steps: readonly JobStep[] = [
  { name: 'a', state: 'done', startedAt: at, finishedAt: at, command: 'virsh start web' },
  { name: 'b', state: 'running', startedAt: at, final: true },
  { name: 'c', state: 'pending' },
]
const head: JobHead = {
  id: 'j1',
  kind: 'vm.start',
  title: 'Start web',
  object: { type: 'vm', name: 'web' },
  locks: [{ name: 'vm:web', mode: 'exclusive' }],
  createdAt: at,
  actor: 'local',
  steps,
}
const failure = { step: 'a', problems: [problem] } as const

export const jobs: readonly Job[] = [
  { ...head, state: 'queued' },
  { ...head, state: 'running', startedAt: at, step: 'a', progress: { done: 1, total: 2, unit: 'bytes' } },
  { ...head, state: 'running', startedAt: at, step: 'a', progress: { done: 1, total: null, unit: 'bytes' } },
  {
    ...head,
    state: 'running',
    startedAt: at,
    step: 'a',
    held: { since: at, problems: [problem] },
  },
  { ...head, state: 'queued', held: { since: at, problems: [problem] } },
  { ...head, state: 'cancelling', startedAt: at, step: 'a', held: { since: at, problems: [problem] } },
  {
    ...head,
    state: 'undoing',
    startedAt: at,
    step: 'a',
    because: { why: 'cancelled' },
    held: { since: at, problems: [problem] },
  },
  { ...head, state: 'cancelling', startedAt: at, step: 'a' },
  { ...head, state: 'undoing', startedAt: at, step: 'a', because: { why: 'cancelled' } },
  { ...head, state: 'undoing', startedAt: at, step: 'a', because: { why: 'failed', ...failure } },
  {
    ...head,
    state: 'undoing',
    startedAt: at,
    step: 'a',
    because: { why: 'failed', ...failure, step: null },
  },
  { ...head, state: 'undone', finishedAt: at, because: { why: 'failed', ...failure } },
  { ...head, state: 'done', startedAt: at, finishedAt: at, result: { name: 'web' } },
  { ...head, state: 'undone', finishedAt: at, because: { why: 'cancelled' } },
  { ...head, state: 'undone', finishedAt: at, because: { why: 'failed', ...failure, step: null } },
  { ...head, state: 'failed', finishedAt: at, undone: true, step: null, problems: [problem] },
  { ...head, state: 'failed', finishedAt: at, undone: true, ...failure },
  {
    ...head,
    state: 'failed',
    finishedAt: at,
    undone: false,
    ...failure,
    leftovers: [{ step: 'a', message: 'The disk of web is still there.' }],
  },
  {
    ...head,
    state: 'failed',
    finishedAt: at,
    undone: false,
    step: null,
    problems: [problem],
    leftovers: [{ step: 'a', message: 'The disk of web is still there.' }],
  },
]

export const events: readonly LiveEvent[] = [
  ...vms.map((vm) => ({ seq: 1, type: 'vm', vm }) as const),
  { seq: 2, type: 'vm-gone', uuid: 'u', name: 'web' },
  ...images.map((image) => ({ seq: 3, type: 'image', image }) as const),
  { seq: 4, type: 'image-gone', id: 'debian-12' },
  { seq: 5, type: 'bin', bin },
  ...jobs.map((job) => ({ seq: 6, type: 'job', job }) as const),
  ...hosts.map((host) => ({ seq: 7, type: 'host', host }) as const),
  { seq: 8, type: 'history', vm: 'web' },
  { seq: 9, type: 'pool', pool: 'tank' },
  { seq: 10, type: 'certificate' },
  { seq: 11, type: 'reset' },
]
