import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { CommandError } from '../../exec.ts'
import { recordedRunner } from './recorded-runner.ts'

test('what nobody recorded fails, and so does what was asked too often', async () => {
  const runner = recordedRunner([{ argv: ['zfs', 'list'], stdout: 'x\n' }])
  await expect(runner.run(['zfs', 'list', '-H'])).rejects.toThrow('nobody recorded: zfs list -H')
  expect(runner.unused()).toEqual([['zfs', 'list']])
  expect(await runner.run(['zfs', 'list'])).toEqual({ stdout: 'x\n', stderr: '', code: 0 })
  expect(runner.unused()).toEqual([])
  await expect(runner.run(['zfs', 'list'])).rejects.toThrow(TypeError)
})

test('replies to one command come in order, and one may serve for ever', async () => {
  const argv = ['cat', 'state']
  const runner = recordedRunner([
    { argv, stdout: 'a' },
    { argv, stdout: 'b', times: Infinity },
  ])
  const said: string[] = []
  for (let nth = 0; nth < 3; nth++) said.push((await runner.run(argv)).stdout)
  expect(said).toEqual(['a', 'b', 'b'])
  expect(runner.unused()).toEqual([])
})

test('codes, ends, lines, streams and input are as with a real one', async () => {
  const runner = recordedRunner([
    { argv: ['a'], code: 3, stdout: 'out', stderr: 'one\ntwo\n' },
    { argv: ['a'], code: 3 },
    { argv: ['b'], end: { why: 'missing' } },
    { argv: ['c'], stdout: 'STREAM' },
  ])
  const lines: string[] = []
  await expect(
    runner.run(['a'], { onLine: (line, from) => lines.push(`${from} ${line}`) }),
  ).rejects.toMatchObject({
    end: { why: 'exit', code: 3 },
    stdout: 'out',
    stderr: 'one\ntwo\n',
  })
  expect(lines).toEqual(['stderr one', 'stderr two', 'stdout out'])
  expect((await runner.run(['a'], { okCodes: [0, 3], input: Readable.from(['in', 'put']) })).code).toBe(3)
  expect(runner.ran.at(-1)?.input).toBe('input')
  await expect(runner.run(['b'])).rejects.toThrow(CommandError)
  const output = new PassThrough()
  expect((await runner.run(['c'], { output })).stdout).toBe('')
  expect(String(output.read())).toBe('STREAM')
})
