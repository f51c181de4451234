import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { seededWorld, type SeedData } from '../../../src/host/fake/seed-data.ts'
import type { World } from '../../../src/host/fake/world.ts'
import { writeWorldFile } from '../../../src/host/fake/world-file.ts'

const root = resolve(import.meta.dirname, '../../..')

/** A daemon on a host in memory, which may be ended and started again. */
export interface FakeDaemon {
  /** Where it serves the page now; another port after each start. */
  port(): number
  start(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** What the command line would have it do. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
  remove(): Promise<void>
}

/** What befell a host before its daemon starts. */
export interface Arrangements {
  readonly arrange?: (world: World) => void
  /** Given the folder of the daemon's state. */
  readonly prepare?: (stateDir: string) => Promise<void>
  /** With TLS, as others on the net would have it. */
  readonly isEncrypted?: boolean
  /** The file that says which certificate is to be had of an authority; with TLS only. */
  readonly acmeFile?: string
}

/** `seed`: how many VMs there are, and which. */
export async function makeFakeDaemon(
  seed: SeedData,
  { arrange, prepare, isEncrypted = false, acmeFile }: Arrangements = {},
): Promise<FakeDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-page-'))
  const [runtimeDir, stateDir] = [join(folder, 'run'), join(folder, 'state')]
  await mkdir(stateDir, { mode: 0o700 })
  const world = seededWorld(seed, new Date())
  arrange?.(world)
  writeWorldFile(join(stateDir, 'fake-host.json'), world)
  await prepare?.(stateDir)
  const socketPath = join(runtimeDir, 'kiste.sock')
  let child: ChildProcess | undefined
  let port = 0

  const ask = (method: string, path: string, body?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const asked = request({
        socketPath,
        method,
        path,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
      })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve(JSON.parse(text)))
      })
      asked.end(body === undefined ? undefined : JSON.stringify(body))
    })
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    ask,
    kill,
    port: () => port,
    async start() {
      const folders = ['--runtime-dir', runtimeDir, '--state-dir', stateDir]
      const web = isEncrypted ? '--web' : '--web-plain'
      const acme = acmeFile === undefined ? [] : ['--web-acme', acmeFile]
      const argv = [join(root, 'dist/daemon.js'), '--fake', ...folders, web, '127.0.0.1:0', ...acme]
      const started = spawn(process.execPath, argv, {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, KISTE_FAKE_HURRY: '1' },
      })
      child = started
      port = await new Promise<number>((resolve, reject) => {
        // Read to its end, so that the daemon can always write.
        createInterface({ input: started.stdout }).on('line', (line) => {
          const { msg, page } = JSON.parse(line) as { readonly msg?: string; readonly page?: string }
          if (msg === 'ready' && page !== undefined) resolve(Number(new URL(page).port))
        })
        started.once('exit', () => reject(new Error('The daemon ended as soon as it was started.')))
      })
    },
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
