import type { Problem } from './problem.ts'

// What is encrypted lies under an encryption root: the dataset that the key belongs to, most often the root dataset of a pool, whose name is
// the pool's. `lockedBy` names that dataset where its key is not loaded: nothing below it can be read or written until it is.

/** What loads the key, as a line to type; of what a shell minds, a dataset's name can hold only blanks. That of a pool is loaded by Kiste; that of a dataset inside one, which others encrypted, by ZFS itself. */
export function loadKeyLine(root: string): string {
  return root.includes('/') ? `zfs load-key -- ${quoted(root)}` : `kiste pool load-key ${quoted(root)}`
}

/** `in the pool tank, whose key is not loaded`, to end a sentence with. */
export function sayWhereLocked(root: string): string {
  const pool = root.split('/')[0] ?? root
  return root === pool
    ? `in the pool ${pool}, whose key is not loaded`
    : `in ${root} of the pool ${pool}, whose key is not loaded`
}

/** A VM that cannot start, or be changed, before the key is there. `cannot`: `is not started`. */
export function vmLocked(vm: string, cannot: string, root: string): Problem {
  return {
    code: 'key_needed',
    object: { type: 'vm', name: vm },
    message: `VM ${vm} ${cannot}: it is ${sayWhereLocked(root)}.`,
    hint: `Load it: ${loadKeyLine(root)}`,
  }
}

/** A store in which nothing can be read or made before the key is there. */
export function storeLocked(store: string, root: string): Problem {
  return {
    code: 'key_needed',
    object: { type: 'store', name: store },
    message: `The store ${store} is locked: it is ${sayWhereLocked(root)}.`,
    hint: `Load it: ${loadKeyLine(root)}`,
  }
}

function quoted(name: string): string {
  return name.includes(' ') ? `'${name}'` : name
}
