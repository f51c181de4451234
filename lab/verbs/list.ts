import { readdir } from 'node:fs/promises'
import { machineFolder, qemuPid } from '../machine.ts'
import { readRecord } from '../machine-record.ts'
import { machinesFolder } from '../places.ts'
import { sshCommand } from '../ssh-command.ts'
import { parseWords, type Verb } from './verb.ts'

export const list: Verb = {
  name: 'list',
  words: '',
  what: 'shows the machines there are, and how to log into each',
  async act(words) {
    parseWords(words, {})
    const names: string[] = await readdir(machinesFolder()).catch(() => [])
    for (const name of names.toSorted()) {
      const record = await readRecord(machineFolder(name))
      if (!record) continue
      const pid = await qemuPid(machineFolder(name), record)
      console.log(
        `${name}: OpenZFS ${record.zfs}, ${pid === undefined ? 'off' : `running as process ${pid}`}`,
      )
      console.log(`  ${sshCommand(record)}`)
    }
    return 0
  },
}
