import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRealHost } from './support/real-host.ts'
import { hostContract } from '../../src/host/host.contract.ts'
import type { DefinitionText } from '../../src/host/host.ts'
import { addImageFile } from './support/scratch-store.ts'
import { ECHO_READY, writeEchoDisk } from './support/echo-guest.ts'

const patienceMs = 60_000

hostContract('session libvirt and a dir store', { agent: false, powersOff: false }, async () => {
  const real = await openRealHost()
  const raw = join(real.directory, 'echo.raw')
  writeEchoDisk(raw)
  await addImageFile(real.storeRoot, 'echo', raw)
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
    image: 'echo',
    console: { ready: new RegExp(ECHO_READY.trim()), type: 'abc', answer: /abc/ },
    patienceMs,
    stop: real.stop,
  }
})
