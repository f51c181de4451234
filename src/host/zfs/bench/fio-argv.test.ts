import { expect, test } from 'vitest'
import { benchPatterns } from '../../../domain/pool-bench.ts'
import { fioArgv } from './fio-argv.ts'

const wish = { path: '/dev/zd16', sizeBytes: 2 ** 26, seconds: 5 }

test('each pattern is another, and none may make a file', () => {
  const lines = benchPatterns.map((pattern) => fioArgv({ ...wish, pattern }).join(' '))
  expect(new Set(lines).size).toBe(benchPatterns.length)
  for (const line of lines) {
    expect(line).toContain('--filename=/dev/zd16 --allow_file_create=0 --size=67108864')
    expect(line).toContain('--output-format=json')
  }
})

test('the first pass writes all of it, the others go on for their time', () => {
  const [first = '', ...others] = benchPatterns.map((pattern) => fioArgv({ ...wish, pattern }).join(' '))
  expect(first).not.toContain('--runtime')
  expect(others.every((line) => line.includes('--time_based --runtime=5'))).toBe(true)
})

test.each(['/a:b', 'relative', '/with blank', '/a\nb'])('%j is no path for fio', (path) => {
  expect(() => fioArgv({ ...wish, path, pattern: 'random-read' })).toThrow(/cannot be given/)
})
