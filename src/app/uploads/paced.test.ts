import { PassThrough, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { paced } from './paced.ts'

const patient = { idleMs: 60_000, pieceMs: 60_000 }
const never = new AbortController().signal

async function taken(content: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const part of content) text += Buffer.from(part).toString()
  return text
}

test('all that comes in time is passed on', async () => {
  const content = Readable.from([Buffer.from('one'), Buffer.from('two')])
  expect(await taken(paced(content, patient, never))).toBe('onetwo')
})

test('silence is cut off, and says so', async () => {
  const content = new PassThrough()
  content.write('one')
  await expect(taken(paced(content, { ...patient, idleMs: 20 }, never))).rejects.toThrow('nothing came')
  expect(content.destroyed).toBe(true)
})

test('a drip that never falls silent is cut off as well', async () => {
  const content = new PassThrough()
  const drip = setInterval(() => content.destroyed || content.write('.'), 5)
  await expect(taken(paced(content, { idleMs: 1_000, pieceMs: 60 }, never))).rejects.toThrow('did not end')
  clearInterval(drip)
})

test('whoever takes it may be slow', async () => {
  const content = Readable.from([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')])
  let text = ''
  for await (const part of paced(content, { ...patient, idleMs: 20 }, never)) {
    await delay(40)
    text += Buffer.from(part).toString()
  }
  expect(text).toBe('abc')
})

test('it ends when told', async () => {
  const end = new AbortController()
  const content = new PassThrough()
  const taking = taken(paced(content, patient, end.signal))
  await delay(5)
  end.abort(new Error('another one sends'))
  await expect(taking).rejects.toThrow('another one sends')
  await expect(taken(paced(Readable.from([]), patient, end.signal))).rejects.toThrow('another one sends')
})
