import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Runner, RunOptions } from '../exec.ts'
import { resolveVersions, runBootstrap, type Bootstrap } from './bootstrap.ts'
import { debianRelease } from './debian-recipe.ts'

interface Ran {
  readonly argv: readonly string[]
  readonly options: RunOptions
}

/** Says what apt would, and runs nothing. */
function recorder(): { readonly runner: Runner; readonly ran: readonly Ran[] } {
  const ran: Ran[] = []
  return {
    ran,
    runner: {
      place: 'here',
      run: async (argv, options = {}) => {
        ran.push({ argv, options })
        return { stdout: 'Inst b (2 Debian)\nInst a [0] (1 Debian)\n', stderr: '', code: 0 }
      },
    },
  }
}

test('what enters a user namespace stands where everybody may, and names nothing from there', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'kiste-bootstrap-'))
  const { runner, ran } = recorder()
  const { signal } = new AbortController()
  const plan: Bootstrap = { release: debianRelease('12'), arch: 'amd64', sources: [], seed: '5eed', scratch }
  try {
    expect(await resolveVersions(runner, plan, signal)).toEqual(['a 1', 'b 2'])
    const { diskPath } = await runBootstrap(runner, plan, {
      signal,
      log: () => undefined,
      progress: () => undefined,
    })
    expect(isAbsolute(diskPath)).toBe(true)
    expect(ran).toHaveLength(2)
    for (const { argv, options } of ran) {
      expect(argv).toContain('mmdebstrap')
      expect(options.cwd).toBe('/')
      const hooks = argv.flatMap((word) => /^--\w+-hook=(.*)$/.exec(word)?.[1] ?? [])
      const paths = Object.entries(options.env ?? {}).filter(([name]) =>
        /TMPDIR|CONFIG|OUT|FILES|DISK/.test(name),
      )
      for (const path of [...hooks, ...paths.map(([, value]) => value)]) expect(path).toMatch(/^\//)
    }
  } finally {
    await rm(scratch, { recursive: true })
  }
})
