import { describe, expect, test } from 'vitest'
import type { DatasetName, SnapshotName } from '../../domain/dataset-name.ts'
import { CommandError, type Runner } from '../exec.ts'
import { receive, resumeTokenOf } from './receive.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import { transfer } from './transfer.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'
import { PassThrough, Readable } from 'node:stream'

const web = 'tank/web@s' as SnapshotName
const copy = 'tank/copy' as DatasetName
const what = { snapshot: web, form: { raw: true, largeBlocks: false, compressed: false, embedded: false } }
const sendArgv = ['zfs', 'send', '-v', '-P', '-w', '--', web]
const receiveArgv = ['zfs', 'receive', '-s', '-u', '--', copy]

describe('receiving', () => {
  test('takes a stream, sets what is asked for, and never says -F', async () => {
    const words = ['-o', 'readonly=on', '-o', 'kiste:x=-F', '-x', 'mountpoint', '-o', 'origin=tank/o@s']
    const argv = ['zfs', 'receive', '-s', '-u', ...words, '--', copy]
    const { zfs, runner } = await openRecorded('2.3.2', [{ argv }])
    const properties = { readonly: 'on', 'kiste:x': '-F' }
    const where = { target: copy, properties, exclude: ['mountpoint'], origin: 'tank/o@s' as SnapshotName }
    await receive(zfs, where, Readable.from(['STREAM']))
    expect(runner.ran.at(-1)?.input).toBe('STREAM')
    expect(commandsOf(runner).flat()).not.toContain('-F')
  })

  test('a stream that breaks off ends the command', async () => {
    const input = new PassThrough()
    const { zfs } = await openRecorded('2.3.2', [])
    const stuck: Zfs = { ...zfs, run: (call) => untilAborted(call.signal) }
    const receiving = receive(stuck, { target: copy }, input)
    input.destroy(new Error('the network is gone'))
    await expect(receiving).rejects.toThrow(/was cancelled/)
  })

  test.each([
    ['1-bf31b879a-b8-789c', '1-bf31b879a-b8-789c'],
    ['-', undefined],
  ])('a token of %s', async (value, token) => {
    const properties = {
      guid: { value: '1', source: { type: 'NONE', data: '-' } },
      receive_resume_token: { value, source: { type: 'NONE', data: '-' } },
    }
    const datasets = { [copy]: { name: copy, type: 'FILESYSTEM', createtxg: '5', properties } }
    const columns = 'name,guid,receive_resume_token'
    const { zfs } = await openRecorded('2.3.2', [
      {
        argv: ['zfs', 'list', '-j', '-p', '-o', columns, '-t', 'filesystem,volume', '-d', '0', '--', copy],
        stdout: JSON.stringify({ output_version: { vers_major: 0 }, datasets }),
      },
    ])
    expect(await resumeTokenOf(zfs, copy)).toBe(token)
  })
})

describe('a transfer', () => {
  test('carries the stream across', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [
      { argv: sendArgv, stdout: 'STREAM', stderr: `09:00:01\t6\t${web}\n` },
      { argv: receiveArgv },
    ])
    const seen: number[] = []
    await transfer({ zfs, what }, { zfs, where: { target: copy } }, { onBytes: (bytes) => seen.push(bytes) })
    expect(runner.ran.find(({ argv }) => argv[1] === 'receive')?.input).toBe('STREAM')
    expect(seen).toEqual([6])
  })

  test('whose receiver refuses ends the sender, and tells what the receiver said', async () => {
    const { zfs } = await openRecorded('2.3.2', [])
    const from: Zfs = { ...zfs, run: (call) => untilAborted(call.signal) }
    const said =
      "cannot receive new filesystem stream: destination 'tank/copy' exists\nmust specify -F to overwrite it\n"
    const to = (await openRecorded('2.3.2', [{ argv: receiveArgv, code: 1, stderr: said }])).zfs
    // The recorded receiver reads to the end of its input first; this one refuses at once, as the real one does.
    const atOnce: Zfs = { ...to, run: (call) => to.run({ ...call, input: undefined }) }
    const error: unknown = await transfer(
      { zfs: from, what },
      { zfs: atOnce, where: { target: copy } },
    ).catch((error: unknown) => error)
    expect(zfsErrorKind(error)).toBe('target-exists')
  })

  test('whose sender fails ends the stream, and tells what the sender said', async () => {
    const gone = `cannot open '${web}': dataset does not exist\n`
    const cut = 'cannot receive new filesystem stream: incomplete stream\n'
    const { zfs, runner } = await openRecorded('2.3.2', [
      { argv: sendArgv, code: 1, stderr: gone },
      { argv: receiveArgv, code: 1, stderr: cut },
    ])
    const error: unknown = await transfer({ zfs, what }, { zfs, where: { target: copy } }).catch(
      (error: unknown) => error,
    )
    expect(zfsErrorKind(error)).toBe('not-found')
    expect(runner.unused()).toEqual([])
  })

  test('that is called off ends both sides', async () => {
    const { zfs } = await openRecorded('2.3.2', [])
    const ended: string[] = []
    const stuck: Zfs = {
      ...zfs,
      run: (call) => untilAborted(call.signal).finally(() => ended.push(call.argv[1] ?? '')),
    }
    const controller = new AbortController()
    const going = transfer({ zfs: stuck, what }, { zfs: stuck, where: { target: copy } }, controller)
    controller.abort()
    await expect(going).rejects.toThrow(/was cancelled/)
    expect(ended).toEqual(['receive', 'send'])
  })
})

/** A command that runs until it is ended. */
function untilAborted(signal: AbortSignal | undefined): ReturnType<Runner['run']> {
  return new Promise((_, reject) => {
    const end = () => reject(new CommandError(['zfs'], { why: 'aborted' }, '', ''))
    if (signal?.aborted === true) end()
    else signal?.addEventListener('abort', end)
  })
}
