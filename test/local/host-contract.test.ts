import { setTimeout as sleep } from 'node:timers/promises'
import { hostContract } from '../../src/host/host.contract.ts'
import type { DefinitionText } from '../../src/host/host.ts'
import { fileLine, writeGuestDisks } from './support/guest-disks.ts'
import { openRealHost } from './support/real-host.ts'
import { addImageDisk } from './support/scratch-store.ts'
import { storeHands } from './support/store-hands.ts'
import { tinyDisk } from './support/tiny-guest.ts'

const patienceMs = 120_000

hostContract('session libvirt and a dir store', { agent: true, powersOff: true }, async () => {
  const real = await openRealHost()
  await addImageDisk(real.storeRoot, 'tiny', await tinyDisk())
  return {
    host: real.host,
    until: async (what, holds) => {
      for (const giveUpAt = Date.now() + patienceMs; ; await sleep(100)) {
        if (await holds()) return
        if (Date.now() > giveUpAt) throw new Error(`waited ${patienceMs} ms in vain until ${what}`)
      }
    },
    unknownPart: {
      add: (text) => text.replace('</name>', '</name><title>by hand</title>') as DefinitionText,
      isIn: (text) => text.includes('<title>by hand</title>'),
    },
    withPassword: (text, password) =>
      text.replace(/<graphics type=(["'])vnc\1/, `$& passwd="${password}"`) as DefinitionText,
    image: 'tiny',
    console: { ready: /\/ # /, type: 'echo $((6 * 7))\r', answer: /\n42\r/ },
    patienceMs,
    hands: storeHands(real.host.stores.get('local')),
    writeGuestFiles: (vm, disk, files) => {
      const { path } = real.host.stores.get('local').place(vm).disk(disk, 'file').source
      const lines = Object.entries(files).flatMap(([name, content]) => fileLine(name, content))
      return writeGuestDisks(real.directory, [{ path }], ['mkfs ext4 /dev/sda', 'mount /dev/sda /', ...lines])
    },
    stop: real.stop,
  }
})
