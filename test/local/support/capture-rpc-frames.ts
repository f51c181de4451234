/**
 * Writes src/host/libvirt/fixtures/rpc-frames.json: real bytes between virsh, which speaks through the C library, and libvirtd.
 * Run as an ordinary user: npx tsx test/local/support/capture-rpc-frames.ts OUTPUT
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPrivateLibvirt } from './private-libvirt.ts'

interface Captured {
  readonly from: 'client' | 'server'
  readonly bytes: Buffer
}

const MAX_KEPT_BYTES = 6000
const DOMAIN_XML = `<domain type='qemu'><name>web</name><uuid>11111111-2222-4333-8444-555555555555</uuid>
<memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os>
<devices><disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk><serial type='pty'/><console type='pty'/>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><video><model type='vga'/></video></devices></domain>`

const SECRET_XML =
  '<secret><uuid>99999999-2222-4333-8444-555555555555</uuid><description>x</description></secret>'

/** Each prints something or fails on purpose; both make frames. */
const COMMANDS: readonly (readonly string[])[] = [
  ['hostname'],
  ['nodeinfo'],
  ['nodememstats'],
  ['list', '--all'],
  ['domstate', 'web', '--reason'],
  ['domstate', 'nobody'],
  ['dominfo', 'web'],
  ['domstats', 'web', '--state', '--balloon', '--nowait'],
  ['memtune', 'web', '--config', '--hard-limit', '1048576'],
  ['memtune', 'web', '--config'],
  ['metadata', 'web', '--uri', 'urn:kiste', '--key', 'k', '--set', '<note>ä</note>'],
  ['metadata', 'web', '--uri', 'urn:kiste'],
  ['send-key', 'web', 'KEY_A', 'KEY_B'],
  ['domjobinfo', 'web'],
  ['domifaddr', 'web', '--source', 'agent'],
  ['qemu-agent-command', 'web', '{"execute":"guest-ping"}'],
  ['qemu-monitor-command', 'web', '--hmp', 'info status'],
  ['setmem', 'web', '16384', '--live'],
  ['setvcpus', 'web', '1', '--config'],
  ['autostart', 'web', '--disable'],
  ['update-device', 'web', 'cd.xml', '--live'],
  ['domblkinfo', 'web', 'sda'],
  ['blockresize', 'web', 'sda', '1G'],
  ['dommemstat', 'web'],
  ['net-list', '--all'],
  ['secret-define', 'secret.xml'],
  ['secret-set-value', '99999999-2222-4333-8444-555555555555', 'aGVsbG8='],
  ['secret-get-value', '99999999-2222-4333-8444-555555555555'],
  ['secret-undefine', '99999999-2222-4333-8444-555555555555'],
  ['secret-list'],
  ['screenshot', 'web', 'screen.png'],
  ['suspend', 'web'],
  ['resume', 'web'],
  ['reboot', 'web'],
  ['shutdown', 'web', '--mode', 'acpi'],
  ['destroy', 'web'],
]

const output = process.argv[2]
if (output === undefined) throw new Error('say where to write the frames')

const libvirt = await startPrivateLibvirt()
const captured: Captured[] = []
const proxyPath = join(libvirt.directory, 'proxy')
const proxy = createServer((client) => {
  const server = connect(libvirt.socketPath)
  watch('client', client)
  watch('server', server)
  client.pipe(server).pipe(client)
  client.on('error', () => server.destroy())
  server.on('error', () => client.destroy())
})
await new Promise<void>((resolve) => proxy.listen(proxyPath, resolve))
try {
  writeFileSync(join(libvirt.directory, 'web.xml'), DOMAIN_XML)
  writeFileSync(
    join(libvirt.directory, 'cd.xml'),
    "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>",
  )
  writeFileSync(join(libvirt.directory, 'secret.xml'), SECRET_XML)
  await virsh(['define', 'web.xml'])
  await virsh(['start', 'web'])
  const watcher = virsh(['event', '--all', '--loop', '--timeout', '15'])
  await sleep(500)
  for (const command of COMMANDS) await virsh(command)
  await virsh(['undefine', 'web'])
  await watcher
} finally {
  proxy.close()
  await libvirt.stop()
}
writeFileSync(output, `${JSON.stringify(choose(captured), undefined, 1)}\n`)
process.stdout.write(`${captured.length} frames seen\n`)

/** Splits by the length word alone, so that the code under test has no part in making its fixtures. */
function watch(from: Captured['from'], socket: NodeJS.ReadableStream): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
      const length = rest.readUInt32BE(0)
      captured.push({ from, bytes: Buffer.from(rest.subarray(0, length)) })
      rest = rest.subarray(length)
    }
  })
}

/** One frame of each kind: direction, program, procedure, type and status. */
function choose(frames: readonly Captured[]): readonly object[] {
  const kinds = new Map<string, object>()
  for (const { from, bytes } of frames) {
    const [program, , procedure, type, serial, status] = [4, 8, 12, 16, 20, 24].map((at) =>
      bytes.readUInt32BE(at),
    )
    const key = [from, program, procedure, type, status].join()
    if (bytes.length > MAX_KEPT_BYTES || kinds.has(key)) continue
    kinds.set(key, { from, program, procedure, type, serial, status, hex: bytes.toString('hex') })
  }
  return [...kinds.values()]
}

function virsh(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const uri = `qemu+unix:///session?socket=${proxyPath}`
    const child = spawn('virsh', ['-q', '-c', uri, ...args], {
      cwd: libvirt.directory,
      env: libvirt.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.once('error', reject)
    child.once('close', () => resolve())
  })
}
