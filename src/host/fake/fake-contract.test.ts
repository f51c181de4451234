import { hostContract } from '../host.contract.ts'
import type { DefinitionText } from '../host.ts'
import { createFakeHost } from './fake-host.ts'

hostContract('the fake host', { agent: true, powersOff: true }, () => {
  const host = createFakeHost({ seedData: 'demo' })
  return Promise.resolve({
    host,
    until: async (what, holds) => {
      for (let turn = 0; turn < 100; turn += 1) {
        if (await holds()) return
        if (!host.step()) await host.settle()
      }
      throw new Error(`waited in vain until ${what}`)
    },
    unknownPart: {
      add: (text) =>
        JSON.stringify({ ...(JSON.parse(text) as object), sound: { model: 'ich9' } }) as DefinitionText,
      isIn: (text) => text.includes('"ich9"'),
    },
    withPassword: (text, passwd) =>
      JSON.stringify({ ...(JSON.parse(text) as object), screen: { passwd } }) as DefinitionText,
    image: 'alpine-3.22',
    console: { ready: /root@\S+:~# /, type: 'hostname\r', answer: /hostname\r\n\S+\r\n/ },
    patienceMs: 2000,
    hands: host.outside.hands,
    writeGuestFiles: host.outside.hands.writeGuestFiles,
    stop: () => host.close(),
  })
})
