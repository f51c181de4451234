import { existsSync } from 'node:fs'
import { run } from './run-command.mjs'

const libvirtUnits = [
  'libvirtd.service',
  'libvirtd.socket',
  'libvirtd-ro.socket',
  'libvirtd-admin.socket',
  'virtqemud.service',
  'virtqemud.socket',
  'virtqemud-ro.socket',
  'virtqemud-admin.socket',
  'libvirt-guests.service',
]

/**
 * Does something that installs packages, and sees to it that no system libvirt runs afterwards that was not known before: the
 * distribution's packages switch it on, and nobody asked for a daemon with root's rights. One that was there is left as it is.
 *
 * @param {readonly string[]} prefix how commands get root's rights
 * @param {string} root before the path that shows systemd
 * @param {() => Promise<void>} install
 */
export async function keepServicesAsTheyWere(prefix, root, install) {
  if (!existsSync(`${root}/run/systemd/system`)) return install()
  const before = await knownUnits()
  await install()
  const added = (await knownUnits()).filter((unit) => !before.includes(unit))
  if (added.length > 0) await run([...prefix, 'systemctl', 'disable', '--now', ...added], { check: false })
}

async function knownUnits() {
  const { stdout } = await run(
    ['systemctl', 'list-unit-files', '--no-legend', '--no-pager', ...libvirtUnits],
    {
      check: false,
    },
  )
  return libvirtUnits.filter((unit) => stdout.split('\n').some((line) => line.startsWith(`${unit} `)))
}
