import { expect, test } from 'vitest'
import { initialFiles } from './build-page.mjs'

test('what is loaded first is the entry, what it imports at once, and their styles; not what it imports later', () => {
  const manifest = {
    'index.html': {
      file: 'a.js',
      isEntry: true,
      imports: ['_b.js'],
      css: ['a.css'],
      dynamicImports: ['later.tsx'],
    },
    '_b.js': { file: 'b.js', imports: ['_c.js'], css: ['b.css'] },
    '_c.js': { file: 'c.js', imports: ['_b.js'] },
    'later.tsx': { file: 'later.js', imports: ['index.html'] },
  }
  expect(initialFiles(manifest)).toEqual(['a.js', 'a.css', 'b.js', 'b.css', 'c.js'])
})
