import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { bundleCli } from './bundle-cli.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

it('makes one file that runs by itself, finds its version, and ends with its exit codes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-bundle-'))
  const file = join(folder, 'dist/cli/kiste.cjs')
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'))
  await bundleCli(root, file)
  const env = { PATH: '/nonexistent', KISTE_SOCKET: join(folder, 'no.sock') }
  const run = (...argv: string[]) => promisify(execFile)(process.execPath, [file, ...argv], { env })
  expect((await run('version')).stdout).toMatch(/^kiste \d+\.\d+\.\d+\nNo daemon answers/)
  expect((await run('vm', 'create', '--help')).stdout).toContain('Usage: kiste vm create <name>')
  await expect(run('vm', 'list')).rejects.toMatchObject({ code: 7, stdout: '' })
  await expect(run('vm', 'lsit')).rejects.toMatchObject({ code: 2 })
  await rm(folder, { recursive: true })
})
