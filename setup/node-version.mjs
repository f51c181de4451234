import { exitCodes, SetUpError } from './exit-codes.mjs'

const floor = /** @type {const} */ ([20, 19])

/** @param {string} version as in `20.19.2` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > floor[0] || (major === floor[0] && minor >= floor[1])
}

/** Throws when this Node is too old for Kiste. */
export function checkNodeVersion(version = process.versions.node) {
  if (isNewEnough(version)) return
  throw new SetUpError(
    `Kiste needs Node ${floor.join('.')} or newer, and this is ${version}.\n` +
      'Debian 13 has a new enough one (apt-get install nodejs npm); for others see https://nodejs.org/en/download.',
    exitCodes.nodeTooOld,
  )
}
