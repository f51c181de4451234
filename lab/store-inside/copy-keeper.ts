import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { here } from '../../src/host/exec.ts'
import { askOverSsh } from '../../src/host/zfs/copies/ask-over-ssh.ts'
import type { AskKeeper } from '../../src/host/zfs/copies/remote-target.ts'
import { sshPlace, type Lab } from '../machine.ts'
import { bundle } from './bundle.ts'

const insidePath = '/run/kiste-receive.mjs'

/** The product's keeper of copies inside a machine of the lab, behind a key that may do nothing else there. */
export async function allowCopies(lab: Lab, below: string): Promise<AskKeeper> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-key-'))
  const key = join(folder, 'key')
  await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'copies', '-f', key])
  const program = await bundle(join(dirname(fileURLToPath(import.meta.url)), '../../src/receive-copies.ts'))
  await lab.runner.run(['dd', `of=${insidePath}`, 'status=none'], { input: program })
  const command = `/opt/kiste/bin/node ${insidePath} ${below}`
  const line = `command="${command}",restrict ${await readFile(`${key}.pub`, 'utf8')}`
  await lab.runner.run(['sh', '-c', 'cat >>/root/.ssh/authorized_keys'], { input: line })
  return askOverSsh({ ...sshPlace(await lab.record()), identityPath: key })
}
