#!/usr/bin/env node
// What sshd runs for a key that may bring copies, and nothing else: in authorized_keys,
//   command="kiste-receive tank/kiste-copies/box",restrict ssh-ed25519 …
// It does the one thing that the original command asks for, as far as it lies below that dataset, and says what came of it as JSON.
import { checkDatasetName } from './domain/dataset-name.ts'
import { here } from './host/exec.ts'
import { localTarget } from './host/zfs/copies/local-target.ts'
import { requestOfWord } from './host/zfs/copies/request-word.ts'
import { serveRequest } from './host/zfs/copies/serve-request.ts'
import { openZfs } from './host/zfs/zfs.ts'

const [below = '', ...others] = process.argv.slice(2)
const asked = requestOfWord(process.env['SSH_ORIGINAL_COMMAND'] ?? '')

if (!checkDatasetName(below).ok || others.length > 0) {
  process.stderr.write('Usage: kiste-receive DATASET, as the command of a key in authorized_keys\n')
  process.exitCode = 2
} else {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort())
  const reply = await serveRequest(
    asked,
    {
      below,
      targetAt: async (root) => localTarget(await openZfs(here), root, () => new Date()),
    },
    { input: process.stdin, signal: ending.signal },
  )
  process.stdout.write(`${JSON.stringify(reply)}\n`)
  // Whoever sends may have more to say than was wanted.
  process.stdin.destroy()
}
