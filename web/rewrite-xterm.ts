import type { Plugin } from 'vite'

// From the root of the page, as Vite has it.
const standIn = '/console/stand-in-for-style.ts'

/** Where xterm.js (6.0) writes styles into the page, and how often. */
const places = [
  { pattern: /[\w.$]+\.createElement\("style"\)/g, by: 'standInForStyle()', times: 3 },
  // Of a cell in a colour of its own.
  { pattern: /([\w$]+)\.setAttribute\("style",/g, by: 'Reflect.set($1.style,"cssText",', times: 1 },
] as const

/**
 * xterm.js writes style elements and style attributes, which the page's policy forbids, and has no way to be told otherwise. So it is built
 * into the page with the same done through the CSSOM. Another version that does it elsewhere fails the build rather than looking broken.
 */
export function rewriteXterm(): Plugin {
  return {
    name: 'kiste:rewrite-xterm',
    transform: (code, id) => (id.endsWith('/@xterm/xterm/lib/xterm.mjs') ? withoutStyles(code) : undefined),
  }
}

export function withoutStyles(code: string): string {
  let rewritten = code
  for (const { pattern, by, times } of places) {
    const found = rewritten.match(pattern)?.length ?? 0
    if (found !== times)
      throw new Error(`xterm.js writes styles in ${found} places like ${pattern.source}, not in ${times}.`)
    rewritten = rewritten.replaceAll(pattern, by)
  }
  return `import { standInForStyle } from ${JSON.stringify(standIn)};\n${rewritten}`
}
