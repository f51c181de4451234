/**
 * Names that make the fake host fail. A name counts when it is a sentinel or has one as a part set off by dashes: `fail-start`,
 * `web-fail-start`, `fail-start-2`.
 */
export const sentinels = {
  'fail-define': { on: 'vm', what: 'libvirt refuses the definition: host_failed' },
  'fail-start': { on: 'vm', what: 'QEMU does not start: host_failed' },
  'crash-soon': { on: 'vm', what: 'runs, and crashes when its agent would have connected' },
  'no-agent': { on: 'vm', what: 'no guest agent ever answers: agent_unavailable' },
  'fail-agent': { on: 'vm', what: 'the guest agent refuses every command: agent_failed' },
  'lie-freeze': {
    on: 'vm',
    what: 'its agent says that it froze the file systems, and did not: agent_failed',
  },
  'hang-freeze': { on: 'vm', what: 'its agent freezes the file systems, but never says so' },
  'die-frozen': {
    on: 'vm',
    what: 'its agent dies when the file systems are frozen, so that nobody can thaw them',
  },
  'slow-thaw': { on: 'vm', what: 'its agent answers again only a while after it froze the file systems' },
  'slow-stop': { on: 'vm', what: 'takes ten times as long to power off' },
  'no-stop': { on: 'vm', what: 'ignores being asked to power off' },
  'no-live': { on: 'vm', what: 'takes no change while running: everything waits for the next start' },
  'no-console': { on: 'vm', what: 'has no serial console: not_supported' },
  'no-screen': { on: 'vm', what: 'has no video device, so no picture can be taken of it: not_supported' },
  'evil-screen': { on: 'vm', what: 'its screen has markup as its name' },
  'huge-screen': { on: 'vm', what: 'its screen says that it is wider than can be drawn' },
  'full-disk': { on: 'vm or disk', what: 'making its disk runs out of space: no_space' },
  'read-only': { on: 'vm', what: 'its place cannot be made: read_only' },
  'fail-pull': { on: 'image', what: 'the server does not answer: download_failed' },
  'bad-checksum': { on: 'image', what: 'what comes is not what was promised: checksum_mismatch' },
  'fail-build': { on: 'image', what: 'the build fails half-way: host_failed' },
  'bad-image': { on: 'image', what: 'what is imported is no disk image: untrusted_image' },
  'slow-image': { on: 'image', what: 'pull, build and import take ten times as long' },
} as const satisfies Record<string, { readonly on: string; readonly what: string }>

export type Sentinel = keyof typeof sentinels

export function isSentinel(sentinel: Sentinel, ...names: readonly string[]): boolean {
  return names.some((name) => `-${name}-`.includes(`-${sentinel}-`))
}
