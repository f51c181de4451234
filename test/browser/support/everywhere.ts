/** Each light, size and language at least once: for pages that are to look right in all of them. */
export const everywhere = [
  ['light', 'desktop', 'en-GB'],
  ['dark', 'desktop', 'de-DE'],
  ['light', 'phone', 'de-DE'],
  ['dark', 'phone', 'en-GB'],
] as const
