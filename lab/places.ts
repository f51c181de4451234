import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where everything of the lab is kept: builds, and a folder for each machine. `KISTE_LAB_DIR` moves it. */
export function labFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME']
  return env['KISTE_LAB_DIR'] ?? join(cache?.startsWith('/') ? cache : join(homedir(), '.cache'), 'kiste/lab')
}

export function machinesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(labFolder(env), 'machines')
}
