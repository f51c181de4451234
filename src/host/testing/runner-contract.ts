import { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CommandError, type Runner } from '../exec.ts'

/** What holds for commands wherever they run. Needs a POSIX system there, and nothing else. */
export function runnerContract(on: () => Runner): void {
  const run: Runner['run'] = (argv, options) => on().run(argv, options)
  const sh = (script: string, options?: Parameters<Runner['run']>[1]) => run(['sh', '-c', script], options)
  const failed = async (running: Promise<unknown>): Promise<CommandError> => {
    const error: unknown = await running.then(
      () => new Error('it succeeded'),
      (error: unknown) => error,
    )
    if (error instanceof CommandError) return error
    throw error
  }

  describe('what comes back', () => {
    it('is both outputs, kept apart and as they were', async () => {
      const result = await sh(`printf 'a\\nb'; printf 'c\\n\\nd\\n\\n' >&2`)
      expect(result).toEqual({ stdout: 'a\nb', stderr: 'c\n\nd\n\n', code: 0 })
      expect(await run(['true'])).toEqual({ stdout: '', stderr: '', code: 0 })
      expect((await sh('printf x >&2')).stderr).toBe('x')
    })

    it.each([1, 2, 126, 128, 255])(
      'is an error that knows exit code %i, or a result where it is fine',
      async (code) => {
        const script = `echo out; echo why >&2; exit ${code}`
        expect(await failed(sh(script))).toMatchObject({
          end: { why: 'exit', code },
          argv: ['sh', '-c', script],
          stdout: 'out\n',
          stderr: 'why\n',
        })
        expect(await sh(script, { okCodes: [0, code] })).toEqual({ stdout: 'out\n', stderr: 'why\n', code })
      },
    )

    it('says what a command died of', async () => {
      expect((await failed(sh('kill -s KILL $$'))).end).toEqual({ why: 'signal', signal: 'SIGKILL' })
      expect((await failed(sh('kill -s TERM $$'))).end).toEqual({ why: 'signal', signal: 'SIGTERM' })
    })

    it('says that there is no such command', async () => {
      for (const name of ['no-such-command', '/no/such/file', '-rf'])
        expect((await failed(run([name, '--help']))).end).toEqual({ why: 'missing' })
      expect((await failed(sh('exit 127'))).end).toEqual({ why: 'exit', code: 127 })
    })

    it('is the end of long output', async () => {
      const { stdout } = await sh('i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done', {
        maxOutputBytes: 10_000,
      })
      expect(stdout.length).toBeLessThan(20_100)
      expect(stdout).toMatch(/^…[\d\n]+19998\n19999\n$/)
    })
  })

  describe('what goes in', () => {
    it('is the words as they are, never read by a shell', async () => {
      const words = [
        '',
        ' a  b ',
        `it's "x"`,
        '$HOME',
        '`id`',
        '*',
        '\\n',
        'a\nb',
        '; exit 3',
        '-n',
        'ä😀',
        '~',
        'a=b',
        '#',
      ]
      const { stdout } = await run(['printf', '%s\\0', ...words])
      expect(stdout.split('\0').slice(0, -1)).toEqual(words)
    })

    it('is nothing by default', async () => {
      expect((await run(['cat'])).stdout).toBe('')
    })

    it('is text, bytes or a stream', async () => {
      expect((await run(['cat'], { input: 'text\n' })).stdout).toBe('text\n')
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
      expect((await run(['wc', '-c'], { input: bytes })).stdout.trim()).toBe('300000')
      const stream = Readable.from([Buffer.from('one '), Buffer.from('two')])
      expect((await run(['cat'], { input: stream })).stdout).toBe('one two')
    })

    it('may be left unread', async () => {
      expect((await run(['true'], { input: new Uint8Array(1_000_000) })).code).toBe(0)
    })

    it('is a folder and an environment', async () => {
      expect((await run(['pwd'], { cwd: '/usr' })).stdout).toBe('/usr\n')
      const env = { KISTE_TRIAL: `a 'b' $c\nd` }
      expect((await sh('printf "%s|%s" "$KISTE_TRIAL" "$LC_ALL"', { env })).stdout).toBe(
        `a 'b' $c\nd|C.UTF-8`,
      )
    })

    it('finds the programs of administrators', async () => {
      expect((await sh('echo ":$PATH:"')).stdout).toContain(':/usr/sbin:')
    })
  })

  describe('on the way', () => {
    it('lines are told as they come', async () => {
      const seen: string[] = []
      const script = `echo a; echo b >&2; echo >&2; echo c >&2; printf 'd\\r\\n' ; printf e`
      await sh(script, { onLine: (line, from) => seen.push(`${from} ${line}`) })
      expect(seen.filter((line) => line.startsWith('stdout'))).toEqual(['stdout a', 'stdout d', 'stdout e'])
      expect(seen.filter((line) => line.startsWith('stderr'))).toEqual(['stderr b', 'stderr ', 'stderr c'])
    })

    it('standard output can go elsewhere, byte by byte', async () => {
      const chunks: Buffer[] = []
      const output = new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk)
          done()
        },
      })
      const { stdout } = await sh(`printf '\\377\\000\\001'`, { output })
      expect(stdout).toBe('')
      expect(Buffer.concat(chunks)).toEqual(Buffer.from([255, 0, 1]))
    })
  })

  describe('being stopped', () => {
    const isAlive = async (pid: string) =>
      (await run(['kill', '-s', '0', pid], { okCodes: [0, 1] })).code === 0
    /** Starts a command that says its process id first. */
    const begin = async (script: string, options: { signal?: AbortSignal; timeoutMs?: number }) => {
      let tell: (pid: string) => void = () => undefined
      const pid = new Promise<string>((resolve) => (tell = resolve))
      const ended = failed(sh(`echo $$; ${script}`, { ...options, onLine: (line) => tell(line) }))
      return { pid: await pid, ended }
    }

    it('ends the command itself', async () => {
      const stop = new AbortController()
      const { pid, ended } = await begin('exec sleep 600', { signal: stop.signal })
      expect(await isAlive(pid)).toBe(true)
      stop.abort()
      expect((await ended).end).toEqual({ why: 'aborted' })
      expect(await isAlive(pid)).toBe(false)
    })

    it('ends one that will not hear', async () => {
      const stop = new AbortController()
      const { pid, ended } = await begin(`trap '' TERM; while :; do sleep 0.2; done`, { signal: stop.signal })
      await sleep(300)
      stop.abort()
      expect((await ended).end).toEqual({ why: 'aborted' })
      expect(await isAlive(pid)).toBe(false)
    })

    it('happens when its time is up', async () => {
      const { end } = await failed(run(['sleep', '600'], { timeoutMs: 500 }))
      expect(end).toEqual({ why: 'timeout', timeoutMs: 500 })
    })

    it('before it began means that it never runs', async () => {
      await expect((async () => run(['true'], { signal: AbortSignal.abort() }))()).rejects.toThrow('aborted')
    })
  })

  it('many run at once', async () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index)
    const results = await Promise.all(numbers.map((number) => sh(`sleep 0.2; echo ${number}`)))
    expect(results.map(({ stdout }) => Number(stdout))).toEqual(numbers)
  })
}
