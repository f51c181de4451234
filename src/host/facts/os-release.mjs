// Plain JavaScript, because set-up reads it before anything is built.

/**
 * Reads an os-release file: shell assignments, quoted or not (freedesktop.org, os-release(5)).
 *
 * @param {string} text
 * @returns {ReadonlyMap<string, string>}
 */
export function parseOsRelease(text) {
  /** @type {Map<string, string>} */
  const values = new Map()
  for (const line of text.split('\n')) {
    const match = /^([A-Z][A-Z0-9_]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*$/.exec(line)
    const name = match?.[1]
    if (name === undefined) continue
    const quoted = match?.[2]?.replaceAll(/\\(["$`\\])/g, '$1')
    values.set(name, quoted ?? match?.[3] ?? match?.[4] ?? '')
  }
  return values
}
