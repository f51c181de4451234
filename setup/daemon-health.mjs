import { request } from 'node:http'

/**
 * @typedef {object} Health
 * @property {true} ok
 * @property {string} version
 * @property {number} pid
 * @property {boolean} fake
 */

/**
 * Asks whoever listens on a socket how it is.
 *
 * @param {string} socketPath
 * @param {number} [timeoutMs]
 * @returns {Promise<{ state: 'up', health: Health } | { state: 'down', because: 'absent' | 'stale' | 'silent' | 'forbidden' }>}
 */
export function askHealth(socketPath, timeoutMs = 5_000) {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v1/health', timeout: timeoutMs }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk))
      response.once('error', () => resolve({ state: 'down', because: 'silent' }))
      response.once('end', () => {
        const health = readHealth(text)
        resolve(health ? { state: 'up', health } : { state: 'down', because: 'silent' })
      })
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve({ state: 'down', because: reasons[error.code ?? ''] ?? 'silent' }),
    )
    asked.end()
  })
}

/** @type {Readonly<Record<string, 'absent' | 'stale' | 'forbidden'>>} */
const reasons = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ECONNREFUSED: 'stale',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
}

/**
 * @param {string} text
 * @returns {Health | undefined}
 */
function readHealth(text) {
  try {
    const value = /** @type {Partial<Health> | null} */ (JSON.parse(text))
    return value?.ok === true && Number.isInteger(value.pid) ? /** @type {Health} */ (value) : undefined
  } catch {
    return undefined
  }
}
