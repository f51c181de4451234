import { poolOf, type DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { throwIfProblems } from '../../domain/problem.ts'
import { checkProperties, propertyArgs, type PropertyValues } from './property-args.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** A passphrase, or the bytes of a raw or hex key. It goes through standard input, never a command line. */
export type EncryptionKey = string | Uint8Array

/**
 * Loads the key of an encryption root; without one given, from where its `keylocation` says. Loaded already is success. Rejects with
 * `invalid_input` if the key is wrong.
 */
export async function loadKey(zfs: Zfs, name: DatasetName, key?: EncryptionKey): Promise<void> {
  try {
    await zfs.run({
      // -L prompt: a key that is given counts, wherever the dataset would look for its own.
      argv: ['zfs', 'load-key', ...(key === undefined ? [] : ['-L', 'prompt']), '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'unlocked' },
      input: key ?? '',
    })
  } catch (error) {
    if (zfsErrorKind(error) !== 'key-loaded') throw error
  }
}

/** Looks whether a key is the right one, loading nothing. */
export async function testKey(zfs: Zfs, name: DatasetName, key: EncryptionKey): Promise<boolean> {
  try {
    await zfs.run({
      argv: ['zfs', 'load-key', '-n', '-L', 'prompt', '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'tried with this key', readOnly: true },
      input: key,
    })
    return true
  } catch (error) {
    const kind = zfsErrorKind(error)
    if (kind === 'key-wrong' || kind === 'key-unfit') return false
    throw error
  }
}

/** Forgets a key; refused while something below is mounted or open (`in_use`). Not loaded is success. */
export async function unloadKey(zfs: Zfs, name: DatasetName): Promise<void> {
  try {
    await zfs.run({
      argv: ['zfs', 'unload-key', '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'locked' },
    })
  } catch (error) {
    if (zfsErrorKind(error) !== 'key-not-loaded') throw error
  }
}

/**
 * Gives an encryption root another key, which is loaded; or makes it one of its own, if it had its parent's. `properties`: keyformat,
 * keylocation, pbkdf2iters. Never on a replica: the next raw stream would bring the old key back (zfs#12123).
 */
export async function changeKey(
  zfs: Zfs,
  name: DatasetName,
  key: EncryptionKey | undefined,
  properties: PropertyValues,
): Promise<void> {
  const checked = checkProperties(properties)
  throwIfProblems(checked.ok ? [] : checked.problems)
  await zfs.run({
    argv: ['zfs', 'change-key', ...propertyArgs(properties), '--', name],
    limit: 'change',
    pool: poolOf(name),
    attempt: { object: datasetRef(name), done: 'given another key' },
    input: key ?? '',
  })
}

/** Makes an encryption root share the key of the dataset above it. Both are loaded. */
export async function inheritKey(zfs: Zfs, name: DatasetName): Promise<void> {
  await zfs.run({
    argv: ['zfs', 'change-key', '-i', '--', name],
    limit: 'change',
    pool: poolOf(name),
    attempt: { object: datasetRef(name), done: 'given the key of its parent' },
  })
}
