import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProblemCode } from '../../domain/problem.ts'
import { openLibvirt, type LibvirtClient } from './client.ts'
import { MAX_STREAM_BYTES, STATUS } from './framing.ts'
import { takeScreenshot } from './screenshot.ts'
import {
  NO_REPLY,
  startScriptedServer,
  type Handlers,
  type ScriptedServer,
} from './testing/scripted-server.ts'
import { createVmAccess, type VmAccess } from './vm-access.ts'
import { createVmMemory } from './vm-memory.ts'

const uuid = '11111111-2222-4333-8444-555555555555'
const ppm = Buffer.concat([Buffer.from('P6\n2 1\n255\n'), Buffer.from([1, 2, 3, 4, 5, 6])])

let server: ScriptedServer
let client: LibvirtClient
let vms: VmAccess

beforeEach(async () => {
  server = await startScriptedServer({
    connectGetCapabilities: (_, call) => (call.fail({}), NO_REPLY),
    domainLookupByUuid: () => ({ name: 'web', uuid, id: 3 }),
  })
  client = openLibvirt({ uri: server.uri, connectWaitMs: 3_000 })
  vms = createVmAccess(client, createVmMemory())
})
afterEach(async () => {
  await client.close()
  await server.close()
})

/** Sends this as a picture, as libvirt does. */
function sending(mime: string | null, ...parts: readonly Uint8Array[]): Handlers {
  return {
    domainScreenshot: (_, call) => {
      call.reply(mime)
      for (const part of parts) call.packet(STATUS.continue, part)
      call.packet(STATUS.continue)
      call.packet(STATUS.ok)
      return NO_REPLY
    },
  }
}
const refusing = (message: string, code = 1): Handlers => ({
  domainScreenshot: (_, call) => (call.fail({ message, code }), NO_REPLY),
})
const problem = (code: ProblemCode) => ({
  problems: [{ code, object: { type: 'vm', name: 'web' } }],
})

describe('the picture of a screen', () => {
  test('is put together of what comes', async () => {
    server.handle(sending('image/x-portable-pixmap', ppm.subarray(0, 9), ppm.subarray(9)))
    expect(await takeScreenshot(vms, uuid)).toEqual({
      widthPx: 2,
      heightPx: 1,
      rgb: Buffer.from([1, 2, 3, 4, 5, 6]),
    })
  })

  test.each([
    ['of another kind', 'image/webp', ppm, /of a kind that Kiste does not read, image\/webp/],
    ['of no kind', null, ppm, /of a kind that Kiste does not read/],
    ['no PNG', 'image/png', ppm, /is no whole PNG/],
    [
      'half of one',
      'image/x-portable-pixmap',
      ppm.subarray(0, 14),
      /3 bytes of pixels, and says that it has 6/,
    ],
    ['nothing', 'image/x-portable-pixmap', Buffer.alloc(0), /no portable pixmap/],
  ] as const)('is refused that is %s', async (_, mime, bytes, message) => {
    server.handle(sending(mime, ...(bytes.length > 0 ? [bytes] : [])))
    await expect(takeScreenshot(vms, uuid)).rejects.toThrow(message)
    await expect(takeScreenshot(vms, uuid)).rejects.toMatchObject(problem('host_failed'))
  })

  test('is given up that never ends', async () => {
    const part = Buffer.alloc(MAX_STREAM_BYTES)
    server.handle({
      domainScreenshot: (_, call) => {
        call.reply('image/png')
        const { socket } = call.peer
        const send = () => {
          while (!socket.destroyed && socket.writableLength < 2 ** 22) call.packet(STATUS.continue, part)
          if (!socket.destroyed) setImmediate(send)
        }
        send()
        return NO_REPLY
      },
    })
    await expect(takeScreenshot(vms, uuid)).rejects.toMatchObject(problem('not_supported'))
  })

  test('is not waited for without end', async () => {
    server.handle({ domainScreenshot: () => NO_REPLY })
    await expect(takeScreenshot(vms, uuid, 50)).rejects.toMatchObject(problem('in_use'))
    server.handle({ domainScreenshot: (_, call) => (call.reply('image/png'), NO_REPLY) })
    await expect(takeScreenshot(vms, uuid, 200)).rejects.toMatchObject(problem('in_use'))
  })

  test.each([
    ['no screens to take screenshot from', 'not_supported'],
    [
      "unable to execute QEMU command 'screendump': There is no console to take a screendump from",
      'not_supported',
    ],
    ['something else', 'host_failed'],
  ] as const)('is none where libvirt says: %s', async (message, code) => {
    server.handle(refusing(message))
    await expect(takeScreenshot(vms, uuid)).rejects.toMatchObject(problem(code))
  })

  test('is none of a VM that is off', async () => {
    server.handle({ domainLookupByUuid: () => ({ name: 'web', uuid, id: -1 }) })
    await expect(takeScreenshot(vms, uuid)).rejects.toMatchObject(problem('wrong_state'))
    expect(server.calls).not.toContain('domainScreenshot')
  })
})
