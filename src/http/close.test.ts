import { afterEach, describe, expect, it } from 'vitest'
import type { App } from '../app/app.ts'
import { problemError } from '../domain/problem.ts'
import { buildHouse, type House } from './testing/house.ts'
import { answerTo, expectSoon, onSocket, textOf, type OnSocket } from './testing/on-socket.ts'

let house: House | undefined
let client: OnSocket | undefined
afterEach(async () => {
  await house?.close()
  client?.clean()
})

/** A house whose look at the host takes until the test says so. */
async function slowHouse(closeGraceMs: number) {
  let finish: (() => void) | undefined
  const slow = (app: App): App => ({
    ...app,
    queries: {
      ...app.queries,
      host: async () => {
        await new Promise<void>((resolve) => (finish = resolve))
        throw problemError({ code: 'host_failed', message: 'It took long.' })
      },
    },
  })
  house = await buildHouse({ changeApp: slow, http: { closeGraceMs } })
  client = await onSocket(house.http)
  const sending = client.begin('GET', '/v1/host').end()
  await expectSoon('it has begun', () => finish !== undefined)
  return { http: house.http, sending, finish: () => finish?.() }
}

describe('a stopping server', () => {
  it('lets a request finish that needs a moment', async () => {
    const { http, sending, finish } = await slowHouse(5_000)
    const closed = http.close()
    setTimeout(finish, 50)
    const answer = await answerTo(sending)
    expect(answer.statusCode).toBe(502)
    expect(await textOf(answer)).toContain('It took long.')
    await closed
  })

  it('cuts off one that takes longer', async () => {
    const { http, sending } = await slowHouse(50)
    const failed = answerTo(sending).catch((error: unknown) => error)
    await http.close()
    expect(await failed).toMatchObject({ code: 'ECONNRESET' })
  })
})
