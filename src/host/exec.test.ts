import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { CommandError, here, type RunOptions } from './exec.ts'

describe('a command that ends by itself', () => {
  test('gives its output, its lines and its code', async () => {
    const lines: string[] = []
    const result = await here.run(['sh', '-c', 'cat; echo said >&2; exit 3'], {
      input: 'one\ntwo\n',
      okCodes: [3],
      onLine: (line, from) => lines.push(`${from}: ${line}`),
    })
    expect(result).toEqual({ stdout: 'one\ntwo\n', stderr: 'said\n', code: 3 })
    expect(lines.toSorted()).toEqual(['stderr: said', 'stdout: one', 'stdout: two'])
  })

  test('streams its output instead of keeping it', async () => {
    const output = new PassThrough()
    const { stdout } = await here.run(['echo', 'streamed'], { output })
    expect(stdout).toBe('')
    expect(String(output.read())).toBe('streamed\n')
  })

  test.each<[argv: string[], end: object, message: RegExp]>([
    [['sh', '-c', 'echo no >&2; exit 2'], { why: 'exit', code: 2 }, /^sh failed with exit code 2: no$/],
    [['sh', '-c', 'kill -9 $$'], { why: 'signal', signal: 'SIGKILL' }, /ended by SIGKILL/],
    [['kiste-no-such-command'], { why: 'missing' }, /is not installed/],
    [['sh', '-c', 'x'.repeat(3_000_000)], { why: 'not-started', code: 'E2BIG' }, /E2BIG/],
  ])('or says why not: %#', async (argv, end, message) => {
    const error = await failureOf(argv)
    expect(error.end).toEqual(end)
    expect(error.message).toMatch(message)
  })
})

describe('a command that is to end', () => {
  test('does so on SIGTERM', async () => {
    const controller = new AbortController()
    const running = failureOf(['sleep', '30'], { signal: controller.signal })
    controller.abort()
    expect((await running).end).toEqual({ why: 'aborted' })
    expect((await failureOf(['sleep', '30'], { timeoutMs: 10 })).end).toEqual({
      why: 'timeout',
      timeoutMs: 10,
    })
  })

  test('or on SIGKILL, if it ignores that', async () => {
    const deaf = ['sh', '-c', 'trap "" TERM; echo ready; while :; do :; done']
    const controller = new AbortController()
    const error = await failureOf(deaf, {
      signal: controller.signal,
      graceMs: 50,
      onLine: () => controller.abort(),
    })
    expect(error.end).toEqual({ why: 'aborted' })
  })

  test('is abandoned if nothing helps: whoever waits for it goes on', async () => {
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
})

async function failureOf(argv: readonly string[], options?: RunOptions): Promise<CommandError> {
  const error: unknown = await here.run(argv, options).then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  )
  if (error instanceof CommandError) return error
  throw error
}
