import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { toProblems } from '../../src/domain/problem.ts'
import { here } from '../../src/host/exec.ts'
import { imageInfo } from '../../src/host/images/qemu-img.ts'
import { zfsTools } from '../../src/host/zfs-tools.ts'
import { openStoreZfs } from '../../src/host/zfs/store/open-store-zfs.ts'
import { openZfsStores } from '../../src/host/zfs/store/open-zfs-stores.ts'
import { openPoolsView } from '../../src/host/zfs/store/pools-view.ts'
import type { LibraryImage } from '../../src/host/zfs/store/store.ts'
import type { StoreZfs } from '../../src/host/zfs/store/store-zfs.ts'
import { openZfs } from '../../src/host/zfs/zfs.ts'
import { fromLine, toLine, type Answer, type Question } from './protocol.ts'

/**
 * The product's stores in pools, inside the lab, for tests outside of it: questions come as lines of JSON, and so do the answers. The
 * store works with files and devices, so it has to run where they are.
 */
const [, , imagePath = ''] = process.argv

/** Ends the process, as `kill -9` does, before the step of this number. */
let dieAt = Number.POSITIVE_INFINITY
let steps = 0

function mortal(zfs: StoreZfs): StoreZfs {
  return {
    ...zfs,
    run: (step) => {
      if (steps++ >= dieAt) process.kill(process.pid, 'SIGKILL')
      return zfs.run(step)
    },
  }
}

const zfs = await openZfs(here)
const stores = openZfsStores({
  zfs: mortal(openStoreZfs(zfs)),
  pools: openPoolsView(async () => zfs),
  tools: zfsTools(here),
  images: { find: async (id) => (id === 'tiny' ? tinyImage() : undefined) },
  onProblem: (error) => say({ problem: String(error) }),
})

async function tinyImage(): Promise<LibraryImage> {
  const { virtualSizeBytes } = await imageInfo(here, imagePath, 'qcow2')
  const sha256 = createHash('sha256')
    .update(await readFile(imagePath))
    .digest('hex')
  return { kind: 'disk', path: imagePath, format: 'qcow2', virtualSizeBytes, sha256 }
}

const cancels = new Map<number, AbortController>()

async function answer({ id, of, pool, verb, args }: Extract<Question, { verb: string }>): Promise<unknown> {
  const cancel = new AbortController()
  cancels.set(id, cancel)
  const store = stores.get(pool)
  const work = {
    signal: cancel.signal,
    onProgress: (done: number, total: number) => say({ id, progress: [done, total] }),
  }
  const verbs = { stores, store, snapshots: store.snapshots }[of] as unknown as Record<
    string,
    (...given: readonly unknown[]) => unknown
  >
  try {
    return await verbs[verb]?.(...args, ...(verb === 'createDisk' ? [work] : []))
  } finally {
    cancels.delete(id)
  }
}

function say(what: Answer): void {
  process.stdout.write(toLine(what))
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = fromLine(line) as Question
  if ('cancel' in question) cancels.get(question.cancel)?.abort()
  else if ('dieAt' in question) {
    dieAt = question.dieAt
    steps = 0
  } else
    void answer(question).then(
      (result) => say({ id: question.id, result: result ?? null }),
      (error: unknown) => say({ id: question.id, problems: toProblems(error) }),
    )
}
process.exit(0)
