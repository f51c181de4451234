import { expect, it } from 'vitest'
import { derivedUuid, layout, partitionScript } from './disk-layout.ts'

it('same seed, same identifiers; another seed or purpose, others', () => {
  expect(derivedUuid('a', 'root')).toBe(derivedUuid('a', 'root'))
  expect(derivedUuid('a', 'root')).not.toBe(derivedUuid('b', 'root'))
  expect(derivedUuid('a', 'root')).not.toBe(derivedUuid('a', 'esp'))
  expect(derivedUuid('a', 'root')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

it('the partitions follow each other without overlap and leave room for the copy of the table', () => {
  const { biosBoot, esp, root, sizeMiB } = layout
  const ends = [biosBoot, esp, root].map(({ startMiB, sizeMiB }) => startMiB + sizeMiB)
  expect(biosBoot.startMiB).toBeGreaterThanOrEqual(1)
  expect(esp.startMiB).toBe(ends[0])
  expect(root.startMiB).toBe(ends[1])
  expect(ends[2]).toBeLessThan(sizeMiB)
})

it('is written for sfdisk with every identifier given', () => {
  const script = partitionScript(layout, 'seed')
  expect(script.split('\n')[0]).toBe('label: gpt')
  expect(script).toContain(
    '14 : start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649, name="bios"',
  )
  expect(script.match(/uuid=/g)).toHaveLength(3)
})
