import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// On a fresh clone these run before `npm ci`: what they import at once must be there already.
test.each(['start', 'test', 'bench', 'lab', 'check'])(
  'setup/%s.mjs stands on Node and files of its own alone',
  async (name) => {
    const seen = new Set<string>()
    const foreign: string[] = []
    const follow = async (file: string): Promise<void> => {
      if (seen.has(file)) return
      seen.add(file)
      const text = await readFile(file, 'utf8')
      for (const [, specifier = ''] of text.matchAll(
        /^(?:import|export)\s(?:[^'"]*?from\s)?['"]([^'"]+)['"]/gm,
      )) {
        if (specifier.startsWith('node:')) continue
        if (specifier.startsWith('.') && specifier.endsWith('.mjs'))
          await follow(join(dirname(file), specifier))
        else foreign.push(`${file.slice(root.length + 1)} imports ${specifier}`)
      }
    }
    await follow(join(root, `setup/${name}.mjs`))
    expect(seen.size).toBeGreaterThan(2)
    expect(foreign).toEqual([])
  },
)
