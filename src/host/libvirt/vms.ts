import type { VmHost } from '../host.ts'
import { guestAddresses } from './addresses.ts'
import { openConsole } from './console.ts'
import { openScreen } from './screen.ts'
import { takeScreenshot } from './screenshot.ts'
import { readConsoleLog } from './console-log.ts'
import { readDefinitionFiles } from './definition-files.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'
import { libvirtUnavailable, vmProblem } from './libvirt-problems.ts'
import { moveQemuLog, removeQemuLog } from './qemu-log-files.ts'
import { pivotDisks } from './pivot-disks.ts'
import { readQemuLog } from './qemu-log.ts'
import { setLive } from './set-live.ts'
import type { VmAccess } from './vm-access.ts'
import { libvirtDefinitions } from './vm-definitions.ts'
import { libvirtDisks } from './vm-disks.ts'
import { libvirtPower } from './vm-power.ts'
import { libvirtRam } from './vm-ram.ts'
import { createVmReader } from './vm-reader.ts'

/** libvirt's VMs in domain words. `paths` where libvirt runs on this machine. */
export function libvirtVms(vms: VmAccess, paths: LibvirtPaths | undefined): VmHost {
  const reader = createVmReader(vms.libvirt, vms.memory)
  return {
    async list() {
      try {
        return await reader.list()
      } catch (error) {
        throw libvirtUnavailable(error, 'The VMs could not be listed')
      }
    },
    async listDisks() {
      try {
        return await reader.list()
      } catch (error) {
        const away = libvirtUnavailable(error, 'The VMs could not be listed')
        if (paths === undefined) throw away
        return readDefinitionFiles(paths).catch((unread: unknown) => {
          throw libvirtUnavailable(unread, `${away.message} libvirt's own files, too, could not be read`)
        })
      }
    },
    async get(uuid) {
      try {
        return (await reader.read(uuid))?.facts
      } catch (error) {
        throw vmProblem(error, { vm: reader.lastNameOf(uuid), done: 'read', readOnly: true })
      }
    },
    ...libvirtDefinitions(vms),
    ...libvirtPower(vms),
    ...libvirtRam(vms),
    ...libvirtDisks(vms),
    pivotDisks: (uuid, paths) => pivotDisks(vms, uuid, paths),
    setLive: (uuid, change) => setLive(vms, uuid, change),
    openConsole: (uuid) => openConsole(vms, uuid),
    openScreen: (uuid) => openScreen(vms, uuid),
    screenshot: (uuid) => takeScreenshot(vms, uuid),
    addresses: (uuid) => guestAddresses(vms, uuid),
    log: (name, maxLines) => readQemuLog(paths, name, maxLines),
    removeLog: (name) => removeQemuLog(paths, name),
    moveLog: (from, to) => moveQemuLog(paths, from, to),
    consoleLog: (uuid, maxLines) => readConsoleLog(vms, reader, paths, uuid, maxLines),
  }
}
