import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PrivateLibvirt } from '../../local/support/private-libvirt.ts'

/** A system libvirtd in namespaces of its own: own network, own /run/libvirt and /etc/libvirt, own processes. Needs root. */
export interface SystemLibvirt extends Pick<PrivateLibvirt, 'uri' | 'directory'> {
  /** Runs a command inside, where its network is, and returns what it printed. */
  inside(argv: readonly string[]): Promise<string>
  stop(): Promise<void>
}

const startLimitMs = 30_000

/** The network as distributions ship it: defined, and not started. */
const network = `<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/>
<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>`

const qemuConfig = `user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
cgroup_controllers = []
namespaces = []
`

/**
 * Users that libvirt was built to know, and that only the distribution's package for the system's libvirt makes. libvirtd does not
 * start without them, though nothing here runs as them.
 */
const users = ['libvirt-qemu', 'libvirt-dnsmasq']
const nobody = 65_534
const accounts = {
  passwd: (name: string) => `${name}:x:${nobody}:${nobody}::/nonexistent:/usr/sbin/nologin`,
  group: (name: string) => `${name}:x:${nobody}:`,
} as const

/** The machine's own passwd or group, with those users. */
function withUsers(file: keyof typeof accounts): string {
  const text = readFileSync(`/etc/${file}`, 'utf8').trimEnd()
  const missing = users.filter((name) => !text.split('\n').some((line) => line.startsWith(`${name}:`)))
  return [text, ...missing.map(accounts[file]), ''].join('\n')
}

/**
 * A file nobody may write in place of /dev/kvm: where libvirt takes a KVM that does not work for usable, it looks at all emulators
 * again for every VM it is told of. The shell stays as first process, because libvirtd would not bury the dead that come to it, and
 * waits long for every QEMU it ends.
 */
const script = `set -e
mount --make-rprivate /
if [ -e /dev/kvm ]; then
  : > "$1/no-kvm"
  mount --bind "$1/no-kvm" /dev/kvm
  mount -o remount,bind,ro /dev/kvm
fi
mount -t tmpfs tmpfs /run
for file in passwd group; do mount --bind "$1/$file" "/etc/$file"; done
mkdir -p /run/libvirt "$1/etc/qemu/networks" "$1/lib/dnsmasq" "$1/log" "$1/cache" "$1/run"
mount --bind "$1/run" /run/libvirt
mount --bind "$1/etc" /etc/libvirt
for part in lib log cache; do mkdir -p "/var/$part/libvirt"; mount --bind "$1/$part" "/var/$part/libvirt"; done
ip link set lo up
virtlogd -d
libvirtd &
wait $!
`

/** Starts it and waits until it listens. Throws for others than root, with what `unshare` says. */
export async function startSystemLibvirt(): Promise<SystemLibvirt> {
  const directory = mkdtempSync(join(tmpdir(), 'ks-'))
  mkdirSync(join(directory, 'etc', 'qemu', 'networks'), { recursive: true })
  writeFileSync(join(directory, 'etc', 'qemu.conf'), qemuConfig)
  for (const file of ['passwd', 'group'] as const) writeFileSync(join(directory, file), withUsers(file))
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL']
  const child = spawn('unshare', [...namespaces, 'sh', '-c', script, 'system-libvirt', directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)))
  const socketPath = join(directory, 'run', 'libvirt-sock')
  for (const giveUpAt = Date.now() + startLimitMs; !existsSync(socketPath); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`the system libvirtd did not start: ${words}`)
  }
  const inside = (argv: readonly string[]) => enter(child, argv)
  const networkFile = join(directory, 'network.xml')
  writeFileSync(networkFile, network)
  await inside(['virsh', '-q', '-c', 'qemu:///system', 'net-define', networkFile])
  return {
    uri: `qemu+unix:///system?socket=${socketPath}`,
    directory,
    inside,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // With its first process the whole process namespace ends: libvirtd, dnsmasq and every QEMU.
      child.kill('SIGKILL')
      await ended
      rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

function enter(child: ChildProcess, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const target = ['-t', String(firstProcess(child)), '-m', '-n', '-p', '--']
    const inner = spawn('nsenter', [...target, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    inner.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    inner.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    inner.once('error', reject)
    inner.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${argv.join(' ')}: ${errors.trim()}`)),
    )
  })
}

/** That of the namespaces: unshare's child. */
function firstProcess({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
}
