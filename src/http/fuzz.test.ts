import * as fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorRules } from '../contract/errors.ts'
import { buildHouse, type House } from './testing/house.ts'
import {
  operationsOf,
  requestsOf,
  type ApiDocument,
  type MadeRequest,
  type Operation,
} from './testing/request-from-document.ts'
import { ownOrigin } from './testing/visitor.ts'

// Ten thousand requests made from the API's own document: as it says they are, and now and then with something wrong in them.
const each = 5_000
const seed = Number(process.env['KISTE_FUZZ_SEED'] ?? Date.now() % 2 ** 31)

let house: House
let document: ApiDocument
let operations: readonly Operation[]

beforeAll(async () => {
  house = await buildHouse()
  document = (await house.http.inject('/v1/openapi.json')).json()
  // A stream of events has no end.
  operations = operationsOf(document).filter(({ path }) => path !== '/v1/events')
})
afterAll(() => house.close())

/** All that somebody could have made or unmade. */
function everything(): unknown {
  const { vms, images, bin, jobs } = house.live.inventory()
  return { vms, images, bin, jobs, users: house.access.users.list() }
}

/** A plan is asked for wherever there is one. */
function dryRunOf({ parameters }: Operation): { readonly dryRun?: string } {
  return parameters.some(({ name }) => name === 'dryRun') ? { dryRun: 'true' } : {}
}

interface Sent {
  readonly failures: readonly string[]
  /** How many were understood, and answered with what was asked for. */
  readonly answered: number
}

/** Sends so many, each operation in its turn. */
async function send(
  wanted: readonly Operation[],
  ask: (operation: Operation, request: MadeRequest) => Promise<LightMyRequestResponse>,
): Promise<Sent> {
  let answered = 0
  const failures: string[] = []
  const perOperation = Math.ceil(each / wanted.length)
  for (const [index, operation] of wanted.entries())
    for (const request of fc.sample(requestsOf(operation, document, dryRunOf(operation)), {
      seed: seed + index,
      numRuns: perOperation,
    })) {
      const { statusCode, body } = await ask(operation, request)
      if (statusCode === 200) answered += 1
      // 502 is what a guest refuses, such as a file that it has not.
      if (statusCode >= 500 && statusCode !== errorRules.agent_failed.status)
        failures.push(
          `${operation.method} ${request.url} ${JSON.stringify(request.payload)?.slice(0, 500)}: ${statusCode} ${body.slice(0, 500)}`,
        )
    }
  return { failures, answered }
}

function injected({ method, takesBytes }: Operation, { url, payload }: MadeRequest) {
  const type = takesBytes ? 'application/octet-stream' : 'application/json'
  return {
    method: method as 'GET',
    url,
    ...(payload === undefined && !takesBytes
      ? {}
      : { payload: JSON.stringify(payload ?? 'bytes'), headers: { 'content-type': type } }),
  }
}

it('whoever has the socket looks and asks for plans: no answer is a failure, and nothing is done', async () => {
  const before = everything()
  const looks = operations.filter(({ method }) => method === 'GET')
  const plans = operations.filter((operation) => 'dryRun' in dryRunOf(operation))
  const ask = (operation: Operation, request: MadeRequest) => house.http.inject(injected(operation, request))
  const { failures, answered } = await send([...looks, ...plans], ask)
  expect(failures, `seed ${seed}`).toEqual([])
  // Else all of them were stopped at the door, and nothing was tried.
  expect(answered).toBeGreaterThan(500)
  expect(everything()).toEqual(before)
})

it('whoever has not signed in sends what they like: no answer is a failure, and nothing is done', async () => {
  const before = everything()
  const ask = (operation: Operation, request: MadeRequest) => {
    const { headers, ...rest } = { headers: {}, ...injected(operation, request) }
    return house.web.inject({ ...rest, headers: { ...headers, host: 'localhost:80', origin: ownOrigin } })
  }
  expect((await send(operations, ask)).failures, `seed ${seed}`).toEqual([])
  expect(everything()).toEqual(before)
})
