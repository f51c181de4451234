import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ProblemError, type Problem } from '../../src/domain/problem.ts'
import type { StoreFacts } from '../../src/domain/store.ts'
import type { SnapshotHost } from '../../src/host/snapshot-host.ts'
import type { BinEntry, DiskWork, PlaceFacts, StoreHost } from '../../src/host/store-host.ts'
import { storeCommands } from '../../src/host/zfs/store/store-commands.ts'
import { storeLayout } from '../../src/host/zfs/store/layout.ts'
import { ramName } from '../../src/host/zfs/store/place-files.ts'
import { zfsSnapshotCommands } from '../../src/host/zfs/store/snapshot-commands.ts'
import { tinyInside } from '../app-disk.ts'
import type { Lab } from '../machine.ts'
import { bundle } from './bundle.ts'
import { fromLine, toLine, type Answer, type Question } from './protocol.ts'

/** The stores inside a machine of the lab, as if they were here. */
export interface RemoteStores {
  get(pool: string): StoreHost
  list(): Promise<readonly StoreFacts[]>
  places(): Promise<readonly PlaceFacts[]>
  bin(): Promise<readonly BinEntry[]>
  obstacles(pool: string): Promise<readonly Problem[]>
  create(pool: string): Promise<StoreFacts>
  imageUsers(id: string, medium: string): Promise<readonly string[]>
  /** Kills the process inside before the change of this number from now on. */
  dieAt(change: number): void
  /** What the store told the log. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

const insidePath = '/run/kiste-store-inside.mjs'

/** Puts the product's store into the machine and starts it there. */
export async function openRemoteStores(lab: Lab): Promise<RemoteStores> {
  await lab.runner.run(['tee', '--', insidePath], {
    input: await bundle(join(dirname(fileURLToPath(import.meta.url)), 'serve.ts')),
    output: new PassThrough().resume(),
  })
  const input = new PassThrough()
  const problems: string[] = []
  const waiting = new Map<number, Waiting>()
  let ended: Error | undefined
  const node = '/opt/kiste/bin/node'
  const running = lab.runner
    .run([node, insidePath, `${tinyInside}/disk.qcow2`], {
      input,
      onLine: (line, from) => {
        if (from === 'stdout' && line !== '') hear(fromLine(line) as Answer, waiting, problems)
      },
    })
    .then(
      () => new Error('the store inside has ended'),
      (error: unknown) => new Error(`the store inside has ended: ${String(error)}`),
    )
    .then((end) => {
      ended = end
      for (const { reject } of waiting.values()) reject(end)
    })
  let count = 0
  const ask = (question: Omit<Extract<Question, { verb: string }>, 'id'>, work?: DiskWork) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended)
      const id = ++count
      waiting.set(id, { resolve, reject, onProgress: work?.onProgress })
      work?.signal?.addEventListener('abort', () => write(input, { cancel: id }))
      write(input, { id, ...question })
      if (work?.signal?.aborted === true) write(input, { cancel: id })
    })
  const ofStores = (verb: string, ...args: readonly unknown[]) => ask({ of: 'stores', pool: '', verb, args })
  return {
    get: (pool) => remoteStore(pool, ask),
    list: async () => (await ofStores('list')) as StoreFacts[],
    places: async () => (await ofStores('places')) as PlaceFacts[],
    bin: async () => (await ofStores('bin')) as BinEntry[],
    obstacles: async (pool) => (await ofStores('obstacles', pool)) as Problem[],
    create: async (pool) => (await ofStores('create', pool)) as StoreFacts,
    imageUsers: async (id, medium) => (await ofStores('imageUsers', id, medium)) as string[],
    dieAt: (change) => write(input, { dieAt: change }),
    problems,
    async close() {
      input.end()
      await running
    },
  }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
  onProgress: DiskWork['onProgress']
}

type Ask = (question: Omit<Extract<Question, { verb: string }>, 'id'>, work?: DiskWork) => Promise<unknown>

function hear(answer: Answer, waiting: Map<number, Waiting>, problems: string[]): void {
  if ('problem' in answer) return void problems.push(answer.problem)
  const asked = waiting.get(answer.id)
  if ('progress' in answer) return asked?.onProgress?.(...answer.progress)
  waiting.delete(answer.id)
  if ('result' in answer) asked?.resolve(answer.result ?? undefined)
  else asked?.reject(new ProblemError(answer.problems as [Problem, ...Problem[]]))
}

function write(input: PassThrough, question: Question): void {
  input.write(toLine(question))
}

/** Pure parts are answered here, by the product's own code; all else inside. */
function remoteStore(pool: string, ask: Ask): StoreHost {
  const layout = storeLayout(pool)
  const verbs = <T extends object>(of: 'store' | 'snapshots', pure: Partial<T>) =>
    new Proxy(pure, {
      get: (target, verb: string) =>
        verb in target
          ? target[verb as keyof T]
          : (...args: readonly unknown[]) => {
              const work = verb === 'createDisk' ? (args[2] as DiskWork | undefined) : undefined
              return ask({ of, pool, verb, args: verb === 'createDisk' ? args.slice(0, 2) : args }, work)
            },
    }) as T
  return verbs<StoreHost>('store', {
    name: pool,
    kind: 'zfs',
    place: layout.place,
    binPlace: layout.binPlace,
    commands: storeCommands(layout),
    snapshots: verbs<SnapshotHost>('snapshots', {
      ramPath: (vm) => join(layout.place(vm).path, ramName),
      commands: zfsSnapshotCommands(layout),
    }),
  })
}
