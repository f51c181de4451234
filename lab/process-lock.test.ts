import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { withProcessLock } from './process-lock.ts'

test('one after another, in one process as between several', async () => {
  const name = `test ${process.pid}`
  const seen: string[] = []
  let waited = 0
  const work = (label: string) => () =>
    withProcessLock(
      name,
      async () => {
        seen.push(`${label} begins`)
        await new Promise((resolve) => setTimeout(resolve, 30))
        seen.push(`${label} ends`)
      },
      { onWait: () => waited++ },
    )
  await Promise.all(['a', 'b', 'c'].map((label) => work(label)()))
  expect(waited).toBe(2)
  for (let nth = 0; nth < seen.length; nth += 2)
    expect(seen[nth + 1]).toBe(seen[nth]?.replace('begins', 'ends'))
})

test('work that throws gives the lock back', async () => {
  const name = `throws ${process.pid}`
  await expect(withProcessLock(name, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withProcessLock(name, () => Promise.resolve('yes'))).toBe('yes')
})

test('a process that is killed gives the lock back', async () => {
  const name = `killed ${process.pid}`
  const script = `
    import { withProcessLock } from ${JSON.stringify(new URL('process-lock.ts', import.meta.url).href)}
    setInterval(() => undefined, 1_000)
    await withProcessLock(${JSON.stringify(name)}, () => new Promise(() => process.stdout.write('held')))
  `
  const argv = ['--import', 'tsx', '--input-type=module', '-e', script]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  let waited = false
  const next = withProcessLock(name, () => Promise.resolve('mine'), { onWait: () => (waited = true) })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(waited).toBe(true)
  child.kill('SIGKILL')
  expect(await next).toBe('mine')
})

test('waiting can be given up', async () => {
  const name = `given up ${process.pid}`
  const giveUp = new AbortController()
  await withProcessLock(name, async () => {
    const waiting = withProcessLock(name, () => Promise.resolve('never'), {
      signal: giveUp.signal,
      onWait: () => giveUp.abort(),
    })
    await expect(waiting).rejects.toThrow('aborted')
  })
})
