import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createMemoryHost } from './memory-host.ts'

test('the memory of a VM is not counted as that of others', async () => {
  const uuid = '5f0c4c2e-0000-4000-8000-00000000abcd'
  // Stands in for QEMU: holds 256 MiB, and has its UUID on the command line.
  const hold = `const held = Buffer.alloc(256 * 1024 * 1024, 1); process.stdout.write('held'); setInterval(() => held.length, 1000)`
  const child = spawn(process.execPath, ['-e', hold, '--', '-uuid', uuid], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    const memory = createMemoryHost()
    const [without, with_] = [await memory.look([]), await memory.look([uuid])]
    expect(with_.totalMiB).toBe(without.totalMiB)
    // Others use memory meanwhile, so that the difference is only about that of the child.
    expect(without.otherUsedMiB - with_.otherUsedMiB).toBeGreaterThan(100)
  } finally {
    child.kill('SIGKILL')
  }
})
