import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { here } from '../../src/host/exec.ts'
import { debianRelease } from '../../src/host/images/debian-recipe.ts'
import { formatSources, readAptSources, sourcesFor } from '../../src/host/images/debian-sources.ts'
import { withScratch } from '../../src/host/images/durable.ts'
import { runInNamespace } from '../../src/host/images/in-namespace.ts'
import { scratchFolder } from './support/scratch-store.ts'

// A daemon started in a private home builds images all the same. One package is enough to see that: what fails otherwise is a hook
// that looks around, as those of a build do.

const before = process.cwd()
beforeEach(async () => {
  const home = join(await scratchFolder(), 'private')
  await mkdir(home, { mode: 0o700 })
  process.chdir(home)
})
afterEach(() => process.chdir(before))

test('mmdebstrap and its hooks run from a private working directory', async () => {
  await withScratch(
    '/var/tmp',
    async (scratch) => {
      const [temporary, hook, list] = ['tmp', 'hook', 'here.sources'].map((name) => join(scratch, name)) as [
        string,
        string,
        string,
      ]
      await chmod(scratch, 0o711)
      await mkdir(temporary)
      await chmod(temporary, 0o1777)
      await writeFile(hook, '#!/bin/sh\nset -e\nfind "$1/etc" -name debian_version -printf "found %f\\n"\n', {
        mode: 0o755,
      })
      const release = debianRelease('bookworm')
      const sources = sourcesFor(release, await readAptSources('/etc/apt'))
      await writeFile(list, formatSources(sources))
      const { stdout, stderr } = await runInNamespace(
        here,
        [
          'mmdebstrap',
          `--mode=${process.geteuid?.() === 0 ? 'root' : 'unshare'}`,
          '--variant=extract',
          '--include=base-files',
          '--format=null',
          '--skip=cleanup',
          '--architectures=amd64',
          `--extract-hook=${hook}`,
          release.codename,
          '/dev/null',
          ...(sources.length === 0 ? [] : [list]),
        ],
        { env: { TMPDIR: temporary } },
      )
      expect(stdout + stderr).toContain('found debian_version')
    },
    { prefix: 'kiste-place-' },
  )
})
