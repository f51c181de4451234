// How the table of needs is read. Plain JavaScript, because set-up reads it before anything is built.

/**
 * @typedef {import('./needs.mjs').Need} Need
 * @typedef {import('./needs.mjs').Arch} Arch
 * @typedef {import('./needs.mjs').Family} Family
 */

/**
 * What shows that a need is met on this architecture.
 *
 * @param {Need} need
 * @param {Arch} arch
 * @returns {readonly string[]} programs and absolute paths
 */
export function signsOf(need, arch) {
  const node = process.execPath.replace(/\/bin\/[^/]+$/, '')
  return need.present.map((sign) => sign.replace('{arch}', arch).replace('{node}', node))
}

/**
 * The packages a need stands for.
 *
 * @param {Need} need
 * @param {Arch} arch
 * @param {Family} family
 * @returns {readonly string[]}
 */
export function packagesOf(need, arch, family) {
  return 'debian' in need.packages ? need.packages[family] : need.packages[arch][family]
}

/**
 * The family of distributions an os-release belongs to.
 *
 * @param {string} id its ID
 * @param {string} like its ID_LIKE
 * @returns {Family | undefined}
 */
export function familyOf(id, like) {
  const names = [id, ...like.split(' ')]
  if (names.includes('debian') || names.includes('ubuntu')) return 'debian'
  if (names.includes('fedora') || names.includes('rhel') || names.includes('centos')) return 'fedora'
  return undefined
}

/**
 * The command that installs packages, as argv.
 *
 * @param {Family} family
 * @param {readonly string[]} packages
 * @returns {readonly [string, ...string[]]}
 */
export function installCommand(family, packages) {
  switch (family) {
    case 'debian':
      return ['apt-get', 'install', '-y', '--no-install-recommends', ...packages]
    case 'fedora':
      return ['dnf', 'install', '-y', '--setopt=install_weak_deps=False', ...packages]
  }
}
