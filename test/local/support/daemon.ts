import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '../../../src/cli/client.ts'

/** The real daemon as a process of its own, as people run it. */
export interface TestDaemon {
  readonly pid: number
  readonly socketPath: string
  readonly stateDir: string
  readonly client: Client
  /** What it wrote so far. */
  log(): string
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** kill -9. */
  kill(): Promise<void>
  /** As a service manager stops it. */
  stop(): Promise<void>
}

export interface DaemonOptions {
  /** Made fresh unless given; give the same one to start again on the same state. */
  readonly home: string
  readonly fake?: boolean
  readonly uri?: string
  readonly env?: Readonly<Record<string, string>>
  /** More of its own words, as `--web-plain 0`. */
  readonly args?: readonly string[]
  /** A command that runs the daemon, before its own words: `unshare …`. */
  readonly within?: readonly string[]
  /** It may die before it answers, as one that is told to die in the job it takes up does. */
  readonly mayDie?: boolean
}

/** A home for a daemon: short, since socket paths are. Remove it with `removeHome`. */
export async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'kd-'))
  await mkdir(join(home, 'run'), { mode: 0o700 })
  return home
}

export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true })
}

/** Starts the built daemon and waits until it answers; rejects with its log when it ends instead. */
export async function startDaemon(options: DaemonOptions): Promise<TestDaemon> {
  const { home } = options
  const stateDir = join(home, 'state')
  const socketPath = join(home, 'run', 'kiste.sock')
  const [command = '', ...args] = [
    ...(options.within ?? []),
    process.execPath,
    'dist/daemon.js',
    ...(options.fake === true ? ['--fake'] : []),
    '--state-dir',
    stateDir,
    '--runtime-dir',
    join(home, 'run'),
    ...(options.uri === undefined ? [] : ['--connect', options.uri]),
    ...(options.args ?? []),
  ]
  const child = spawn(command, args, {
    cwd: new URL('../../..', import.meta.url),
    env: { ...process.env, HOME: home, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }))
  const client = createClient(socketPath)
  await waitUntilAnswers(client, child, options.mayDie === true, () => log)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return {
    pid: child.pid ?? -1,
    socketPath,
    stateDir,
    client,
    log: () => log,
    ended,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

async function waitUntilAnswers(
  client: Client,
  child: ChildProcess,
  mayDie: boolean,
  log: () => string,
): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (isOver && mayDie) return
    if (isOver) throw new Error(`the daemon ended at its start:\n${log()}`)
    const answered = await client.call('health', {}).then(
      () => true,
      () => false,
    )
    if (answered) return
    await sleep(25)
  }
  throw new Error(`the daemon did not answer within 30 s:\n${log()}`)
}
