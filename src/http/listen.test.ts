import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError, type Problem } from '../domain/problem.ts'
import { listenOnSocket, type SocketOptions } from './listen.ts'
import { answerTo } from './testing/on-socket.ts'

let folder = ''
const servers: FastifyInstance[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kl-'))
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function listen(options: SocketOptions): Promise<FastifyInstance> {
  const server = Fastify()
  server.get('/', () => 'here')
  servers.push(server)
  await listenOnSocket(server, options)
  return server
}

async function refusal(options: SocketOptions): Promise<Problem> {
  const error: unknown = await listen(options).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProblemError)
  return (error as ProblemError).problems[0]
}

async function expectAnswer(path: string): Promise<void> {
  const answer = await answerTo(request({ socketPath: path, path: '/', agent: false }).end())
  answer.resume()
  expect(answer.statusCode).toBe(200)
}

const modeOf = (path: string) => statSync(path).mode & 0o777

/** A socket that a daemon left when it was killed: its file, and nobody behind it. */
async function leaveStale(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${path}.first`, resolve))
  // Closing removes the name it listened on, but not a second one.
  linkSync(`${path}.first`, path)
  await new Promise((resolve) => server.close(resolve))
  expect(lstatSync(path).isSocket()).toBe(true)
}

describe('listening', () => {
  it('makes a directory only its owner may enter, however wide the umask', async () => {
    const path = join(folder, 'run', 'kiste', 'kisted.sock')
    const umask = process.umask(0)
    await listen({ path }).finally(() => process.umask(umask))
    expect(modeOf(dirname(path))).toBe(0o700)
    expect(modeOf(path)).toBe(0o660)
    await expectAnswer(path)
  })

  it('lets a group in, however narrow the umask', async () => {
    const path = join(folder, 'run', 's')
    const umask = process.umask(0o077)
    await listen({ path, groupId: process.getegid?.() ?? 0 }).finally(() => process.umask(umask))
    expect(modeOf(dirname(path))).toBe(0o750)
    expect(modeOf(path)).toBe(0o660)
  })

  it('leaves nothing when it ends, and can begin again', async () => {
    const path = join(folder, 's')
    const server = await listen({ path })
    await server.close()
    expect(existsSync(path)).toBe(false)
    await listen({ path })
    await expectAnswer(path)
  })
})

describe('a path that is too long', () => {
  const ofBytes = (count: number, letter = 'x') => {
    const start = `${folder}/`
    const rest = count - Buffer.byteLength(start)
    return (
      start +
      letter.repeat(Math.floor(rest / Buffer.byteLength(letter))) +
      'x'.repeat(rest % Buffer.byteLength(letter))
    )
  }

  it('of 107 bytes is not', async () => {
    const path = ofBytes(107)
    await listen({ path })
    await expectAnswer(path)
  })

  it.each(['x', 'ä'])(
    'of 108 bytes in %s is refused with both numbers, and nothing is made',
    async (letter) => {
      const { code, message } = await refusal({ path: ofBytes(108, letter) })
      expect(code).toBe('invalid_input')
      expect(message).toContain("has 108 bytes, and a socket's path may have 107")
      expect(readdirSync(folder)).toEqual([])
    },
  )
})

describe('when something is there already', () => {
  it('a socket nobody listens on is replaced', async () => {
    const path = join(folder, 's')
    await leaveStale(path)
    await listen({ path })
    await expectAnswer(path)
    expect(readdirSync(folder)).toEqual(['s'])
  })

  it('a daemon that runs keeps its socket', async () => {
    const path = join(folder, 's')
    await listen({ path })
    const { code, message } = await refusal({ path })
    expect(code).toBe('in_use')
    expect(message).toBe(`Kiste is already running: a daemon answers on ${path}.`)
    await expectAnswer(path)
    expect(readdirSync(folder)).toEqual(['s'])
  })

  it('of two daemons that start at once over a stale socket one gets it, and it answers', async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(folder, `s${round}`)
      await leaveStale(path)
      const results = await Promise.allSettled([listen({ path }), listen({ path })])
      const won = results.filter((result) => result.status === 'fulfilled')
      expect(won.length).toBe(1)
      await expectAnswer(path)
    }
  })

  it('a file is never touched', async () => {
    const path = join(folder, 's')
    writeFileSync(path, 'precious')
    const { code, message } = await refusal({ path })
    expect(code).toBe('already_exists')
    expect(message).toContain(path)
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  it('a directory and a link that leads nowhere are never touched', async () => {
    const asFolder = join(folder, 'a')
    mkdirSync(asFolder)
    expect((await refusal({ path: asFolder })).code).toBe('already_exists')
    const asLink = join(folder, 'b')
    symlinkSync('/nonexistent/target', asLink)
    expect((await refusal({ path: asLink })).code).toBe('already_exists')
    expect(lstatSync(asLink).isSymbolicLink()).toBe(true)
  })
})

describe('a directory that will not do', () => {
  it.each([0o755, 0o770, 0o701])('of mode %o is refused, and stays as it is', async (mode) => {
    const run = join(folder, 'run')
    mkdirSync(run)
    chmodSync(run, mode)
    const { code, message, hint } = await refusal({ path: join(run, 's') })
    expect(code).toBe('forbidden')
    expect(message).toContain(`${run} lets others in (mode ${mode.toString(8)})`)
    expect(hint).toContain(`chmod 700 ${run}`)
    expect(modeOf(run)).toBe(mode)
    expect(readdirSync(run)).toEqual([])
  })

  it('of mode 750 is refused unless its group is meant', async () => {
    const run = join(folder, 'run')
    mkdirSync(run)
    chmodSync(run, 0o750)
    expect((await refusal({ path: join(run, 's') })).code).toBe('forbidden')
    await listen({ path: join(run, 's'), groupId: statSync(run).gid })
  })

  it('that cannot be made is named', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, message } = await refusal({ path: join(folder, 'file', 'run', 's') })
    expect(code).toBe('read_only')
    expect(message).toContain(join(folder, 'file', 'run'))
    expect(message).toContain('ENOTDIR')
  })
})
