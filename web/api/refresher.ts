/**
 * Reads things again after they changed, each by its key: one look at a time, and one more after it if the thing changed meanwhile. So a
 * storm of changes neither piles up looks nor ends with an old one.
 */
export function createRefresher(
  look: (key: readonly string[]) => Promise<unknown>,
): (key: readonly string[]) => void {
  const underWay = new Set<string>()
  const changedMeanwhile = new Set<string>()

  const refresh = async (key: readonly string[]): Promise<void> => {
    const name = key.join('\n')
    if (underWay.has(name)) {
      changedMeanwhile.add(name)
      return
    }
    underWay.add(name)
    try {
      do {
        changedMeanwhile.delete(name)
        await look(key)
      } while (changedMeanwhile.has(name))
    } catch {
      // Whoever shows it shows the error; the next change brings another look.
    } finally {
      underWay.delete(name)
    }
  }
  return (key) => void refresh(key)
}
