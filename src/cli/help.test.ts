import { readFile } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { allVerbs, cliDocs } from './cli-docs.ts'
import { nouns } from './nouns.ts'
import { parseLine } from './parse-line.ts'
import { cli } from './testing/run.ts'

const nowhere = '/nonexistent/kiste.sock'
const verbs = await allVerbs()
const docs = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8')

describe('every verb', () => {
  it.each(verbs.map(({ path, verb }) => [path, verb] as const))(
    '%s has help with examples',
    async (path, verb) => {
      const ran = await cli(nowhere, [...path.split(' ').slice(1), '--help'])
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain(`Usage: ${path}`)
      for (const example of verb.examples) {
        expect(ran.stdout).toContain(`  ${example}\n`)
        expect(example).toContain('kiste ')
      }
      for (const { long } of Object.values(verb.options)) expect(ran.stdout).toContain(`--${long}`)
      expect(ran.stdout.split('\n').filter((line) => line.length > 100 && !line.startsWith('  '))).toEqual([])
      expect(docs).toContain(`### ${path}\n`)
      const byTopic = await cli(nowhere, ['help', ...path.split(' ').slice(1)])
      if (path !== 'kiste help') expect(byTopic.stdout).toBe(ran.stdout)
      for (const alias of verb.aliases ?? []) {
        const aliased = await cli(nowhere, [...path.split(' ').slice(1, -1), alias, '-h'])
        expect(aliased.stdout).toContain(verb.summary.slice(0, 40))
      }
    },
  )

  it('has examples that are right lines', async () => {
    for (const { verb } of verbs) {
      const lines = verb.examples.map((example) => /kiste ([^|<>)]*)/.exec(example)?.[1]?.trim() ?? '')
      for (const line of lines) {
        const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
          (match) => match[1] ?? match[2] ?? match[3] ?? '',
        )
        // Help and versions are answered while the line is read.
        const { invocation, problems } = await read(words)
        expect({ line, problems }).toEqual({ line, problems: [] })
        if (typeof invocation === 'object') expect({ line, verb: invocation.verb }).toEqual({ line, verb })
      }
    }
  })
})

/** Reads a line with the values of its options, without doing it. */
async function read(argv: readonly string[]) {
  const invocation = await parseLine(argv, { stdout: new PassThrough(), stderr: new PassThrough() })
  if (typeof invocation === 'number') return { invocation, problems: invocation === 0 ? [] : [invocation] }
  const problems = Object.entries(invocation.options).flatMap(([name, raw]) => {
    const checked = invocation.verb.options[name]?.read(raw, name)
    return checked?.ok === false ? checked.problems : []
  })
  return { invocation, problems }
}

it('the root says all nouns, and a noun all its verbs', async () => {
  const root = await cli(nowhere, [])
  expect(root.code).toBe(0)
  expect(root.stdout).toMatchInlineSnapshot(`
    "Usage: kiste <noun> <verb> [arguments] [options]

    Kiste runs virtual machines on this host.

    Options:
      -V, --version    Show the versions
      --socket <path>  The daemon's socket (else KISTE_SOCKET, else your own
                       daemon's, else the system's)
      -h, --help       Show this help

    Nouns:
      vm               Make, run and look at VMs
      disk             Disks of VMs: add, grow, remove
      snapshot         Points in time of VMs, and going back to them
      branch           The lines of a VM that came of going back
      policy           When VMs are snapshotted by themselves, and what stays
      target           Where VMs are copied to
      copy             Copies of VMs elsewhere, by themselves or now
      try              Try something out on a VM, then keep or discard it
      bin              Deleted VMs: bring them back, or remove them for good
      image            What VMs are made from
      network          What VMs are plugged into
      store            Where VMs live
      pool             ZFS pools: make them, look after them, mend them
      drive            The drives of this host
      adopt            Take in the VMs of a pool, with all they have
      job              Changes under way and those that ended
      setup            The link with which the page is opened for the first time
      user             Who may come in over the net, and what they may do
      certificate      The certificate of the page
      token            What programs come in with
      session          The browsers that are signed in
      audit            Who changed what
      host             The machine that runs the VMs
      doctor           Say what is fine on this host and what is not
      inventory        Everything there is, as one JSON document
      events           Changes as they happen, a line of JSON each
      completion       Complete commands and names in the shell
      help             Help on a command, or on exit codes
      version          The versions of this command and of the daemon

    Begin with:
      kiste doctor                                what is fine on this host and what is not
      kiste image build debian                    an image to make VMs from
      kiste vm create web --image debian-12       a running VM
      kiste vm console web                        its console; leave with ^]

    Exit codes: kiste help exit-codes
    "
  `)
  for (const { name, summary } of nouns) {
    expect(root.stdout).toContain(`${name} `)
    expect(root.stdout).toContain(summary)
  }
  for (const { path } of verbs) {
    const [, noun = '', verb] = path.split(' ')
    if (verb !== undefined) expect((await cli(nowhere, [noun, '--help'])).stdout).toContain(`  ${verb}`)
  }
})

it('docs/cli.md is what the tables say (npm run docs:cli writes it)', async () => {
  expect(docs).toBe(await cliDocs())
})
