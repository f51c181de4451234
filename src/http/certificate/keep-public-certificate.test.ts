import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CertificateWish } from '../../domain/acme.ts'
import { triesADay } from '../../domain/certificate-tries.ts'
import { problemError, type Problem } from '../../domain/problem.ts'
import { boundsOf } from '../tls/certificate-names.ts'
import { makeAuthority, makeServerCertificate, type KeyPair } from '../tls/make-certificates.ts'
import { authorityFiles } from './authority-files.ts'
import {
  keepPublicCertificate,
  type Ordered,
  type OrderTools,
  type PublicCertificate,
} from './keep-public-certificate.ts'
import { triesFile } from './tries-file.ts'

const names = ['kiste.example.org']
const directory = 'https://ca.example/directory'
const staging = 'https://test.example/directory'
const minuteMs = 60_000
const dayMs = 24 * 3_600_000
const signal = new AbortController().signal

let folder: string
let nowMs: number
let changes: number
let told: Problem[]
let wishes: CertificateWish[]
let issuer: KeyPair
/** What the authority does with the next order. */
let authority: (wish: CertificateWish, tools: OrderTools) => Promise<Ordered>

/** Good for 397 days, from a day before. */
async function certificateFor(dns: readonly string[] = names): Promise<KeyPair> {
  return makeServerCertificate(issuer, 'x', { dns: [...dns], ips: [] }, new Date(nowMs))
}

beforeAll(async () => {
  nowMs = Date.parse('2027-01-01T00:00:00Z')
  issuer = await makeAuthority('x', boundsOf({ dns: ['example.org'], ips: [] }), new Date(nowMs))
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-acme-'))
  nowMs = Date.parse('2027-01-01T00:00:00Z')
  changes = 0
  told = []
  wishes = []
  authority = async () => ({ ok: true, certificate: await certificateFor() })
})
afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true })
})

/** A daemon that starts on what is kept. */
async function start(
  more: { readonly names?: readonly string[]; readonly agreeTo?: string } = {},
): Promise<PublicCertificate> {
  const files = await authorityFiles(join(folder, 'acme'), directory)
  return keepPublicCertificate({
    wish: { directory, names: more.names ?? names, agreeTo: more.agreeTo },
    files,
    triesFile: triesFile(files.folder),
    staging: { directory: staging, files: await authorityFiles(join(folder, 'acme'), staging) },
    order: async (wish, tools) => {
      wishes.push(wish)
      return authority(wish, tools)
    },
    now: () => nowMs,
    chance: () => 0,
    onChange: () => (changes += 1),
    onProblem: (problem) => told.push(problem),
  })
}

const down: Ordered = {
  ok: false,
  problems: [{ code: 'download_failed', message: 'The authority is away.', hint: 'Wait.' }],
}

async function code(run: Promise<unknown>): Promise<string | undefined> {
  return run.then(
    () => undefined,
    (error: { problems: Problem[] }) => error.problems[0]?.code,
  )
}

describe('a certificate', () => {
  it('is asked for at once, shown, and kept where nobody else can read it', async () => {
    const kept = await start()
    expect(kept.shown()).toBeUndefined()
    await kept.reconcile(signal)
    expect(kept.shown()?.cert).toContain('BEGIN CERTIFICATE')
    expect(kept.facts()).toMatchObject({
      authority: 'ca.example',
      names,
      certificate: { issuer: 'Kiste x' },
      last: { result: 'done', problems: [] },
    })
    expect(changes).toBeGreaterThanOrEqual(2)
    const [place = ''] = (await readdir(join(folder, 'acme'))).filter((one) => one.length === 16)
    expect((await stat(join(folder, 'acme', place))).mode & 0o777).toBe(0o700)
    for (const file of await readdir(join(folder, 'acme', place)))
      expect((await stat(join(folder, 'acme', place, file))).mode & 0o777).toBe(0o600)
  })

  it('outlives the daemon, which asks for no other', async () => {
    const first = await start()
    await first.reconcile(signal)
    const second = await start()
    expect(second.shown()).toEqual(first.shown())
    await second.reconcile(signal)
    expect(wishes).toHaveLength(1)
  })

  it('is renewed with a third of its life left; the old one is shown meanwhile, and also when that fails', async () => {
    const kept = await start()
    await kept.reconcile(signal)
    const before = kept.shown()
    nowMs = Date.parse(kept.facts().certificate?.renewsAt ?? '') - 1
    await kept.reconcile(signal)
    expect(wishes).toHaveLength(1)
    nowMs += 2
    authority = async () => {
      expect(kept.shown()).toEqual(before)
      return down
    }
    await kept.reconcile(signal)
    expect(kept.shown()).toEqual(before)
    expect(kept.facts().last).toMatchObject({ result: 'failed', problems: down.ok ? [] : down.problems })
    expect(told).toHaveLength(1)
    authority = async () => ({ ok: true, certificate: await certificateFor() })
    await kept.reconcile(signal)
    expect(wishes).toHaveLength(2)
    nowMs += 11 * minuteMs
    await kept.reconcile(signal)
    expect(kept.shown()).not.toEqual(before)
  })

  it('that has ended, or is not yet good, is shown to nobody', async () => {
    const kept = await start()
    await kept.reconcile(signal)
    nowMs += 400 * dayMs
    expect(kept.shown()).toBeUndefined()
    expect(kept.facts().certificate).toBeUndefined()
    nowMs -= 800 * dayMs
    expect(kept.shown()).toBeUndefined()
  })

  it('for other names than those that are wanted now is asked for anew', async () => {
    await (await start()).reconcile(signal)
    const other = await start({ names: ['nas.example.org'] })
    expect(other.shown()).toBeUndefined()
    await other.reconcile(signal)
    expect(wishes.at(-1)?.names).toEqual(['nas.example.org'])
  })

  it.each(['', '{', '{}', 'null', '[]', '{"cert":"x","key":"y"}'])(
    'of which the file holds %j is none',
    async (text) => {
      await (await start()).reconcile(signal)
      const [place = ''] = (await readdir(join(folder, 'acme'))).filter((one) => one.length === 16)
      const all = await Promise.all(
        (await readdir(join(folder, 'acme'))).map(async (one) => ({
          one,
          files: await readdir(join(folder, 'acme', one)),
        })),
      )
      expect(place).not.toBe('')
      for (const { one, files } of all)
        for (const file of files) await writeFile(join(folder, 'acme', one, file), text)
      const kept = await start()
      expect(kept.shown()).toBeUndefined()
      await kept.reconcile(signal)
      expect(kept.shown()).toBeDefined()
    },
  )
})

describe('tries', () => {
  it('that fail come less and less often', async () => {
    authority = async () => down
    const kept = await start()
    const at: number[] = []
    const from = nowMs
    for (; nowMs < from + dayMs; nowMs += minuteMs) {
      const before = wishes.length
      await kept.reconcile(signal)
      if (wishes.length > before) at.push((nowMs - from) / minuteMs)
    }
    expect(at).toEqual([0, 10, 40, 160, 520])
  })

  it('are never more than so many a day, also by a daemon that dies in each', async () => {
    authority = async () => {
      throw new Error('killed')
    }
    const ended = new AbortController()
    for (const from = nowMs; nowMs < from + dayMs; nowMs += 20 * minuteMs) {
      const kept = await start()
      authority = async () => {
        ended.abort()
        return down
      }
      await kept.reconcile(ended.signal)
    }
    expect(wishes).toHaveLength(triesADay.byItself)
    expect((await start()).facts().last?.result).toBe('cut-off')
  })

  it('wait as long as the authority wants', async () => {
    authority = async () => ({ ...down, retryAfterMs: 2 * dayMs })
    const kept = await start()
    await kept.reconcile(signal)
    expect(kept.facts().nextTryAt).toBe(new Date(nowMs + 2 * dayMs).toISOString())
    expect(kept.facts().byHandAt).toBe(new Date(nowMs + 2 * dayMs).toISOString())
    expect(await code(kept.request({}))).toBe('too_many_tries')
  })

  it('by hand need no pause, and are not without end', async () => {
    authority = async () => down
    const kept = await start()
    await kept.reconcile(signal)
    for (let n = 1; n < triesADay.inAll; n += 1) {
      nowMs += 1_000
      await kept.request({})
      await kept.reconcile(signal)
    }
    expect(wishes).toHaveLength(triesADay.inAll)
    expect(await code(kept.request({}))).toBe('too_many_tries')
    // With the authority for tests there is no such end.
    await kept.request({ rehearsal: true })
    await kept.reconcile(signal)
    expect(wishes.at(-1)?.directory).toBe(staging)
  })

  it('are one at a time, from the moment one is asked for', async () => {
    const kept = await start()
    await kept.request({})
    expect(kept.facts().going).toEqual({
      since: new Date(nowMs).toISOString(),
      step: 'directory',
      rehearsal: false,
    })
    expect(await code(kept.request({}))).toBe('in_use')
    authority = async (_, { onStep }) => {
      onStep('name-servers')
      expect(kept.facts().going?.step).toBe('name-servers')
      expect(await code(kept.request({}))).toBe('in_use')
      return down
    }
    await kept.reconcile(signal)
    expect(kept.facts().going).toBeUndefined()
    expect(wishes).toHaveLength(1)
  })

  it('that end in what nobody foresaw have ended all the same', async () => {
    authority = async () => Promise.reject(new Error('What is this?'))
    const kept = await start()
    await kept.reconcile(signal)
    expect(kept.facts()).toMatchObject({ last: { result: 'failed', problems: [{ code: 'internal' }] } })
    expect(kept.facts().going).toBeUndefined()
  })
})

describe('a rehearsal', () => {
  it('leaves the certificate and the tries as they are', async () => {
    const kept = await start()
    await kept.reconcile(signal)
    const before = kept.shown()
    await kept.request({ rehearsal: true })
    expect(kept.facts().going?.rehearsal).toBe(true)
    await kept.reconcile(signal)
    expect(kept.shown()).toEqual(before)
    expect(kept.facts()).toMatchObject({ last: { result: 'done' }, rehearsal: { result: 'done' } })
    expect(wishes.map((wish) => wish.directory)).toEqual([directory, staging])
  })
})

describe('terms', () => {
  const terms = 'https://ca.example/terms'
  beforeEach(() => {
    authority = async ({ agreedTo }) =>
      agreedTo.includes(terms)
        ? { ok: true, certificate: await certificateFor() }
        : { ok: false, problems: [{ code: 'terms_not_agreed', message: 'Agree.' }], terms }
  })
  it('are asked for, and agreed to once', async () => {
    const kept = await start()
    await kept.reconcile(signal)
    expect(kept.facts().termsToAgree).toBe(terms)
    await kept.request({ agreeTo: terms })
    expect(kept.facts().termsToAgree).toBeUndefined()
    await kept.reconcile(signal)
    expect(kept.shown()).toBeDefined()
    nowMs += 300 * dayMs
    const later = await start()
    await later.reconcile(signal)
    expect(later.facts().last?.result).toBe('done')
  })
  it('that the file agrees to are not asked for', async () => {
    const kept = await start({ agreeTo: terms })
    await kept.reconcile(signal)
    expect(kept.facts().last?.result).toBe('done')
  })
})

describe('a disk that takes nothing', () => {
  const full = problemError({ code: 'read_only', message: 'It cannot be written (ENOSPC).' })
  async function startOn(writes: {
    readonly certificate: () => Promise<void>
    readonly tries: () => Promise<void>
  }) {
    const files = await authorityFiles(join(folder, 'acme'), directory)
    const tries = triesFile(files.folder)
    return keepPublicCertificate({
      wish: { directory, names },
      files: {
        ...files,
        saveCertificate: async (one) => writes.certificate().then(() => files.saveCertificate(one)),
      },
      triesFile: { read: tries.read, write: async (one) => writes.tries().then(() => tries.write(one)) },
      order: async (wish, tools) => {
        wishes.push(wish)
        return authority(wish, tools)
      },
      now: () => nowMs,
      chance: () => 0,
      onChange: () => undefined,
      onProblem: (problem) => told.push(problem),
    })
  }
  it('at the begin: nobody is asked, and it is said why', async () => {
    let isFull = true
    const kept = await startOn({
      certificate: async () => undefined,
      tries: async () => (isFull ? Promise.reject(full) : undefined),
    })
    await expect(kept.reconcile(signal)).rejects.toBe(full)
    expect(wishes).toEqual([])
    expect(kept.facts()).toMatchObject({ last: { result: 'failed', problems: [{ code: 'read_only' }] } })
    expect(kept.facts().going).toBeUndefined()
    isFull = false
    await kept.reconcile(signal)
    expect(kept.shown()).toBeDefined()
  })
  it('when the certificate comes: the order stays, to be fetched again', async () => {
    let isFull = true
    authority = async (_, { keep }) => {
      const order = (await keep.order()) ?? {
        url: 'https://ca.example/1',
        names,
        key: '-----BEGIN PRIVATE KEY-----',
        begunAtMs: 1,
      }
      await keep.saveOrder(order)
      return { ok: true, certificate: await certificateFor() }
    }
    const kept = await startOn({
      certificate: async () => (isFull ? Promise.reject(full) : undefined),
      tries: async () => undefined,
    })
    await kept.reconcile(signal)
    expect(kept.shown()).toBeUndefined()
    expect(kept.facts().last).toMatchObject({ result: 'failed', problems: [{ code: 'read_only' }] })
    const files = await authorityFiles(join(folder, 'acme'), directory)
    expect(await files.order()).toMatchObject({ url: 'https://ca.example/1' })
    isFull = false
    nowMs += 11 * minuteMs
    await kept.reconcile(signal)
    expect(kept.shown()).toBeDefined()
    expect(await files.order()).toBeUndefined()
  })
  it('a folder that is a file is named', async () => {
    await writeFile(join(folder, 'acme'), '')
    await expect(start()).rejects.toMatchObject({ problems: [{ code: 'read_only' }] })
  })
})

it('an address of an authority is no name of a folder', async () => {
  const files = await authorityFiles(join(folder, 'acme'), 'https://a.example/../../etc')
  await files.saveAccount({ key: '-----BEGIN PRIVATE KEY-----x' })
  expect(files.folder.startsWith(join(folder, 'acme'))).toBe(true)
  expect(JSON.parse(await readFile(join(files.folder, 'account.json'), 'utf8'))).toMatchObject({
    directory: 'https://a.example/../../etc',
  })
})
