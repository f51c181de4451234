import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { routes } from '../../../src/contract/routes.ts'
import { findTexts, type FoundText } from './find-texts.ts'
import { keyOf } from './template.ts'
import { silentRooms } from './text-rules.ts'

/** Every text of the source that the page may come to show, in the order of the files. */
export async function allTexts(root: string): Promise<FoundText[]> {
  const files = (await readdir(join(root, 'src'), { recursive: true }))
    .map((file) => `src/${file}`)
    .filter(
      (file) =>
        /\.m?[jt]s$/.test(file) &&
        !/\.test\.ts$|\/(?:testing|fixtures)\/|^src\/[^/]*$|\.contract\.ts$/.test(file),
    )
    .filter((file) => !silentRooms.some((room) => file.startsWith(room)))
    .toSorted()
  const found = await Promise.all(
    files.map(async (file) => findTexts(file, await readFile(join(root, file), 'utf8'))),
  )
  return [...found.flat(), ...namesOfChanges()]
}

/** What changes are called in their log, which is what the API calls them. */
function namesOfChanges(): FoundText[] {
  return Object.values(routes)
    .filter(({ method, answers }) => method !== 'GET' || answers === 'websocket')
    .map(({ summary }) => {
      const parts = [{ kind: 'words', words: summary }] as const
      return { key: keyOf(parts), parts, file: 'src/http/note-change.ts', line: 1 }
    })
}
