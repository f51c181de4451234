import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { World } from './world.ts'

/** Reads a world that was kept; undefined if there is none yet. */
export function readWorldFile(path: string): World | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as World) : undefined
}

/** Keeps the world, whole or not at all: a daemon killed in the middle finds the one before. */
export function writeWorldFile(path: string, world: World): void {
  writeFileSync(`${path}.new`, JSON.stringify(world))
  renameSync(`${path}.new`, path)
}
