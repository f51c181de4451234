/** The secret of the link that somebody followed; it is behind the #, where no server sees it. */
export function linkSecret(hash: string): string | undefined {
  const secret = hash.replace(/^#/, '')
  return /^[\w-]{20,}$/.test(secret) ? secret : undefined
}
