import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { here } from '../exec.ts'
import { runAsGroup } from './run-as-group.ts'

it.each([
  ['a child', 'echo $$; exec sleep 600'],
  ['a child that takes no hint', "trap '' TERM; echo $$; exec sleep 600"],
])('a command that is cancelled ends with %s it would wait for', async (_, child) => {
  const cancel = new AbortController()
  let pid = 0
  const patient = `trap : TERM; sh -c "$0" & while kill -0 $! 2>/dev/null; do wait $!; done`
  const run = runAsGroup(here, ['sh', '-c', patient, child], {
    signal: cancel.signal,
    onLine: (line, from) => {
      // The shell says on the other stream how its child ended.
      if (from === 'stderr') return
      pid = Number(line)
      cancel.abort()
    },
  })
  await expect(run).rejects.toMatchObject({ argv: ['sh', '-c', patient, child], end: { why: 'aborted' } })
  expect(pid).toBeGreaterThan(1)
  expect(await isAlive(pid)).toBe(false)
})

/** A process that has ended and is not yet buried does not count. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\) [^ZX]/.test(stat)
}

it('gives back what the command says', async () => {
  const { stdout } = await runAsGroup(here, ['cat'], { input: 'to and fro' })
  expect(stdout).toBe('to and fro')
})

it('names the command that failed, not what ran it', async () => {
  const failed = runAsGroup(here, ['sh', '-c', 'echo E: no >&2; exit 25'], {})
  await expect(failed).rejects.toThrow('sh failed with exit code 25: E: no')
  await expect(runAsGroup(here, ['no-such-program', 'x'], {})).rejects.toMatchObject({
    argv: ['no-such-program', 'x'],
    end: { why: 'missing' },
  })
})
