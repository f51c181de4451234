import { join } from 'node:path'
import { sessionDirectory, type Env } from './session-daemon.ts'
import { parseLibvirtUri } from './uri.ts'

/** Where libvirt keeps its files (src/qemu/qemu_conf.c), when it runs on this machine. */
export interface LibvirtPaths {
  /** One `NAME.xml` a defined VM. */
  readonly definitions: string
  /** A link for each VM that starts with the host. */
  readonly autostart: string
  /** One `NAME.xml` a running VM, written at every change. */
  readonly running: string
  /** One `NAME.log` a VM: its command line and what QEMU said. */
  readonly logs: string
  /** Programs that it runs on occasions; undefined where there are none, as in a user's session (src/util/virhook.c). */
  readonly hooks?: string
}

/** Undefined for a libvirt on another machine. */
export function libvirtPaths(uri: string, env: Env): LibvirtPaths | undefined {
  const target = parseLibvirtUri(uri)
  if (target.via === 'ssh') return undefined
  if (target.name.endsWith('/system'))
    return {
      definitions: '/etc/libvirt/qemu',
      autostart: '/etc/libvirt/qemu/autostart',
      running: '/run/libvirt/qemu',
      logs: '/var/log/libvirt/qemu',
      hooks: '/etc/libvirt/hooks',
    }
  const home = env['HOME'] ?? '/'
  const config = join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'libvirt', 'qemu')
  return {
    definitions: config,
    autostart: join(config, 'autostart'),
    running: join(sessionDirectory(env), 'qemu', 'run'),
    logs: join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'libvirt', 'qemu', 'log'),
  }
}
