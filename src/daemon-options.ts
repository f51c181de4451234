import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { problemError } from './domain/problem.ts'
import { ConnectFailed } from './host/libvirt/error.ts'
import { parseLibvirtUri } from './host/libvirt/uri.ts'
import { readWebOptions, type WebOptions } from './web-options.ts'
import { faultMoments, type FaultMoment } from './jobs/job-engine.ts'

export interface DaemonOptions {
  /** Runs on a host in memory: no privileges, nothing real. */
  readonly fake: boolean
  /** What outlives the daemon: the journal, the store. */
  readonly stateDir: string
  /** Where the socket is. */
  readonly runtimeDir: string
  /** Which libvirt: `qemu:///session`, `qemu:///system`, or with `?socket=PATH`. */
  readonly uri: string
  /** Ends the process at a point of a job, for tests. */
  readonly fault?: FaultWish | undefined
  /** Serves the catalogue's addresses from here instead, for tests and mirrors. */
  readonly catalogueBase?: string | undefined
  /** On the fake host: things take no time, for tests. */
  readonly hurry: boolean
  /** Where the page is served; undefined: nowhere, and the unix socket is the only way in. */
  readonly web?: WebOptions | undefined
}

export interface FaultWish {
  readonly kind: string
  readonly stepIndex: number
  readonly moment: FaultMoment
}

/**
 * Reads the command line and the environment; throws `TypeError` or `ProblemError` saying what is wrong with them. All that can be
 * judged from the words alone is judged here, before anything is made.
 */
export function readDaemonOptions(argv: readonly string[], env: NodeJS.ProcessEnv): DaemonOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      fake: { type: 'boolean', default: false },
      'state-dir': { type: 'string' },
      'runtime-dir': { type: 'string' },
      connect: { type: 'string' },
      web: { type: 'string' },
      'web-plain': { type: 'string' },
      'web-name': { type: 'string', multiple: true },
      'web-cert': { type: 'string' },
      'web-key': { type: 'string' },
      'web-acme': { type: 'string' },
      'web-proxy': { type: 'string', multiple: true },
    },
  })
  const home = env['HOME'] ?? homedir()
  const suffix = values.fake ? 'kiste-fake' : 'kiste'
  return {
    fake: values.fake,
    stateDir: values['state-dir'] ?? join(env['XDG_DATA_HOME'] ?? join(home, '.local/share'), suffix),
    runtimeDir: values['runtime-dir'] ?? join(env['XDG_RUNTIME_DIR'] ?? join(home, '.cache'), 'kiste'),
    uri: readUri(values.connect, env['KISTE_CONNECT']),
    fault: env['KISTE_FAULT'] === undefined ? undefined : readFault(env['KISTE_FAULT']),
    catalogueBase: env['KISTE_CATALOGUE_BASE'],
    hurry: env['KISTE_FAKE_HURRY'] === '1',
    web: readWebOptions(values),
  }
}

function readUri(given: string | undefined, fromEnv: string | undefined): string {
  const uri = given ?? fromEnv ?? 'qemu:///session'
  try {
    parseLibvirtUri(uri)
    return uri
  } catch (error) {
    if (!(error instanceof ConnectFailed)) throw error
    const where = given === undefined ? 'KISTE_CONNECT' : '--connect'
    throw problemError(
      { code: 'invalid_input', field: where, message: `${where}: ${error.because}.`, hint: error.advice },
      error,
    )
  }
}

/** `vm.create:2:after-run`: the kind of job, the step counted from 0, and the moment. */
function readFault(text: string): FaultWish {
  const [kind, index, moment] = text.split(':')
  const known = faultMoments.find((name) => name === moment)
  if (kind === undefined || !known || !/^\d+$/.test(index ?? ''))
    throw new TypeError(
      `KISTE_FAULT=${text} is not KIND:STEP:MOMENT, with a moment of ${faultMoments.join(', ')}`,
    )
  return { kind, stepIndex: Number(index), moment: known }
}
