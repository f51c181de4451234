import type { ZfsError } from './zfs-error.ts'

/** What ZFS said, in one line and without "cannot … '…':", which the message says in its own words. */
export function lastWords(error: ZfsError): string {
  const text = error.stderr.trim() === '' ? error.message : error.stderr
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^cannot [^']*'[^']*'(?: as '[^']*')?: /, '')
    .slice(0, 400)
}
