import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findTexts, type FoundText } from './find-texts.ts'
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
  return found.flat()
}
