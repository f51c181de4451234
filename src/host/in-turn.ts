/** Runs one thing after another for each key; different keys do not wait for each other. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * libvirt runs the calls of one connection at the same time and answers them in any order, so whatever changes a VM takes
 * turns here.
 */
export function createInTurn(): InTurn {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve()
    const mine = before.then(work)
    // The next one waits for the end, whatever it was.
    const tail = mine.then(
      () => undefined,
      () => undefined,
    )
    tails.set(key, tail)
    try {
      return await mine
    } finally {
      if (tails.get(key) === tail) tails.delete(key)
    }
  }
}
