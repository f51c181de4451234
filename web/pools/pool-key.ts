import type { Pool } from '../api/answers.ts'

type Settings = Pick<Pool, 'settings'>

/** How a property of the root dataset is set; undefined where the pool does not answer. */
function ofDataset({ settings }: Settings, name: string): string | undefined {
  return settings?.find((one) => one.of === 'dataset' && one.name === name)?.value
}

export function isEncrypted(pool: Settings): boolean {
  return (ofDataset(pool, 'encryption') ?? 'off') !== 'off'
}

/** It is encrypted, and its key is not loaded. */
export function isLocked(pool: Settings): boolean {
  return ofDataset(pool, 'keystatus') === 'unavailable'
}

/** Its key is one that somebody types. */
export function keyIsTyped(pool: Settings): boolean {
  return ofDataset(pool, 'keylocation') === 'prompt'
}
