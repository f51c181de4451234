import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { here } from './exec.ts'

// One that waits for its child, whatever it is told.
const patient = `trap : TERM; sh -c "$0" & while kill -0 $! 2>/dev/null; do wait $!; done`
// One that ends at once and leaves its child behind.
const hasty = `sh -c "$0" & wait $!`

it.concurrent.each([
  ['that it waits for', patient, 'echo $$; exec sleep 600'],
  ['that it waits for and that takes no hint', patient, "trap '' TERM; echo $$; exec sleep 600"],
  ['that it leaves behind', hasty, "trap '' TERM; echo $$; exec sleep 600"],
])('a command that is cancelled ends with a child %s', async (_, command, child) => {
  const cancel = new AbortController()
  let pid = 0
  const run = here.run(['sh', '-c', command, child], {
    endsChildren: true,
    signal: cancel.signal,
    onLine: (line, from) => {
      // The shell says on the other stream how its child ended.
      if (from === 'stderr') return
      pid = Number(line)
      cancel.abort()
    },
  })
  await expect(run).rejects.toMatchObject({ argv: ['sh', '-c', command, child], end: { why: 'aborted' } })
  expect(pid).toBeGreaterThan(1)
  // For ever, if it lives on.
  while (await isAlive(pid)) await sleep(10)
})

/** A process that has ended and is not yet buried does not count. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\) [^ZX]/.test(stat)
}

it('a command with children of its own gives back what it says, and how it ended', async () => {
  const options = { endsChildren: true }
  expect((await here.run(['cat'], { ...options, input: 'to and fro' })).stdout).toBe('to and fro')
  await expect(here.run(['sh', '-c', 'exit 25'], options)).rejects.toMatchObject({ end: { code: 25 } })
  await expect(here.run(['no-such-program'], options)).rejects.toMatchObject({ end: { why: 'missing' } })
})
