import { connect } from 'node:net'

const sockets = ['/run/libvirt/libvirt-sock', '/run/libvirt/virtqemud-sock']

/**
 * Whether a system libvirt is at work on this machine: someone listens, or systemd does for it.
 *
 * @param {readonly string[]} [paths]
 */
export async function isSystemLibvirtRunning(paths = sockets) {
  const answers = await Promise.all(paths.map(listens))
  return answers.includes(true)
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function listens(path) {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
