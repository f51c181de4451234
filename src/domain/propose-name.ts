/** A name for a new VM: what its image is called before the numbers, and then with one that is free. */
export function proposeName(image: string | undefined, taken: readonly string[]): string {
  const word = /^[a-z]+/i.exec(image ?? '')?.[0].toLowerCase() ?? 'vm'
  const used = new Set(taken.map((name) => name.toLowerCase()))
  if (!used.has(word)) return word
  let number = 2
  while (used.has(`${word}-${number}`)) number += 1
  return `${word}-${number}`
}
