import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CommandError, type Runner } from '../exec.ts'
import { tryKvm } from './try-kvm.ts'

/** A host on which the guest takes this long. Tells in `asked` what was run and for how long it might. */
function hostThatTakes(takesMs: { readonly kvm: number; readonly tcg: number }) {
  const asked: { accelerator: string; limitMs: number }[] = []
  const runner: Runner = {
    place: 'here',
    run: async (argv) => {
      const accelerator = argv.includes('kvm') ? 'kvm' : 'tcg'
      const limitMs = Number(argv[2]) * 1000
      asked.push({ accelerator, limitMs })
      await delay(Math.min(takesMs[accelerator], limitMs))
      if (takesMs[accelerator] > limitMs)
        throw new CommandError(argv, { why: 'signal', signal: 'SIGKILL' }, '', '')
      return { stdout: '', stderr: '', code: 0 }
    },
  }
  return { runner, asked }
}

const options = { arch: 'x86_64', limitMs: 100 } as const

test('KVM that gets through is asked once', async () => {
  const { runner, asked } = hostThatTakes({ kvm: 5, tcg: 20 })
  expect(await tryKvm(runner, options)).toEqual({ ended: 'ran' })
  expect(asked).toEqual([{ accelerator: 'kvm', limitMs: 100 }])
})

test('KVM that does not get through where emulation does is not used', async () => {
  const { runner, asked } = hostThatTakes({ kvm: 30_000, tcg: 1 })
  expect(await tryKvm(runner, { ...options, limitMs: 1_000 })).toEqual({ ended: 'too-slow', limitMs: 1_000 })
  expect(asked.map(({ accelerator }) => accelerator)).toEqual(['kvm', 'tcg'])
})

test('on a host that is slow at everything KVM has ten times as long as emulation took', async () => {
  const { runner, asked } = hostThatTakes({ kvm: 150, tcg: 30 })
  expect(await tryKvm(runner, options)).toEqual({ ended: 'ran' })
  expect(asked.map(({ accelerator }) => accelerator)).toEqual(['kvm', 'tcg', 'kvm'])
  expect(asked[2]?.limitMs).toBeGreaterThanOrEqual(300)
})

test('KVM that is slower than that is not used either', async () => {
  const { runner, asked } = hostThatTakes({ kvm: 30_000, tcg: 30 })
  expect(await tryKvm(runner, options)).toMatchObject({ ended: 'too-slow' })
  expect(asked).toHaveLength(3)
})
