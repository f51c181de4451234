/** What somebody chose last in this browser, among what can be chosen. */
export interface Kept<T extends string> {
  read(): T
  write(value: T): void
}

/** The first one is what is so without a word. */
export function keep<T extends string>(name: string, choices: readonly [T, ...T[]]): Kept<T> {
  return {
    read: () => choices.find((choice) => choice === localStorage.getItem(name)) ?? choices[0],
    write: (value) => localStorage.setItem(name, value),
  }
}
