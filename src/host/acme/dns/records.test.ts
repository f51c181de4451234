import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TxtRecord } from '../../../domain/acme.ts'
import { here, type Runner, type RunOptions } from '../../exec.ts'
import { hookRecords } from './hook-records.ts'
import { nsupdateRecords, quoted, updateText } from './nsupdate-records.ts'
import { readSecret } from './secret-file.ts'

const record: TxtRecord = {
  name: '_acme-challenge.kiste.example.org',
  value: 'v-_1',
  domain: 'kiste.example.org',
}
const { signal } = new AbortController()
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-dns-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function script(body: string): Promise<string> {
  const path = join(folder, 'hook')
  await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  return path
}

describe('a hook', () => {
  it('is told what to do, by arguments and in its environment', async () => {
    const out = join(folder, 'out')
    const hook = await script(
      `printf '%s\\n' "$@" "$KISTE_DNS_ACTION" "$KISTE_DNS_RECORD" "$KISTE_DNS_VALUE" "$CERTBOT_DOMAIN" "$CERTBOT_VALIDATION" >> '${out}'`,
    )
    const dns = hookRecords(here, { command: [hook, 'a b', '$(touch x)'], timeoutSeconds: 5 })
    await dns.add(record, signal)
    await dns.remove(record, signal)
    const lines = (action: string) => [
      'a b',
      '$(touch x)',
      action,
      `${record.name}.`,
      record.value,
      action,
      record.name,
      record.value,
      record.domain,
      record.value,
    ]
    expect((await readFile(out, 'utf8')).split('\n')).toEqual([...lines('present'), ...lines('cleanup'), ''])
  })

  it.each([
    ['that fails', 'echo "the key is old" >&2; exit 3', 'failed with exit code 3: the key is old'],
    ['that hangs, with what it has started', 'sleep 60 & sleep 60', 'did not finish within 1 s'],
    ['that ends itself', 'kill -KILL $$', 'was ended by SIGKILL'],
  ])('%s is named with what it said', async (_, body, says) => {
    const dns = hookRecords(here, { command: [await script(body)], timeoutSeconds: 1 })
    await expect(dns.add(record, signal)).rejects.toMatchObject({
      problems: [
        {
          code: 'dns_failed',
          message: expect.stringContaining(says) as string,
          hint: expect.stringContaining('present') as string,
        },
      ],
    })
  })

  it('that is not there is named', async () => {
    const dns = hookRecords(here, { command: [join(folder, 'none')], timeoutSeconds: 1 })
    await expect(dns.remove(record, signal)).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining('could not be taken away') as string }],
    })
  })

  it('ends when it is stopped', async () => {
    const stop = new AbortController()
    const dns = hookRecords(here, { command: [await script('sleep 60')], timeoutSeconds: 60 })
    setTimeout(() => stop.abort(), 100)
    await expect(dns.add(record, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('nsupdate', () => {
  const options = { server: 'ns1.example.org', port: 53, zone: 'example.org', keyFile: '' }

  it('reads what is to be updated', () => {
    expect(updateText('add', record, options)).toBe(
      'server ns1.example.org 53\nzone example.org.\nupdate add _acme-challenge.kiste.example.org. 60 IN TXT "v-_1"\nsend\n',
    )
    expect(updateText('remove', record, { ...options, zone: undefined })).toBe(
      'server ns1.example.org 53\nupdate delete _acme-challenge.kiste.example.org. IN TXT "v-_1"\nsend\n',
    )
  })

  it('whatever a value is, it is one text on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = quoted(value)
        expect(text).toMatch(/^"(?:[^"\\;\n\r]|\\["\\;]|\\\d{3})*"$/)
        const back = text
          .slice(1, -1)
          .replaceAll(/\\(\d{3})|\\(.)/g, (_, code?: string, char?: string) =>
            code === undefined ? (char ?? '') : String.fromCharCode(Number(code)),
          )
        expect(Buffer.from(back, 'latin1').toString()).toBe(Buffer.from(value).toString())
      }),
    )
  })

  it.each(['a\nserver evil', 'a b', '', 'a"b', 'a;b'])('a name such as %j never reaches it', (name) => {
    expect(() => updateText('add', { ...record, name }, options)).toThrow(TypeError)
  })

  it('is run with the key, and its words are told', async () => {
    const keyFile = join(folder, 'key')
    await writeFile(keyFile, 'key "k" {};', { mode: 0o600 })
    const asked: { argv: readonly string[]; options: RunOptions | undefined }[] = []
    const runner: Runner = {
      place: 'here',
      run: async (argv, runOptions) => {
        asked.push({ argv, options: runOptions })
        if (asked.length > 1) throw new Error('nsupdate failed with exit code 2: update failed: REFUSED')
        return { stdout: '', stderr: '', code: 0 }
      },
    }
    const dns = nsupdateRecords(runner, { ...options, keyFile })
    await dns.add(record, signal)
    expect(asked[0]?.argv).toEqual(['nsupdate', '-t', '30', '-k', keyFile])
    expect(asked[0]?.options?.input).toBe(updateText('add', record, options))
    await expect(dns.remove(record, signal)).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining('REFUSED') as string }],
    })
    await chmod(keyFile, 0o644)
    await expect(dns.add(record, signal)).rejects.toMatchObject({
      problems: [{ hint: `chmod 600 ${keyFile}` }],
    })
    expect(asked).toHaveLength(2)
  })
})

describe('a file with a token', () => {
  it.each([
    ['abc-123\n', 0o600, 'abc-123'],
    ['abc\r\n', 0o400, 'abc'],
    ['abc', 0o640, 'invalid_input'],
    ['abc', 0o604, 'invalid_input'],
    ['', 0o600, 'invalid_input'],
    ['a b', 0o600, 'invalid_input'],
    ['a\nX-Evil: 1', 0o600, 'invalid_input'],
  ])('with %j and mode %i', async (text, mode, is) => {
    const path = join(folder, 'token')
    await writeFile(path, text, { mode })
    await chmod(path, mode)
    const read = await readSecret(path).catch(
      (error: { problems: { code: string }[] }) => error.problems[0]?.code,
    )
    expect(read).toBe(is)
  })
  it('that is not there', async () => {
    await expect(readSecret(join(folder, 'none'))).rejects.toMatchObject({
      problems: [{ code: 'not_found' }],
    })
  })
})
