import type { SnapshotCommands } from '../../snapshot-host.ts'
import type { StoreLayout } from './layout.ts'

/** What a person would type for what a store in a pool does with snapshots. Words in capitals stand for what only the store knows. */
export function zfsSnapshotCommands(layout: StoreLayout): SnapshotCommands {
  const left = `${layout.branches}/UUID`
  return {
    create: (vms, snapshot) =>
      `zfs snapshot ${vms.map((vm) => `${layout.vm(vm)}@${snapshot} ${layout.vm(vm)}/DISK@${snapshot}`).join(' ')}`,
    remove: (vm, snapshots) => {
      const labels = snapshots.join(',')
      return `zfs destroy ${layout.vm(vm)}/DISK@${labels}; zfs destroy ${layout.vm(vm)}@${labels}`
    },
    goBack: (vm, { snapshot, branch, leaving }) =>
      `zfs snapshot ${layout.vm(vm)}@${leaving.snapshot}; zfs rename ${layout.vm(vm)} ${left}/CURRENT; zfs clone -o kiste:branch=${branch} ${left}/CURRENT@${snapshot} ${layout.vm(vm)}`,
    switchBranch: (vm, to) =>
      `zfs rename ${layout.vm(vm)} ${left}/CURRENT; zfs rename ${left}/${to} ${layout.vm(vm)}`,
    removeBranch: (vm, branch) => `zfs promote ${layout.vm(vm)}; zfs destroy -r ${left}/${branch}`,
  }
}
