import type { JobEndpoint } from '../../src/contract/endpoints.ts'
import type { Input } from '../../src/contract/input.ts'
import type { Route } from '../../src/contract/route.ts'
import { routes, type EndpointName } from '../../src/contract/routes.ts'
import { ApiError, toApiError } from './api-error.ts'
import { requestPath, type LooseInput } from './request-path.ts'
import type { Answer, Job, Plan } from './answers.ts'

/** Asks the daemon; rejects with `ApiError`. */
export async function call<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  return (await send(name, input as LooseInput, signal)) as Answer<Name>
}

/** An answer that is bytes, such as a picture. */
export async function readBytes<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Blob> {
  const answer = await open(name, input as LooseInput, signal)
  return answer.blob()
}

/** Has a change made, and answers with its job. */
export async function submit<Name extends JobEndpoint>(name: Name, input: Input<Name>): Promise<Job> {
  return (await send(name, input as LooseInput)) as Job
}

/** What `submit` would do. */
export async function preview<Name extends JobEndpoint>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Plan> {
  const given = input as LooseInput
  return (await send(name, { ...given, query: { ...given.query, dryRun: true } }, signal)) as Plan
}

async function send(name: EndpointName, input: LooseInput, signal?: AbortSignal): Promise<unknown> {
  const answer = await open(name, input, signal)
  return JSON.parse(await answer.text())
}

/** The answer, once its head says that all is well. */
async function open(name: EndpointName, input: LooseInput, signal?: AbortSignal): Promise<Response> {
  const route: Route = routes[name]
  let answer: Response
  try {
    answer = await fetch(requestPath(route, input), {
      method: route.method,
      ...(route.takes === 'json'
        ? { body: JSON.stringify(input.body ?? {}), headers: { 'content-type': 'application/json' } }
        : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError([{ code: 'internal', message: 'The daemon does not answer.' }], 0)
  }
  if (!answer.ok) throw toApiError(answer.status, await answer.text())
  return answer
}
