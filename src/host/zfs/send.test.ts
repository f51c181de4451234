import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { BookmarkName, SnapshotName } from '../../domain/dataset-name.ts'
import { ZfsOutputError } from './output-error.ts'
import { estimateSend, parseSendEstimate, progressReader, send, type Sending } from './send.ts'
import { recorded } from './testing/fixtures.ts'
import { openRecorded } from './testing/open-recorded.ts'

const s2 = 'tank/web@s2' as SnapshotName
const plain = { raw: false, largeBlocks: false, compressed: false, embedded: false }
const full: Sending = { snapshot: s2, form: plain }

describe('how large a stream will be', () => {
  test('OpenZFS 2.3.2', () => {
    expect(parseSendEstimate(recorded('2.3.2', 'send-size').stdout)).toEqual({
      totalBytes: 46_048,
      parts: [{ snapshot: 'tank/kiste/web/root@s4', bytes: 46_048 }],
    })
  })

  test('increments, one by one', () => {
    expect(
      parseSendEstimate('incremental\ts1\ttank/web@s 2\t10\nincremental\ts 2\ttank/web@s3\t20\nsize\t30\n'),
    ).toEqual({
      totalBytes: 30,
      parts: [
        { snapshot: 'tank/web@s 2', bytes: 10 },
        { snapshot: 'tank/web@s3', bytes: 20 },
      ],
    })
  })

  test('no size is an error', () => {
    expect(() => parseSendEstimate('')).toThrow(ZfsOutputError)
  })
})

describe('the words of a send', () => {
  const dry = ['zfs', 'send', '-n', '-v', '-P']
  test.each<[Parameters<typeof estimateSend>[1], readonly string[]]>([
    [full, ['--', s2]],
    [
      {
        snapshot: s2,
        form: { raw: true, largeBlocks: true, compressed: true, embedded: true },
        properties: true,
      },
      ['-w', '-L', '-c', '-e', '-p', '--', s2],
    ],
    [{ ...full, from: 'tank/web@s1' as SnapshotName }, ['-i', '@s1', '--', s2]],
    [{ ...full, from: 'tank/web@s1' as SnapshotName, all: true }, ['-I', '@s1', '--', s2]],
    [{ ...full, from: 'tank/web#m' as BookmarkName }, ['-i', '#m', '--', s2]],
    [{ ...full, from: 'tank/origin@s0' as SnapshotName }, ['-i', 'tank/origin@s0', '--', s2]],
    [{ token: '1-abc-1-def', snapshot: s2 }, ['-t', '1-abc-1-def']],
  ])('%j', async (what, words) => {
    const { zfs, runner } = await openRecorded('2.3.2', [{ argv: [...dry, ...words], stdout: 'size\t7\n' }])
    expect((await estimateSend(zfs, what)).totalBytes).toBe(7)
    expect(runner.unused()).toEqual([])
  })
})

describe('sending', () => {
  const argv = ['zfs', 'send', '-v', '-P', '--', s2]

  test('writes the stream, leaves its end open, and tells how far it is', async () => {
    const stderr = `full\t${s2}\t300\nsize\t300\n09:00:01\t100\t${s2}\n09:00:02\t250\t${s2}\n`
    const { zfs } = await openRecorded('2.3.2', [{ argv, stdout: 'STREAM', stderr }])
    const output = new PassThrough()
    const seen: number[] = []
    await send(zfs, full, output, { onBytes: (bytes) => seen.push(bytes) })
    expect(String(output.read())).toBe('STREAM')
    expect(output.writableEnded).toBe(false)
    expect(seen).toEqual([100, 250])
  })

  test('ends the command when nobody takes the stream any more', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [{ argv, end: { why: 'aborted' } }])
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    output.destroy()
    await expect(send(zfs, full, output)).rejects.toMatchObject({ problems: [{ code: 'cancelled' }] })
    expect(runner.ran.at(-1)?.options.signal?.aborted).toBe(true)
  })

  test('fails with what ZFS says', async () => {
    const stderr = "cannot open 'tank/web@s2': dataset does not exist\n"
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stderr }])
    await expect(send(zfs, full, new PassThrough())).rejects.toMatchObject({
      problems: [{ code: 'not_found', object: { type: 'snapshot', name: s2 } }],
    })
  })
})

test('what was sent adds up over the snapshots of one stream', () => {
  const read = progressReader()
  expect(read('incremental\ts1\ttank/web@s2\t10')).toBeUndefined()
  expect(read('09:00:01\t100\ttank/web@s 2')).toBe(100)
  expect(read('09:00:02\t150\ttank/web@s 2')).toBe(150)
  expect(read('09:00:03\t30\ttank/web@s3')).toBe(180)
})
