import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listenOnSocket } from '../../http/listen.ts'
import { buildHouse, type House } from '../../http/testing/house.ts'
import { cli, type Ran, type RunOptions } from './run.ts'

export interface ServedHouse extends House {
  readonly socketPath: string
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>
}

/** The whole daemon on the fake host, listening on a socket of its own. */
export async function serveHouse(options?: Parameters<typeof buildHouse>[0]): Promise<ServedHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
  const socketPath = join(directory, 'run', 'kiste.sock')
  const house = await buildHouse(options)
  await listenOnSocket(house.http, { path: socketPath })
  return {
    ...house,
    socketPath,
    run: (argv, runOptions) => cli(socketPath, argv, runOptions),
    close: async () => {
      await house.close()
      await rm(directory, { recursive: true })
    },
  }
}
