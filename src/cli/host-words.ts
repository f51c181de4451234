/** What the CLI says about the host and the daemon. */
export const hostWords = {
  host: {
    ready: (name: string) => `${name} runs VMs on its CPU (KVM).`,
    emulates: (name: string, sentence: string) => `${name} runs VMs slowly, by emulation. ${sentence}`,
    noLibvirt: (name: string) => `${name} cannot run VMs now: libvirt is not connected.`,
    system: 'System',
    cpu: 'CPU',
    cpuText: (model: string, threads: number) =>
      `${model}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    memoryText: (total: string, available: string) => `${total}, ${available} available`,
    up: 'Up for',
    disconnected: (uri: string, because: string) => `${uri} not connected: ${because}`,
    store: (name: string) => `Store ${name}`,
    free: (free: string, total: string) => `${free} of ${total} free`,
  },
  doctor: { ok: 'fine', warn: 'look', fail: 'broken', remedy: 'To do:' },
  version: {
    daemon: (version: string, pid: number, fake: boolean) =>
      `daemon ${version}, process ${pid}${fake ? ', on the fake host' : ''}`,
    noDaemon: (path: string) => `No daemon answers at ${path}.`,
    differ: 'The versions differ: restart the daemon after an upgrade. The VMs go on meanwhile.',
  },
} as const
