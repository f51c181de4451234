import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemError } from '../../domain/problem.ts'
import { CommandError, type CommandEnd } from '../exec.ts'
import { FishError } from './exchange.ts'
import { asProblem, launchProblem } from './fish-problems.ts'

const ended = (end: CommandEnd) =>
  new FishError('ended', 'it ended', new CommandError(['setpriv', '--', 'guestfish'], end, '', ''))

describe('what guestfish says while files are looked at', () => {
  it.each([
    ['download: /x: No such file or directory', 'not_found'],
    ['ls0: /x: Not a directory', 'not_found'],
    ['statns: /x: File name too long', 'not_found'],
    ['mount_ro: mount exited with status 32: bad superblock', 'host_failed'],
    ['read: /x: Input/output error', 'host_failed'],
  ])('%s', (message, code) => {
    expect(asProblem(new FishError('refused', message), 'web@s1', '/x')).toMatchObject({
      problems: [{ code, object: { name: 'web@s1:/x' } }],
    })
  })

  it.each([
    new FishError('refused', 'appliance closed the connection unexpectedly'),
    new FishError('refused', 'list_devices: call launch before using this function'),
    ended({ why: 'signal', signal: 'SIGKILL' }),
  ])('its VM is gone: %s', (error) => {
    expect(asProblem(error, 'web@s1', '/x')).toMatchObject({
      problems: [{ code: 'host_failed', message: expect.stringContaining('ended') as string }],
    })
  })

  it('what is none of its doing stays what it is', () => {
    const [other, known] = [new Error('no'), problemError({ code: 'in_use', message: 'It is.' })]
    expect([asProblem(other, 'web@s1', '/x'), asProblem(known, 'web@s1', '/x')]).toEqual([other, known])
    expect(asProblem(new RangeError('too long'), 'web@s1', '/x')).toMatchObject({ problems: [{}] })
  })
})

describe('why disks could not be opened', () => {
  let boot: string
  beforeEach(async () => {
    boot = await mkdtemp(join(tmpdir(), 'kiste-boot-'))
  })
  afterEach(() => rm(boot, { recursive: true }))

  it.each([{ why: 'missing' }, { why: 'exit', code: 127 }] as const)(
    'guestfish is not installed: $why',
    async (end) => {
      expect(await launchProblem('web@s1', ended(end), boot)).toMatchObject({
        problems: [
          { code: 'not_supported', hint: expect.stringContaining('apt install guestfish') as string },
        ],
      })
    },
  )

  it('an overlay could not be made, as on a full disk', async () => {
    const error = new CommandError(
      ['qemu-img', 'create'],
      { why: 'exit', code: 1 },
      '',
      'No space left on device',
    )
    expect(await launchProblem('web@s1', error, boot)).toMatchObject({
      problems: [
        { code: 'host_failed', message: expect.stringContaining('No space left on device') as string },
      ],
    })
  })

  it('there is no kernel to start, or none that may be read; else it is something else', async () => {
    const supermin = new FishError('refused', '/usr/bin/supermin exited with error status 1.')
    expect(await launchProblem('web@s1', supermin, boot)).toMatchObject({
      problems: [{ code: 'not_supported', hint: expect.stringContaining(`a+r ${boot}/vmlinuz-*`) as string }],
    })
    await writeFile(join(boot, 'vmlinuz-6.1'), '')
    expect(await launchProblem('web@s1', supermin, boot)).toMatchObject({
      problems: [{ code: 'host_failed', hint: expect.stringContaining('libguestfs-test-tool') as string }],
    })
  })
})
