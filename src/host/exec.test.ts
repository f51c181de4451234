import { expect, test } from 'vitest'
import { CommandError, here, type RunOptions } from './exec.ts'
import { runnerContract } from './testing/runner-contract.ts'

runnerContract(() => here)

test('a command line that is too long fails as any command does', async () => {
  const error = await failureOf(['true', 'x'.repeat(3_000_000)])
  expect(error.end).toEqual({ why: 'not-started', code: 'E2BIG' })
  expect(error.message).toMatch(/^true could not be started/)
})

test('a command that nothing ends is abandoned: whoever waits for it goes on', async () => {
  // What it leaves behind holds its output open, as a process does that waits inside the kernel.
  let left = 0
  const controller = new AbortController()
  try {
    const error = await failureOf(['sh', '-c', 'sleep 60 & echo $!; wait'], {
      signal: controller.signal,
      graceMs: 50,
      onLine: (line) => {
        left = Number(line)
        controller.abort()
      },
    })
    expect(error.end).toMatchObject({ why: 'abandoned', after: 'aborted' })
    expect(error.message).toMatch(/does not end/)
    if (error.end.why === 'abandoned') await error.end.gone
    expect(process.kill(left, 0)).toBe(true)
  } finally {
    process.kill(left, 'SIGKILL')
  }
})

async function failureOf(argv: readonly string[], options?: RunOptions): Promise<CommandError> {
  const error: unknown = await here.run(argv, options).then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  )
  if (error instanceof CommandError) return error
  throw error
}
