import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { withoutStyles } from './rewrite-xterm.ts'

const path = resolve(import.meta.dirname, '../node_modules/@xterm/xterm/lib/xterm.mjs')

test('the terminal writes no styles into the page any more', async () => {
  const rewritten = withoutStyles(await readFile(path, 'utf8'))
  expect(rewritten.match(/createElement\(["']style|setAttribute\(["']style/g)).toBeNull()
})

test('one that does it in other places is not built in', () => {
  expect(() => withoutStyles('document.createElement("style")')).toThrow('in 1 places')
})
