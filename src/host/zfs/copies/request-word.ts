/** A request as one word that no shell on the way takes for anything of its own. */
export function wordOfRequest(request: string): string {
  return Buffer.from(request, 'utf8').toString('base64url')
}

/** What such a word says; nothing of it is believed. */
export function requestOfWord(word: string): string {
  return Buffer.from(word, 'base64url').toString('utf8')
}
