import { readPax, readTarHeader, tarBlockBytes, type TarEntry } from '../domain/tar-header.ts'
import { messageOf } from '../domain/thrown.ts'

/** An entry and its content, which is there until the next entry is asked for. */
export interface TarItem extends TarEntry {
  readonly content: AsyncIterable<Buffer>
}

/** An archive that is not what it should be. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive'
}

/** Longer names than this no file system has; what says it has one is no archive. */
const longestExtensionBytes = 1024 * 1024

type Said = Partial<Pick<TarEntry, 'name' | 'linkName' | 'sizeBytes' | 'modifiedSeconds'>>

/** Reads an archive as it comes. Throws `BadArchive`, also where it is cut off; what goes wrong on its way here is thrown as it is. */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarItem> {
  const bytes = byteReader(source)
  let said: Said = {}
  for (;;) {
    const header = await bytes.exactly(tarBlockBytes)
    const block = understood(() => readTarHeader(header))
    if (block.is === 'end') break
    if (block.is !== 'entry') {
      said = { ...said, ...saidBy(block.is, await extension(bytes, block.sizeBytes)) }
      continue
    }
    const entry = { ...block.entry, ...said }
    said = {}
    let left = entry.type === 'file' ? entry.sizeBytes : 0
    const padding = paddingOf(left)
    const content = async function* () {
      while (left > 0) {
        const part = await bytes.atMost(left)
        left -= part.length
        yield part
      }
    }
    yield { ...entry, content: content() }
    while (left > 0) left -= (await bytes.atMost(left)).length
    await bytes.exactly(padding)
  }
  // Archives are filled up to whole records.
  await bytes.rest()
}

function paddingOf(sizeBytes: number): number {
  return (tarBlockBytes - (sizeBytes % tarBlockBytes)) % tarBlockBytes
}

async function extension(bytes: ByteReader, sizeBytes: number): Promise<Buffer> {
  if (sizeBytes > longestExtensionBytes) throw new BadArchive('a name in it is too long')
  const text = await bytes.exactly(sizeBytes)
  await bytes.exactly(paddingOf(sizeBytes))
  return text
}

/** What is said of the next entry; what is said of all of them, such as a comment, changes nothing that is needed here. */
function saidBy(is: 'longName' | 'longLink' | 'pax' | 'paxForAll', text: Buffer): Said {
  switch (is) {
    case 'longName':
      return { name: untilNul(text) }
    case 'longLink':
      return { linkName: untilNul(text) }
    case 'paxForAll':
      return {}
    case 'pax': {
      const records = understood(() => readPax(text))
      const [name, linkName] = [records.get('path'), records.get('linkpath')]
      const [sizeBytes, modifiedSeconds] = [numberOf(records.get('size')), numberOf(records.get('mtime'))]
      return {
        ...(name ? { name } : {}),
        ...(linkName ? { linkName } : {}),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(modifiedSeconds === undefined ? {} : { modifiedSeconds }),
      }
    }
  }
}

function understood<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new BadArchive(messageOf(error), { cause: error })
  }
}

function numberOf(bytes: Uint8Array | undefined): number | undefined {
  const text = Buffer.from(bytes ?? []).toString('latin1')
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

interface ByteReader {
  exactly(count: number): Promise<Buffer>
  /** Some bytes, at least one. */
  atMost(count: number): Promise<Buffer>
  rest(): Promise<void>
}

function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const atMost = async (count: number) => {
    while (held.length === 0) {
      const chunk = await chunks.next()
      if (chunk.done === true) throw new BadArchive('it ends too early')
      held = chunk.value
    }
    const part = held.subarray(0, count)
    held = held.subarray(part.length)
    return part
  }
  return {
    atMost,
    exactly: async (count) => {
      const parts: Buffer[] = []
      for (let left = count; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(await atMost(left))
      return Buffer.concat(parts)
    },
    rest: async () => {
      for (;;) if ((await chunks.next()).done === true) return
    },
  }
}
