import { link, mkdtemp, rm } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { errorRules, exitCodes } from '../contract/errors.ts'
import type { ProblemCode } from '../domain/problem.ts'
import { cli } from './testing/run.ts'
import { createStandIn, eventFeed, jobs, json, problems, until, type StandIn } from './testing/stand-in.ts'

let standIn: StandIn | undefined
afterEach(async () => {
  await standIn?.close()
  standIn = undefined
})

async function standInFor(answers: Parameters<typeof createStandIn>[0]): Promise<StandIn> {
  standIn = await createStandIn(answers)
  return standIn
}

describe('exit codes', () => {
  it.each(Object.entries(errorRules))('follow from %s', async (code, { status, exitCode }) => {
    const problem = { code: code as ProblemCode, message: 'So it is.', hint: 'kiste doctor' }
    const { run } = await standInFor({ getHost: problems(status, problem) })
    const ran = await run(['host', 'show'])
    expect(ran).toMatchObject({ code: exitCode, stdout: '' })
    expect(ran.stderr).toMatch(/^Error: So it is\.\n {7}Try: kiste doctor\n/)
    const asJson = await run(['host', 'show', '--json'])
    expect(asJson).toMatchObject({ code: exitCode, stdout: '' })
    expect(JSON.parse(asJson.stderr)).toEqual({ problems: [problem], requestId: 'req-test' })
  })

  it('all of them are met by a test of this file or of `vms.test.ts`', () => {
    const fromErrors = Object.values(errorRules).map((rule) => rule.exitCode)
    const others = [exitCodes.ok, exitCodes.partial, exitCodes.unreachable, exitCodes.interrupted]
    expect(new Set([...fromErrors, ...others])).toEqual(new Set(Object.values(exitCodes)))
  })

  it('names the option for a field, and all problems at once', async () => {
    const { run } = await standInFor({
      createVm: problems(
        400,
        { code: 'invalid_input', field: 'memoryMiB', message: 'It is more than the host has.' },
        { code: 'invalid_input', field: 'publish[0].hostPort', message: 'It is taken.' },
      ),
    })
    const ran = await run(['vm', 'create', 'web', '--memory', '900G', '--no-ssh-key'])
    expect(ran).toMatchObject({
      code: 2,
      stderr: 'Error: --memory: It is more than the host has.\nError: --publish: It is taken.\n',
    })
  })

  it('takes a code of a newer daemon for a failure', async () => {
    const { run } = await standInFor({
      getHost: problems(418, { code: 'teapot' as ProblemCode, message: 'Short.' }),
    })
    expect(await run(['host', 'show'])).toMatchObject({ code: 1, stderr: 'Error: Short.\n' })
  })
})

describe('a daemon that does not answer', () => {
  it('is not there', async () => {
    const ran = await cli('/nonexistent/kiste.sock', ['vm', 'list'])
    expect(ran).toMatchObject({ code: 7, stdout: '' })
    expect(ran.stderr).toMatchInlineSnapshot(`
      "Error: No Kiste daemon answers: there is no socket at /nonexistent/kiste.sock.
             Start it with npm start. If it listens elsewhere, say where: --socket PATH, or KISTE_SOCKET.
      "
    `)
  })

  it('has died and left its socket', async () => {
    const { crash, socketPath } = await standInFor({})
    // Closing in order removes the socket, a killed daemon leaves it: as a second link to it stays behind here.
    const left = `${socketPath}.left`
    await link(socketPath, left)
    await crash()
    const ran = await cli(left, ['vm', 'list', '--json'])
    expect(ran.code).toBe(7)
    const message = `No Kiste daemon answers: the socket ${left} is there, but nobody listens on it.`
    expect(JSON.parse(ran.stderr)).toMatchObject({ problems: [{ message }] })
  })

  it('hangs up in the middle, or says what is no HTTP', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
    const path = join(folder, 'kiste.sock')
    for (const text of [
      '',
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[{"name"',
      'SSH-2.0-OpenSSH\r\n',
    ]) {
      const server = createServer((socket) => {
        socket.once('data', () => socket.end(text))
      })
      await new Promise<void>((resolve) => server.listen(path, resolve))
      const ran = await cli(path, ['vm', 'list'])
      expect(ran).toMatchObject({ code: 7, stdout: '' })
      expect(ran.stderr).toMatch(/^Error: The Kiste daemon at .* did not answer to the end: /)
      await new Promise((resolve) => server.close(resolve))
    }
    await rm(folder, { recursive: true })
  })

  it('is somebody else', async () => {
    const { run } = await standInFor({
      listVms: (_request, response) => void response.writeHead(200).end('<html>'),
      getHost: (_request, response) => void response.writeHead(502).end('<html>Bad gateway'),
    })
    for (const argv of [
      ['vm', 'list'],
      ['host', 'show'],
    ]) {
      const ran = await run(argv)
      expect(ran).toMatchObject({ code: 1, stdout: '' })
      expect(ran.stderr).toContain('an answer that this command does not understand (HTTP ')
    }
  })
})

describe('waiting for a job', () => {
  it('follows the events to the end', async () => {
    const feed = eventFeed()
    const { run } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.running),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async () => {
        await until(() => feed.readers === 1)
        feed.send({ seq: 1, type: 'job', job: { ...jobs.running, id: 'another', state: 'done' } })
        feed.send({ seq: 2, type: 'job', job: jobs.done })
      },
    })
    expect(ran).toMatchObject({ code: 0, stdout: 'web is running.\n' })
    expect(ran.stderr).toBe('Start web (job j1)\ndone: Start it, 2.5 s\n')
  })

  it('says once that it holds still, and why, and that it goes on', async () => {
    const feed = eventFeed()
    const { run } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.held),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async () => {
        await until(() => feed.readers === 1)
        feed.send({ seq: 1, type: 'job', job: jobs.held })
        feed.send({ seq: 2, type: 'job', job: jobs.held })
        feed.send({ seq: 3, type: 'job', job: jobs.running })
        feed.send({ seq: 4, type: 'job', job: jobs.done })
      },
    })
    expect(ran).toMatchObject({ code: 0, stdout: 'web is running.\n' })
    expect(ran.stderr).toBe(
      [
        'Start web (job j1)',
        'Start web holds still, because its journal cannot be written. The disk of kiste.db is full.',
        'Start web goes on.',
        'done: Start it, 2.5 s\n',
      ].join('\n'),
    )
  })

  it('shows of one that holds still that it does, why, and what to do', async () => {
    const { run } = await standInFor({ getJob: json(jobs.held), listJobs: json([jobs.held]) })
    expect((await run(['job', 'show', 'j1'])).stdout).toBe(
      [
        '◆ Start web: holds still until its journal can be written, and then goes on.',
        '  Start it: under way',
        'Error: The disk of kiste.db is full.',
        '       Free some space.',
        'Next: kiste job follow j1\n',
      ].join('\n'),
    )
    expect((await run(['job', 'list'])).stdout).toMatch(/^j1 +◆ held .* Start web$/m)
  })

  it('needs no event when the job ended before anyone listened', async () => {
    const feed = eventFeed()
    const { run } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.done),
      events: feed.answer,
    })
    expect(await run(['vm', 'start', 'web'])).toMatchObject({ code: 0 })
  })

  it('looks again on a reset', async () => {
    const feed = eventFeed()
    let job: object = jobs.running
    const { run } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: (...call) => json(job)(...call),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async () => {
        await until(() => feed.readers === 1)
        job = jobs.done
        feed.send({ seq: 9, type: 'reset' })
      },
    })
    expect(ran.code).toBe(0)
  })

  it('waits for a daemon that restarts, and goes on', async () => {
    const feed = eventFeed()
    let job: object = jobs.running
    const { run, crash, start } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: (...call) => json(job)(...call),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async ({ stderr }) => {
        await until(() => feed.readers === 1)
        await crash()
        await until(() => stderr().includes('went away'))
        job = jobs.done
        await start()
      },
    })
    expect(ran).toMatchObject({ code: 0, stdout: 'web is running.\n' })
    expect(ran.stderr.match(/went away/g)).toHaveLength(1)
  })

  it.each([
    [
      'turned back',
      jobs.turnedBack,
      1,
      'Error: QEMU did not start web: no memory. It failed at "Start it"; all that was done is undone.\n',
    ],
    [
      'failed',
      jobs.failed,
      1,
      'Error: There is no room for web. It failed at "Start it". Left behind by "Make the disk": The file /store/web/root.qcow2 is still there; remove it.\n       Make room.\n',
    ],
    [
      'was cancelled by another',
      jobs.cancelled,
      1,
      'Error: Start web: cancelled, and all that was done is undone.\n',
    ],
  ])('tells why it %s', async (_name, job, code, message) => {
    const feed = eventFeed()
    const { run } = await standInFor({ startVm: json(job, 202), getJob: json(job), events: feed.answer })
    const ran = await run(['vm', 'start', 'web'])
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toContain(message)
    const asJson = await run(['vm', 'start', 'web', '--json'])
    expect(JSON.parse(asJson.stdout)).toMatchObject({ id: 'j1', state: job.state })
  })

  it('draws one line a step on a terminal and leaves the last state standing', async () => {
    const feed = eventFeed()
    const running = {
      ...jobs.running,
      progress: { done: 2 ** 20 * 210, total: 2 ** 20 * 480, unit: 'bytes' },
    }
    const { run } = await standInFor({
      startVm: json(running, 202),
      getJob: json(running),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      tty: { columns: 60, rows: 20 },
      env: { NO_COLOR: '1' },
      during: async ({ stderr }) => {
        await until(() => feed.readers === 1 && stderr().includes('210 MiB of 480 MiB'))
        feed.send({ seq: 2, type: 'job', job: jobs.done })
      },
    })
    expect(ran.stderr).toMatch(/❯ Start web\n {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Start it {2}43 % {2}210 MiB of 480 MiB/)
    expect(stripVTControlCharacters(ran.stderr)).toMatch(/✓ Start web\n {2}✓ Start it {2}2\.5 s\n$/)
    const lines = ran.stderr.split('\n')
    expect(lines.every((line) => line.length <= 60 + 6)).toBe(true)
  })
})

describe('Ctrl-C', () => {
  it('leaves the job alone and says how to come back', async () => {
    const feed = eventFeed()
    const { run, asked } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.running),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async ({ interrupt }) => {
        await until(() => feed.readers === 1)
        interrupt()
      },
    })
    expect(ran).toMatchObject({ code: 130, stdout: '' })
    expect(ran.stderr).toContain('The job goes on without you. Look again with: kiste job follow j1\n')
    expect(asked).not.toContain('cancelJob j1')
  })

  it('twice cancels it and waits for the undoing', async () => {
    const feed = eventFeed()
    const { run, asked } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.running),
      cancelJob: json({ ...jobs.running, state: 'cancelling' }),
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async ({ interrupt }) => {
        await until(() => feed.readers === 1)
        interrupt()
        interrupt()
        await until(() => asked.includes('cancelJob j1'))
        feed.send({ seq: 3, type: 'job', job: jobs.cancelled })
      },
    })
    expect(ran).toMatchObject({ code: 130, stdout: '' })
    expect(ran.stderr).toContain('Cancelling …')
  })

  it('a third time leaves at once', async () => {
    const feed = eventFeed()
    const { run } = await standInFor({
      startVm: json(jobs.running, 202),
      getJob: json(jobs.running),
      cancelJob: () => undefined,
      events: feed.answer,
    })
    const ran = await run(['vm', 'start', 'web'], {
      during: async ({ interrupt }) => {
        await until(() => feed.readers === 1)
        interrupt()
        interrupt()
        interrupt()
      },
    })
    expect(ran.code).toBe(130)
  })

  it('ends the stream of events', async () => {
    const feed = eventFeed()
    const { run } = await standInFor({ events: feed.answer })
    const ran = await run(['events'], {
      during: async ({ interrupt, stdout }) => {
        await until(() => feed.readers === 1)
        feed.send({ seq: 4, type: 'vm-gone', uuid: 'u', name: 'web' })
        await until(() => stdout() !== '')
        interrupt()
      },
    })
    expect(ran).toMatchObject({ code: 130, stdout: '{"seq":4,"type":"vm-gone","uuid":"u","name":"web"}\n' })
  })
})

describe('an exec', () => {
  const result = { ended: 'exit', code: 0, stdout: '', stderr: '', truncated: false }

  it('that a signal ended gives 128 and its number', async () => {
    const { run } = await standInFor({ execVm: json({ ...result, ended: 'signal', code: 9 }) })
    expect(await run(['vm', 'exec', 'web', '--', 'sleep'])).toMatchObject({ code: 137 })
  })

  it('says when output is missing, and passes bytes as they are', async () => {
    const stdout = Buffer.from('\u001b[31mred').toString('base64')
    const { run } = await standInFor({ execVm: json({ ...result, stdout, truncated: true }) })
    expect(await run(['vm', 'exec', 'web', '--', 'cat'])).toMatchObject({
      code: 0,
      stdout: '\u001b[31mred',
      stderr: 'The output was longer than the guest agent hands over; the rest is missing.\n',
    })
  })

  it('does not begin with more input than the agent takes', async () => {
    const { run, asked } = await standInFor({ execVm: json(result) })
    const ran = await run(['vm', 'exec', 'web', '--', 'cat'], { stdin: Buffer.alloc(3 * 2 ** 20) })
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('is larger than 2 MiB') })
    expect(asked).toEqual([])
  })

  it('is left with Ctrl-C', async () => {
    const { run, asked } = await standInFor({ execVm: () => undefined })
    const ran = await run(['vm', 'exec', 'web', '-n', '--', 'sleep', '1000'], {
      during: async ({ interrupt }) => {
        await until(() => asked.length === 1)
        interrupt()
      },
    })
    expect(ran).toMatchObject({ code: 130, stderr: 'Not waiting any longer; the command goes on in web.\n' })
  })
})

describe('text from outside', () => {
  const evil = 'web\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp.exe\r\nroot'
  const shown = String.raw`web\x1b]0;owned\x07\x1b[2J\x9b31m\u{202e}gnp.exe\x0d\x0aroot`

  it('cannot act on the terminal: names, log lines, job titles, messages', async () => {
    const vm = {
      uuid: 'u',
      name: evil,
      managed: true,
      arch: 'x86_64',
      machine: 'q35',
      accelerator: 'kvm',
      firmware: 'uefi',
      cpus: 1,
      memoryMiB: 512,
      autostart: false,
      disks: [],
      nics: [],
      status: { state: 'stopped' },
    }
    const { run } = await standInFor({
      listVms: json([vm]),
      getVm: json({ ...vm, addresses: [], diskSizes: [] }),
      getVmLog: json({ lines: [evil] }),
      getVmConsoleLog: json({ lines: [evil] }),
      getJobLog: json({ lines: [{ n: 1, at: '2026-03-01T10:00:00Z', step: evil, text: evil }] }),
      getHost: problems(500, { code: 'internal', message: evil, hint: evil }),
      listJobs: json([{ ...jobs.done, title: evil }]),
    })
    const tty = { columns: 200, rows: 30 }
    const env = { NO_COLOR: '1' }
    for (const argv of [
      'vm list',
      'vm show x',
      'vm log x',
      'vm log x --serial',
      'job log x',
      'job list',
      'host show',
    ]) {
      const ran = await run(argv.split(' '), { tty, env })
      const text = ran.stdout + ran.stderr
      expect(text).toContain(shown)
      expect(text.replaceAll('\n', '')).toMatch(/^[^\p{Cc}\u202e]*$/u)
    }
  })

  it('cannot act through --json either, and is the same when parsed', async () => {
    const { run } = await standInFor({ listVms: json([{ name: evil }]) })
    const ran = await run(['vm', 'list', '--json'])
    expect(ran.stdout.replaceAll('\n', '')).toMatch(/^[^\p{Cc}\u202e]*$/u)
    expect(JSON.parse(ran.stdout)).toEqual([{ name: evil }])
  })

  it('cannot leave its place in an address', async () => {
    const { run, asked } = await standInFor({ getVm: problems(404, { code: 'not_found', message: 'No.' }) })
    const names = ['a/../b', '..', 'a?b=c', '"><x/>', 'a;id', '\u{1f4a9}', 'x'.repeat(300), '%2e%2e', '-rf']
    for (const name of names) expect((await run(['vm', 'show', '--', name])).code).toBe(3)
    expect(asked).toEqual(names.map((name) => `getVm ${name}`))
  })
})
