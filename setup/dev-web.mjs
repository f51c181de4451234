// `npm run dev:web`: the page, built anew as it is written, on a daemon whose host is in memory.
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { root } from './prepare.mjs'

const folder = join(root, '.cache/dev-web')
const runtimeDir = join(folder, 'run')
const env = { ...process.env, KISTE_RUNTIME_DIR: runtimeDir }
const daemon = [
  join(root, 'node_modules/tsx/dist/cli.mjs'),
  join(root, 'src/daemon.ts'),
  '--fake',
  '--runtime-dir',
  runtimeDir,
  '--state-dir',
  join(folder, 'state'),
]
const page = [join(root, 'node_modules/vite/bin/vite.js'), join(root, 'web')]

const children = [daemon, page].map((argv) =>
  spawn(process.execPath, argv, { cwd: root, env, stdio: 'inherit' }),
)
const endAll = () => {
  for (const child of children) child.kill('SIGTERM')
}
// One without the other is of no use.
for (const child of children) child.once('exit', endAll)
process.once('SIGINT', endAll)
process.once('SIGTERM', endAll)
