import { array, assert, integer, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { formatTarHeader } from '../../../domain/tar-header.ts'
import { blockCutter, tarReader } from './cut-blocks.ts'

const piecesOf = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const pieces: Uint8Array[] = []
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

test('blocks are the same however the bytes come', () => {
  assert(
    property(
      uint8Array({ maxLength: 300 }),
      array(integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
      integer({ min: 1, max: 64 }),
      (bytes, sizes, blockBytes) => {
        const blocks: { at: number; bytes: number[] }[] = []
        const cutter = blockCutter(blockBytes, (block, at) => blocks.push({ at, bytes: [...block] }))
        cutter.restart(1000)
        for (const piece of piecesOf(bytes, sizes)) cutter.push(piece)
        cutter.restart(0)
        expect(blocks.flatMap((block) => block.bytes)).toEqual([...bytes])
        expect(blocks.slice(0, -1).every((block) => block.bytes.length === blockBytes)).toBe(true)
        expect(blocks.map((block) => block.at)).toEqual(blocks.map((_, index) => 1000 + index * blockBytes))
      },
    ),
  )
})

test('an archive comes to pieces, file by file', () => {
  const file = (name: string, content: string, type: 'file' | 'other' = 'file') => {
    const bytes = Buffer.from(content)
    const header = formatTarHeader({
      type,
      name: Buffer.from(name),
      linkName: new Uint8Array(),
      sizeBytes: bytes.length,
      mode: 0o644,
      modifiedSeconds: 0,
    })
    return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
  }
  const archive = Buffer.concat([
    file('./a', 'x'.repeat(700)),
    file('./pipe', '', 'other'),
    file('./b', 'short'),
    Buffer.alloc(1024),
  ])
  for (const size of [1, 7, 512, 100_000]) {
    const seen: string[] = []
    const read = tarReader(
      (name) => seen.push(`${Buffer.from(name).toString()}:`),
      (bytes) => void (seen[seen.length - 1] += Buffer.from(bytes).toString()),
    )
    for (const piece of piecesOf(archive, [size])) read(piece)
    expect(seen).toEqual([`./a:${'x'.repeat(700)}`, './b:short'])
  }
})
