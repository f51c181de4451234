import { spawn } from 'node:child_process'

/** Runs virsh on a test's own session libvirt and returns what it printed. Rejects with what it said when it fails. */
export function virsh(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('virsh', ['-q', '-c', 'qemu:///session', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`virsh ${args.join(' ')}: ${errors.trim()}`)),
    )
  })
}
