import { join } from 'node:path'
import type { Logger } from 'pino'
import type { DaemonOptions } from './daemon-options.ts'
import { createFakeHost } from './host/fake/fake-host.ts'
import type { Host } from './host/host.ts'

/** Picks the host the daemon works on: the real one, or one in memory. */
export async function composeHost(options: DaemonOptions, _logger: Logger): Promise<Host> {
  if (options.fake)
    return createFakeHost({
      auto: true,
      seedData: 'demo',
      stateFile: join(options.stateDir, 'fake-host.json'),
    })
  throw new Error('not yet')
}
