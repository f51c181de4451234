import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allTexts } from './all-texts.ts'
import type { FoundText } from './find-texts.ts'
import { roomNames, roomOf } from './rooms.ts'

export type Room = Record<string, string>

/** Where the catalogue and the source do not agree. */
export interface Differences {
  readonly missing: readonly FoundText[]
  readonly leftOver: readonly { readonly room: string; readonly key: string }[]
}

export async function readRooms(root: string): Promise<Map<string, Room>> {
  const read = roomNames.map(
    async (name) => [name, JSON.parse(await readFile(roomFile(root, name), 'utf8')) as Room] as const,
  )
  return new Map(await Promise.all(read))
}

export async function compare(root: string): Promise<Differences> {
  const rooms = await readRooms(root)
  const texts = await allTexts(root)
  const said = new Set(texts.map(({ key }) => key))
  const german = new Map([...rooms.values()].flatMap((room) => Object.entries(room)))
  const seen = new Set<string>()
  return {
    missing: texts.filter(({ key }) => {
      const isMissing = !seen.has(key) && (german.get(key) ?? '') === ''
      seen.add(key)
      return isMissing
    }),
    leftOver: [...rooms].flatMap(([room, texts]) =>
      Object.keys(texts)
        .filter((key) => !said.has(key))
        .map((key) => ({ room, key })),
    ),
  }
}

/** Gives each missing text a line of its own, still empty, and takes out what nobody says any more. */
export async function tidyUp(root: string, { missing, leftOver }: Differences): Promise<void> {
  const rooms = await readRooms(root)
  for (const { room, key } of leftOver) delete rooms.get(room)?.[key]
  for (const { file, key } of missing) {
    const room = rooms.get(roomOf(file))
    if (room) room[key] ??= ''
  }
  for (const [name, room] of rooms)
    await writeFile(roomFile(root, name), `${JSON.stringify(room, undefined, 2)}\n`)
}

/** A missing text as people look for it. */
export function sayMissing({ file, line, key }: FoundText): string {
  return `${file}:${line} (de-${roomOf(file)}.json): ${JSON.stringify(key)}`
}

function roomFile(root: string, name: string): string {
  return join(root, `web/messages/daemon/de-${name}.json`)
}
