import type { Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CommandError, type CommandResult, type Runner, type RunOptions } from '../exec.ts'
import { startFish } from './fish.ts'

type Said = Readonly<{ stdout?: readonly (string | Buffer)[]; stderr?: readonly string[]; hangs?: true }>

/** A guestfish that answers as it is told, and marks the end of each answer as the real one does. */
function scripted(answers: readonly Said[]) {
  const commands: string[] = []
  let output: Writable | undefined
  let hear: RunOptions['onLine']
  let end: ((error: unknown) => void) | undefined
  const write = (chunk: string | Buffer) =>
    new Promise<void>((resolve) => {
      if (output?.write(chunk) === true) resolve()
      else output?.once('drain', resolve)
    })
  const left = [...answers]
  let rest = ''
  const onLine = async (line: string) => {
    if (line.startsWith('-echo ')) return write(`${line.slice(6)}\n`)
    if (line.startsWith('-kiste-')) return hear?.(`${line.slice(1)}: unknown command`, 'stderr')
    commands.push(line)
    const { stdout = [], stderr = [], hangs } = left.shift() ?? {}
    for (const part of stdout) await write(part)
    for (const part of stderr) hear?.(part, 'stderr')
    return hangs ? new Promise<void>(() => undefined) : undefined
  }
  const runner: Runner = {
    place: 'here',
    run: (argv, options = {}) => {
      output = options.output
      hear = options.onLine
      const input = options.input as Readable
      let last = Promise.resolve()
      input.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('latin1')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) last = last.then(() => onLine(line)).then(() => undefined)
      })
      return new Promise<CommandResult>((_, reject) => {
        end = reject
        options.signal?.addEventListener('abort', () =>
          reject(new CommandError(argv, { why: 'aborted' }, '', '')),
        )
      })
    },
  }
  const fish = (silenceMs?: number) =>
    startFish({ runner, env: {}, ...(silenceMs === undefined ? {} : { silenceMs }) })
  return {
    fish,
    commands,
    die: () => end?.(new CommandError(['guestfish'], { why: 'signal', signal: 'SIGKILL' }, '', '')),
  }
}

describe('guestfish as it is spoken to', () => {
  it('answers one command after the other', async () => {
    const { fish, commands } = scripted([{ stdout: ['/dev/sda\n'] }, {}, { stdout: ['a\0', 'b\0'] }])
    const one = fish()
    expect(String(await one.ask(['list-devices']))).toBe('/dev/sda\n')
    expect(String(await one.ask(['mount-ro', Buffer.from('/dev/sda'), '/']))).toBe('')
    expect(String(await one.ask(['ls0', Buffer.from('/a b'), '-']))).toBe('a\0b\0')
    expect(commands).toEqual(['-list-devices', '-mount-ro "/dev/sda" /', '-ls0 "/a b" -'])
  })

  it('what it complains of is why a command failed, but for warnings', async () => {
    const { fish } = scripted([
      {
        stderr: [
          '*stdin*:5: libguestfs: error: download: /x: No such file or directory',
          'Do:',
          '  debug it',
        ],
      },
      { stdout: ['fine'], stderr: ['libguestfs: warning: something'] },
    ])
    const one = fish()
    await expect(one.ask(['download', Buffer.from('/x'), '-'])).rejects.toMatchObject({
      why: 'refused',
      message: 'download: /x: No such file or directory',
    })
    expect(String(await one.ask(['version']))).toBe('fine')
  })

  it('a stream gives bytes as they come, whatever they are', async () => {
    const content = Buffer.concat([
      Buffer.from('kiste-'),
      Buffer.from([0, 255, 10]),
      Buffer.alloc(200_000, 'x'),
    ])
    const { fish } = scripted([{ stdout: [content, content] }, { stdout: ['next'] }])
    const one = fish()
    const { content: stream, done } = await one.stream(['download', Buffer.from('/x'), '-'])
    expect(await buffer(stream)).toEqual(Buffer.concat([content, content]))
    await done
    expect(String(await one.ask(['version']))).toBe('next')
  })

  it('a stream that fails at once is refused, one that fails later ends with the reason', async () => {
    const { fish } = scripted([
      { stderr: ['libguestfs: error: no'] },
      { stdout: [Buffer.alloc(1000)], stderr: ['libguestfs: error: read: Input/output error'] },
    ])
    const one = fish()
    await expect(one.stream(['download', Buffer.from('/x'), '-'])).rejects.toMatchObject({ message: 'no' })
    const { content, done } = await one.stream(['download', Buffer.from('/x'), '-'])
    await expect(buffer(content)).rejects.toMatchObject({ message: 'read: Input/output error' })
    await done
  })

  it('an output that nobody wants is thrown away, and the next command is answered', async () => {
    const { fish } = scripted([
      { stdout: Array.from({ length: 50 }, () => Buffer.alloc(50_000)) },
      { stdout: ['next'] },
    ])
    const one = fish()
    const { content, done } = await one.stream(['download', Buffer.from('/x'), '-'])
    content.destroy()
    await done
    expect(String(await one.ask(['version']))).toBe('next')
  })

  it('whoever waits is told when it dies, and so is who comes later', async () => {
    const { fish, die } = scripted([{ hangs: true }])
    const one = fish()
    const asked = one.ask(['run'])
    const refused = expect(asked).rejects.toMatchObject({ why: 'ended' })
    await turn()
    die()
    await refused
    expect(one.hasEnded()).toBe(true)
    await expect(one.ask(['version'])).rejects.toMatchObject({ why: 'ended' })
  })

  it('one that hangs is ended, and the reason says so', async () => {
    const { fish } = scripted([{ hangs: true }])
    await expect(fish(20).ask(['run'])).rejects.toMatchObject({ message: 'it did not answer for 0.02 s' })
  })

  it('a reader that is slow makes nobody hang', async () => {
    const { fish } = scripted([{ stdout: Array.from({ length: 10 }, () => Buffer.alloc(50_000)) }])
    const one = fish(30)
    const { content } = await one.stream(['download', Buffer.from('/x'), '-'])
    await new Promise((resolve) => void setTimeout(resolve, 90))
    expect((await buffer(content)).length).toBe(500_000)
  })

  it('it is ended', async () => {
    const { fish } = scripted([])
    const one = fish()
    await one.end()
    expect(one.hasEnded()).toBe(true)
  })
})
