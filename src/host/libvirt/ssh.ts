import type { SshTarget } from './uri.ts'

/**
 * The argv that speaks libvirt's protocol with another host through the system's ssh. It never asks anything: a daemon has nobody
 * to answer. Host and user were checked by `parseLibvirtUri` and stand where ssh takes no options.
 */
export function sshArgv(target: SshTarget, sshCommand: string = 'ssh'): readonly string[] {
  return [
    sshCommand,
    '-T',
    '-e',
    'none',
    '-o',
    'BatchMode=yes',
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    '--',
    target.host,
    `sh -c '${remoteScript(target)}'`,
  ]
}

/**
 * What runs there: libvirt's own helper, which finds and starts the right daemon; on hosts older than libvirt 6.8 netcat on the
 * socket. netcat of OpenBSD needs -q0 to end with its input, others do not know it.
 */
function remoteScript(target: SshTarget): string {
  const viaNetcat = (find: string) =>
    `${find}; Q=; nc -q 2>&1 | grep -q "requires an argument" && Q=-q0; exec nc $Q -U "$S"`
  if (target.socketPath !== undefined) return viaNetcat(`S="${target.socketPath}"`)
  const directory = target.mode === 'system' ? '/run/libvirt' : '${XDG_RUNTIME_DIR:-$HOME/.cache}/libvirt'
  const find = `S="${directory}/virtqemud-sock"; [ -S "$S" ] || S="${directory}/libvirt-sock"`
  return (
    `if command -v virt-ssh-helper >/dev/null 2>&1; then exec virt-ssh-helper qemu:///${target.mode}; ` +
    `else ${viaNetcat(find)}; fi`
  )
}
